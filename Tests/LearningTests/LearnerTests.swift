import Foundation
import Learning
import Policy
import Testing
import Torch

/// Updates against a reference in float64, and against themselves under every way of computing them.
@Suite struct LearnerTests {
    static func configure(_ name: String, _ configuration: inout Learner.Configuration) {
        if name == "dapo" {
            configuration.loss = .dapo
            configuration.ratio = .sequence
            configuration.clipLow = 0.1
        }
    }

    @Test(arguments: ["grpo", "dapo", "supervised"])
    func matchesTheReference(name: String) throws {
        let (fixture, cases, expected) = try LearnerFixture.own()
        let stored = try #require(cases.first { $0.name == name })
        let learner = try fixture.learner { Self.configure(name, &$0) }
        for step in stored.losses.indices {
            let report =
                try name == "supervised" ? learner.supervisedUpdate(on: fixture.groups) : learner.update(on: fixture.groups)
            #expect(abs(report.metrics.loss - stored.losses[step]) < 1e-5)
            #expect(abs(report.gradientNorm - stored.norms[step]) < 1e-4 * stored.norms[step])
            #expect(report.skippedSteps == 0 && report.optimizerSteps == step + 1)
        }
        let weights = try learner.policy.exportNamed(learner.policy.parameters)
        #expect(try relativeDistance(weights) { try expected.tensor("\(name).updated.\($0)") } < 1e-5)
        if name != "supervised" {
            let fresh = try fixture.learner { Self.configure(name, &$0) }
            let (_, gradients) = try fresh.gradients(on: fixture.groups)
            #expect(try relativeDistance(fresh.policy.exportNamed(gradients)) { try expected.tensor("\(name).grad.\($0)") } < 1e-5)
        }
    }

    /// Packing, chunks and checkpointing change how the gradient is computed, not what it is.
    @Test(arguments: ["grpo", "dapo"])
    func gradientsDoNotDependOnHowTheyAreComputed(name: String) throws {
        let (fixture, _, expected) = try LearnerFixture.own()
        for shared in [true, false] {
            for checkpointing in [true, false] {
                for (budget, chunk) in [(1, 1024), (9, 3), (20, 1), (1000, 7)] {
                    let learner = try fixture.learner {
                        Self.configure(name, &$0)
                        $0.sharedPrefix = shared
                        $0.gradientCheckpointing = checkpointing
                        $0.microBatchTokens = budget
                        $0.headChunk = chunk
                    }
                    let (_, gradients) = try learner.gradients(on: fixture.groups)
                    let distance = try relativeDistance(learner.policy.exportNamed(gradients)) { try expected.tensor("\(name).grad.\($0)") }
                    #expect(distance < 1e-5, "shared \(shared), checkpointing \(checkpointing), budget \(budget), chunk \(chunk)")
                }
            }
        }
    }

    @Test func checkpointingIsTheSameBits() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let plain = try fixture.learner()
        let checkpointed = try fixture.learner { $0.gradientCheckpointing = true }
        let (_, one) = try plain.gradients(on: fixture.groups)
        let (_, two) = try checkpointed.gradients(on: fixture.groups)
        for (left, right) in zip(one, two) { #expect(try left.tensor.isSame(as: right.tensor), "\(left.name)") }
    }

    @Test func referencePolicyGivesWhatTheRowsWould() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let scorer = try fixture.learner()
        var bare = fixture.groups
        var told = fixture.groups
        for (group, rows) in try scorer.logProbabilities(of: fixture.groups).enumerated() {
            for (completion, row) in rows.enumerated() {
                bare[group].completions[completion].referenceLogProbabilities = nil
                told[group].completions[completion].referenceLogProbabilities = row
            }
        }
        let withPolicy = try fixture.learner(reference: try fixture.policy()).update(on: bare)
        let withRows = try fixture.learner().update(on: told)
        #expect(withPolicy.metrics == withRows.metrics)
        #expect(throws: LearningError.referenceMissing(klCoefficient: 0.1)) { try fixture.learner().update(on: bare) }
        #expect(throws: Never.self) { try fixture.learner { $0.klCoefficient = 0 }.update(on: bare) }
    }

    /// Two epochs of two parts are four updates against log-probabilities taken before the first.
    @Test func epochsAndMiniBatchesAreSuccessiveUpdates() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        var groups = fixture.groups
        for index in groups.indices {
            for completion in groups[index].completions.indices { groups[index].completions[completion].oldLogProbabilities = nil }
        }
        let once = try fixture.learner {
            $0.epochs = 2
            $0.miniBatches = 2
        }
        let report = try once.update(on: groups)
        #expect(report.optimizerSteps == 4)
        let stepwise = try fixture.learner()
        let old = try stepwise.logProbabilities(of: groups)
        for index in groups.indices {
            for completion in groups[index].completions.indices {
                groups[index].completions[completion].oldLogProbabilities = old[index][completion]
            }
        }
        for _ in 0..<2 { for group in groups { _ = try stepwise.update(on: [group]) } }
        for (left, right) in zip(once.policy.parameters, stepwise.policy.parameters) {
            #expect(try left.tensor.isSame(as: right.tensor))
        }
    }

    @Test func maskedCompletionsTeachNothing() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        var cut = fixture.groups
        cut[0].completions[2].isTruncated = true
        var without = fixture.groups
        without[0].completions.remove(at: 2)
        func gradients(_ groups: [TrainingGroup]) throws -> (Learner, [(name: String, tensor: Tensor)]) {
            let learner = try fixture.learner {
                $0.loss = .dapo
                $0.maskTruncated = true
            }
            return (learner, try learner.gradients(on: groups).gradients)
        }
        let (one, left) = try gradients(cut)
        let (two, right) = try gradients(without)
        for (left, right) in zip(left, right) { #expect(try left.tensor.isSame(as: right.tensor)) }
        // The learners own what was compared.
        withExtendedLifetime((one, two)) {}
    }

    @Test func samplerGapIsReported() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let learner = try fixture.learner()
        var groups = fixture.groups
        for (group, rows) in try learner.logProbabilities(of: groups).enumerated() {
            for (completion, row) in rows.enumerated() {
                groups[group].completions[completion].oldLogProbabilities = nil
                groups[group].completions[completion].samplerLogProbabilities = row.map { $0 - 0.25 }
            }
        }
        let metrics = try learner.update(on: groups).metrics
        #expect(abs(metrics.samplerGapMean - 0.25) < 1e-5 && abs(metrics.samplerGapMaximum - 0.25) < 1e-5)
        #expect(metrics.ratioMaximum == 1 && metrics.tokens == 18)
    }

    @Test func lossesThatAreNotFiniteChangeNothing() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let learner = try fixture.learner()
        let before = try snapshot(learner.policy.parameters)
        var groups = fixture.groups
        groups[0].completions[0].oldLogProbabilities = [-.infinity, -1, -1, -1]
        groups[0].completions[0].advantage = -1
        let report = try learner.update(on: groups)
        #expect(report.skippedSteps == 1 && report.optimizerSteps == 0)
        for (name, tensor) in learner.policy.parameters { #expect(try tensor.isSame(as: try #require(before[name]))) }
        #expect(try learner.update(on: fixture.groups).skippedSteps == 0)
    }

    @Test func brokenBatchesAreNamed() throws {
        let (fixture, _, _) = try LearnerFixture.own()
        let learner = try fixture.learner()
        #expect(throws: LearningError.emptyBatch) { try learner.update(on: []) }
        var groups = fixture.groups
        groups[1].promptTokens = []
        #expect(throws: LearningError.emptyPrompt(group: 1)) { try learner.update(on: groups) }
        groups = fixture.groups
        groups[0].completions[1].tokens = [40]
        #expect(throws: LearningError.self) { try learner.update(on: groups) }
        groups = fixture.groups
        groups[0].completions[0].oldLogProbabilities = [0]
        #expect(throws: LearningError.wrongCount(what: "old_logprobs of completion 0", group: 0, got: 1, expected: 4)) {
            try learner.update(on: groups)
        }
    }
}
