#if WITHOUT_TORCH
    import ArgumentParser
    import Service

    extension RoIFRL {
        /// Commands that need a model: none in a build without libtorch.
        static let modelCommands: [any ParsableCommand.Type] = []

        /// Nothing to ready.
        static func prepare() {}
    }

    extension ServedModelOptions {
        /// No model in a build without libtorch.
        func load() throws -> (model: ServedModel, host: ModelHost)? {
            guard let model else { return nil }
            throw ServiceError.model("--model: found \(model), expected none: this build leaves out libtorch")
        }
    }

    extension MachineChecks {
        var engine: [MachineCheck] {
            [
                MachineCheck(
                    name: "libtorch", state: .recommended, found: "left out of this build", mend: "build without ROIFRL_WITHOUT_TORCH")
            ]
        }
    }
#endif
