#if WITHOUT_TORCH
    import ArgumentParser
    import Curriculum
    import Evaluation
    import Foundation
    import Service

    extension RoIFRL {
        /// Whether this build has libtorch, and with it models and training.
        static let hasTorch = false

        /// Commands that need a model: none in a build without libtorch.
        static let modelCommands: [any ParsableCommand.Type] = []

        /// Says of a command that is not here why it is not.
        static func prepare() {
            let names = ["generate", "score", "learn", "bench", "train", "sft"]
            guard let name = CommandLine.arguments.dropFirst().first, names.contains(name) else { return }
            let reason = "this build leaves out libtorch and with it \(name); build without ROIFRL_WITHOUT_TORCH"
            FileHandle.standardError.write(Data("Error: \(name): \(reason)\n".utf8))
            Foundation.exit(2)
        }
    }

    extension CurriculumSimulate {
        /// A run's configuration belongs to training, which this build leaves out.
        static func configured(_ path: String, _ trace: RewardTrace) throws -> CurriculumSimulation {
            throw ValidationError("--config: found \(path), expected none: this build leaves out libtorch and with it training")
        }
    }

    extension ServedModelOptions {
        /// No model in a build without libtorch.
        func load() async throws -> (model: ServedModel, host: ModelHost)? {
            guard let model else { return nil }
            throw ServiceError.model("--model: found \(model), expected none: this build leaves out libtorch")
        }
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
