import Foundation
import Learning
import RunStore
import TestSupport
import Testing
import Tokenization
import Training

@Suite struct SupervisedRunTests {
    private static let examples = (0..<12).map { index in
        SupervisedExample(messages: [
            ChatMessage(role: "user", content: "count to \(index)"),
            ChatMessage(role: "assistant", content: (0...index).map(String.init).joined(separator: " ")),
        ])
    }

    private func configuration(_ folder: URL, run: String) -> RunConfiguration {
        var configuration = RunConfiguration()
        configuration.run.path = folder.appending(path: run).path
        configuration.run.checkpointEvery = 4
        configuration.model.path = folder.appending(path: "model").path
        configuration.model.device = "cpu"
        configuration.learning.klCoefficient = 0
        configuration.learning.learningRate = 1e-2
        configuration.learning.steps = 12
        configuration.supervised.examplesPerStep = 5
        configuration.supervised.maxTokens = 128
        return configuration
    }

    private func run(_ configuration: RunConfiguration, resume: Bool = false, stopAfter stop: Int? = nil) throws -> Bool {
        let run = try SupervisedRun(configuration: configuration, examples: Self.examples, resume: resume)
        return try run.run(shouldStop: { run.trainer.state.step == stop })
    }

    private func outcome(_ configuration: RunConfiguration) throws -> (losses: [Double], weights: Data, examples: Data) {
        let folder = URL(filePath: configuration.run.path)
        let database = try RunDatabase(reading: RunFolder.databaseURL(folder))
        defer { try? database.close() }
        return (
            try database.metric("supervised/loss").map(\.value),
            try Data(contentsOf: folder.appending(path: "model/model.safetensors")),
            try Data(contentsOf: folder.appending(path: "checkpoints/step-000012/examples.json"))
        )
    }

    @Test func aWarmUpLearnsAndGoesOnWhereItStopped() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let whole = configuration(folder, run: "whole")
            #expect(try run(whole))
            let expected = try outcome(whole)
            #expect(expected.losses.count == 12)
            #expect((5...7).contains(expected.losses[0]), "about log 261")
            #expect((expected.losses.last ?? 9) < 0.7 * expected.losses[0])
            let stopped = configuration(folder, run: "stopped")
            #expect(try !run(stopped, stopAfter: 6))
            #expect(try run(stopped, resume: true))
            let resumed = try outcome(stopped)
            #expect(resumed.losses == expected.losses)
            #expect(resumed.weights == expected.weights)
            #expect(resumed.examples == expected.examples)
        }
    }
}
