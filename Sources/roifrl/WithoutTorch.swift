#if WITHOUT_TORCH
    import ArgumentParser

    extension RoIFRL {
        /// Commands that need a model: none in a build without libtorch.
        static let modelCommands: [any ParsableCommand.Type] = []

        /// Nothing to ready.
        static func prepare() {}
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
