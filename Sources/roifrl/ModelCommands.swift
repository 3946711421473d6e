import ArgumentParser
import Torch

extension RoIFRL {
    /// Whether this build has libtorch, and with it models and training.
    static let hasTorch = true

    /// Commands that need a model, and with it libtorch.
    static let modelCommands: [any ParsableCommand.Type] = [
        GenerateCommand.self, ScoreCommand.self, LearnCommand.self, BenchCommand.self, TrainCommand.self, SupervisedCommand.self,
    ]

    /// Readies the process for tensors.
    static func prepare() { Runtime.keepFreedMemory() }
}
