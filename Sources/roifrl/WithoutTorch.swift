#if WITHOUT_TORCH
    import ArgumentParser
    import Evaluation

    extension RoIFRL {
        /// Commands that need a model: none in a build without libtorch.
        static let modelCommands: [any ParsableCommand.Type] = []

        /// Nothing to ready.
        static func prepare() {}
    }

    extension EvalCommand {
        /// A build without libtorch asks models over HTTP only.
        func engine(_ path: String) throws -> Evaluator.Generate {
            throw ValidationError("--model needs libtorch, which this build leaves out; expected --endpoint or --responses")
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
