import Evaluation
import Foundation
import Learning
import Rollouts
import RunStore
import TestSupport
import Testing
import Tokenization
import Training

@Suite struct PeriodicEvaluationTests {
    /// Questions whose score is the share of letters in the reply, which training raises.
    private static let suite = ItemSuite(
        name: "letters", variant: "test", metrics: ["share", "same"], maxNewTokens: 12,
        items: (0..<5).map { index in
            EvaluationItem(
                id: "\(index)", messages: [ChatMessage(role: "user", content: "question \(index)")], grader: LetterGrader())
        })

    private struct LetterGrader: ReplyGrader {
        func verdict(on reply: String) -> Verdict {
            Verdict(scores: [.init("share", LetterShare().reward(for: reply).value), .init("same", 0.25)])
        }
    }

    private func configuration(_ folder: URL, run: String, every: Int) -> RunConfiguration {
        var configuration = RunConfiguration()
        configuration.run.path = folder.appending(path: run).path
        configuration.run.checkpointEvery = 2
        configuration.model.path = folder.appending(path: "model").path
        configuration.model.device = "cpu"
        configuration.batch.prompts = 6
        configuration.batch.groupSize = 4
        configuration.generation.maxNewTokens = 8
        configuration.learning = TinyWorld.learning
        configuration.learning.learningRate = 2e-2
        configuration.learning.steps = 5
        configuration.evaluation.every = every
        return configuration
    }

    private struct Crash: Error {}

    /// Trains, and returns the weights and what was evaluated when.
    @discardableResult
    private func run(
        _ configuration: RunConfiguration, resume: Bool = false, failAfterEvaluation failure: Int? = nil
    ) throws -> (weights: Data, metrics: String, evaluations: [EvaluationRecord]) {
        let run = try TrainingRun(configuration: configuration, sources: TinyWorld.sources, suites: [Self.suite], resume: resume)
        var evaluated = 0
        try run.run(
            onStep: { _ in if let failure, evaluated > failure { throw Crash() } }, onEvaluation: { steps, _ in evaluated = steps })
        let metrics = try (0...5).map { try run.folder.database.metrics(step: $0).map { "\($0.name) \($0.value.bitPattern)" } }
        let weights = try Data(contentsOf: run.folder.url.appending(path: "model/model.safetensors"))
        return (weights, "\(metrics) \(try run.folder.database.rollouts())", try run.folder.database.evaluations())
    }

    @Test func trainingIsTheSameWithAndWithout() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let without = try run(configuration(folder, run: "without", every: 0))
            let with = try run(configuration(folder, run: "with", every: 2))
            #expect(with.weights == without.weights)
            #expect(with.metrics == without.metrics)
            #expect(without.evaluations.isEmpty)
            // Before the first step, after every second, after the last; both metrics of the suite.
            #expect(with.evaluations.map(\.step) == [0, 2, 4, 5, 0, 2, 4, 5])
            #expect(with.evaluations.map(\.metric) == Array(repeating: "same", count: 4) + Array(repeating: "share", count: 4))
            #expect(with.evaluations.prefix(4).allSatisfy { $0.value == 0.25 && $0.items == 5 && $0.benchmark == "letters" })
            // The policy that answers is the one that learns.
            #expect(with.evaluations[7].value > with.evaluations[4].value)
        }
    }

    @Test func anInterruptedRunHasTheSameEvaluations() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let whole = try run(configuration(folder, run: "whole", every: 1))
            let crashed = configuration(folder, run: "crashed", every: 1)
            #expect(throws: Crash.self) { try run(crashed, failAfterEvaluation: 0) }
            #expect(throws: Crash.self) { try run(crashed, resume: true, failAfterEvaluation: 3) }
            let resumed = try run(crashed, resume: true)
            #expect(resumed.evaluations == whole.evaluations)
            #expect(resumed.evaluations.count == 12)
            #expect(resumed.weights == whole.weights)
        }
    }

    @Test func anItemThatDoesNotFitIsNamedBeforeAnythingIsBegun() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            var suite = Self.suite
            suite.items[3].messages[0].content = String(repeating: "x", count: 600)
            let configuration = configuration(folder, run: "run", every: 1)
            #expect {
                try TrainingRun(configuration: configuration, sources: TinyWorld.sources, suites: [suite], resume: false)
            } throws: { error in
                guard case TrainingError.promptTooLong("letters", "3", let tokens, 511) = error else { return false }
                return tokens > 600
            }
            #expect(!FileManager.default.fileExists(atPath: configuration.run.path))
        }
    }
}
