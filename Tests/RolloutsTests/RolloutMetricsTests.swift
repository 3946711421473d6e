import Foundation
import Rollouts
import TestSupport
import Testing
import Tokenization

/// Rewards 1 for "yes", 0.5 for "maybe", else 0, and says which word it was.
private struct WordVerifier: Verifier {
    func reward(for response: String) -> Reward {
        let value: Double = response == "yes" ? 1 : response == "maybe" ? 0.5 : 0
        return Reward(
            value: value, components: [.init(name: "word", value: value), .init(name: "short", value: response.count < 4 ? 1 : 0)])
    }
}

@Suite struct RolloutMetricsTests {
    private func group(_ source: String, _ texts: [String], truncated: Int = 0) -> RolloutGroup {
        let prompt = Prompt(id: "1", source: source, messages: [], verifier: WordVerifier())
        let rollouts = texts.enumerated().map { index, text in
            Rollout(
                tokens: Array(text.utf8.map(Int.init)), logProbabilities: [], text: text,
                finishReason: index < truncated ? .length : .stop)
        }
        return RolloutGroup(prompt: prompt, promptTokens: [], policyVersion: 0, rollouts: rollouts)
    }

    @Test func metricsPerSourceByHand() {
        let groups = [
            group("se", ["yes", "no"], truncated: 1), group("ca", ["maybe", "maybe"]), group("se", ["no", "perhaps"], truncated: 1),
        ].map { $0.scored() }
        let metrics = RolloutMetrics(groups)
        #expect(metrics.sources.map(\.name) == ["se", "ca"])
        let se = metrics.sources[0]
        #expect((se.groups, se.rollouts) == (2, 4))
        #expect(se.reward == 0.25)
        #expect(se.zeroVarianceRate == 0.5)
        #expect(se.truncationRate == 0.5)
        #expect(se.meanLength == (3 + 2 + 2 + 7) / 4.0)
        #expect(se.longest == 7)
        #expect(se.components.map(\.name) == ["short", "word"])
        #expect(se.components.map(\.success) == [0.75, 0.25])
        #expect(se.components.map(\.count) == [4, 4])
        let values = Dictionary(metrics.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(values["rollouts/ca/zero_variance"] == 1)
        #expect(values["rollouts/se/component/short"] == 0.75)
    }

    @Test func nothingGivesNothing() {
        #expect(RolloutMetrics([]).sources.isEmpty)
        let unscored = RolloutMetrics([group("ca", [])])
        #expect(unscored.sources[0].reward == nil)
        #expect(unscored.sources[0].meanLength == 0)
    }

    @Test func dynamicSamplingDropsGroupsThatAgreeAtAnyValue() {
        let agreed = group("ca", ["maybe", "maybe"]).scored()
        let mixed = group("ca", ["maybe", "yes"]).scored()
        #expect([agreed, mixed].map(DynamicSampling.drop.admits) == [false, true])
        #expect([agreed, mixed].map(DynamicSampling.off.admits) == [true, true])
    }

    @Test func advantagesAreWeightedPerSource() {
        let weighted = group("se", ["yes", "no"]).scored().withAdvantages(AdvantageEstimator(scale: .none), weight: 3)
        #expect(weighted.rollouts.map(\.advantage) == [1.5, -1.5])
        let unscored = group("se", ["yes", "no"]).withAdvantages(AdvantageEstimator())
        #expect(unscored.rollouts.map(\.advantage) == [0, 0])
    }
}

@Suite struct RewardNoiseTests {
    @Test func roundingNoiseIsNoVariance() {
        let noise = [0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, 0.6]
        #expect(Set(noise).count > 1)
        #expect(AdvantageEstimator().advantages(of: noise) == [0, 0, 0])
        #expect(RewardSpread.isZero(noise))
        #expect(!RewardSpread.isZero([0.5, 0.5 + 1.0 / 1000]))
    }

    @Test func rewardsThatAreNoNumbersAreLeftOut() {
        #expect(AdvantageEstimator(scale: .none).advantages(of: [.nan, 1, .infinity, 0]) == [0, 0.5, 0, -0.5])
        #expect(AdvantageEstimator().advantages(of: [.nan, 1]) == [0, 0])
    }

    /// The advantages that the reference trainer computed in float32.
    @Test(.enabled(if: SharedFiles.path("fixtures/grpo/case.json") != nil)) func referenceAdvantages() throws {
        let path = try #require(SharedFiles.path("fixtures/grpo/case.json"))
        struct Case: Decodable {
            var rewards: [Double]
            var advantages: [Float]
            var groupSize: Int
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let reference = try decoder.decode(Case.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        let advantages = stride(from: 0, to: reference.rewards.count, by: reference.groupSize).flatMap {
            AdvantageEstimator().advantages(of: Array(reference.rewards[$0..<$0 + reference.groupSize]))
        }
        #expect(advantages.count == reference.advantages.count)
        #expect(zip(advantages, reference.advantages).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
