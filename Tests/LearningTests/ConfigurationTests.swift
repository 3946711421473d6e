import Foundation
import Learning
import Rollouts
import Testing

@Suite struct ConfigurationTests {
    @Test func defaultsAreValidAndRoundTrip() throws {
        let defaults = Learner.Configuration()
        try defaults.validate()
        let data = try JSONEncoder().encode(defaults)
        #expect(try JSONDecoder().decode(Learner.Configuration.self, from: data) == defaults)
        let names = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(names["kl_coefficient"] as? Double == 0.001)
        #expect(names["micro_batch_tokens"] as? Int == 16384)
        #expect(names["shared_prefix"] as? Bool == true)
    }

    @Test func rangesAreCheckedByName() {
        var configuration = Learner.Configuration()
        configuration.clipLow = 1.5
        #expect(throws: LearningError.configuration(key: "clip_low", found: "1.5", expected: "a number in 0 ... 1")) {
            try configuration.validate()
        }
        configuration = Learner.Configuration()
        configuration.microBatchTokens = 0
        #expect(throws: LearningError.configuration(key: "micro_batch_tokens", found: "0", expected: "a whole number in 1 ... 1048576")) {
            try configuration.validate()
        }
        configuration = Learner.Configuration()
        configuration.learningRate = .nan
        #expect(throws: LearningError.self) { try configuration.validate() }
    }

    @Test func schedulesRiseAndFall() {
        let linear = LearningRateSchedule(peak: 8, warmupSteps: 4, shape: .linear, totalSteps: 8)
        #expect((0..<10).map { linear.rate(at: $0) } == [2, 4, 6, 8, 8, 6, 4, 2, 0, 0])
        let constant = LearningRateSchedule(peak: 8, totalSteps: 0)
        #expect(constant.rate(at: 0) == 8 && constant.rate(at: 100) == 8)
        let cosine = LearningRateSchedule(peak: 8, shape: .cosine, totalSteps: 4)
        #expect(cosine.rate(at: 0) == 8 && abs(cosine.rate(at: 2) - 4) < 1e-12 && cosine.rate(at: 4) == 0)
    }
}

@Suite struct RolloutRowTests {
    static func groups(_ text: String) throws -> [TrainingGroup] {
        try TrainingGroup.groups(
            from: rolloutRows(text), name: "f", advantages: AdvantageEstimator(scale: .none))
    }

    @Test func rowsGatherInTheOrderOfTheirGroups() throws {
        let groups = try Self.groups(
            """
            {"group": "b", "prompt_ids": [1], "completion_ids": [2, 3], "reward": 1}
            {"group": 7, "prompt_ids": [4], "completion_ids": [5], "advantage": 0.5, "old_logprobs": [-1], "ref_logprobs": [-2]}
            {"group": "b", "prompt_ids": [1], "completion_ids": [], "reward": 0, "truncated": true}
            """)
        #expect(
            groups == [
                TrainingGroup(
                    promptTokens: [1],
                    completions: [
                        TrainingCompletion(tokens: [2, 3], advantage: 0.5),
                        TrainingCompletion(tokens: [], advantage: -0.5, isTruncated: true),
                    ]),
                TrainingGroup(
                    promptTokens: [4],
                    completions: [
                        TrainingCompletion(tokens: [5], advantage: 0.5, oldLogProbabilities: [-1], referenceLogProbabilities: [-2])
                    ]),
            ])
    }

    @Test func rowsNeedRewardOrAdvantage() {
        #expect {
            try Self.groups(#"{"group": 1, "prompt_ids": [1], "completion_ids": [1]}"#)
        } throws: { error in
            guard case LearningError.row("f", 1, "neither reward nor advantage", _) = error else { return false }
            return true
        }
    }

    @Test func groupsHaveOnePrompt() {
        #expect(throws: LearningError.self) {
            try Self.groups(
                """
                {"group": 1, "prompt_ids": [1], "completion_ids": [2], "reward": 1}
                {"group": 1, "prompt_ids": [2], "completion_ids": [2], "reward": 1}
                """)
        }
    }
}
