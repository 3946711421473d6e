import Curriculum
import Foundation
import Testing

@Suite struct TwoDimensionalCurriculumTests {
    /// Two sources as in the paper: CA plain, SE with one item per complexity 0...39.
    private func paper(seed: UInt64 = 7, _ change: (inout IntervalLadder.Configuration) -> Void = { _ in }) throws
        -> TwoDimensionalCurriculum
    {
        var ladder = IntervalLadder.Configuration()
        change(&ladder)
        return try TwoDimensionalCurriculum(
            sources: [
                CurriculumSource(name: "ca", items: .plain(count: 100)),
                CurriculumSource(name: "se", items: .graded(difficulties: (0..<40).map(Double.init), ladder: ladder)),
            ], seed: seed)
    }

    private func plain(_ names: [String], _ change: (inout SourceBalance.Configuration) -> Void = { _ in }) throws
        -> TwoDimensionalCurriculum
    {
        var configuration = SourceBalance.Configuration()
        change(&configuration)
        return try TwoDimensionalCurriculum(
            sources: names.map { CurriculumSource(name: $0, items: .plain(count: 10)) }, configuration: configuration, seed: 1)
    }

    @Test func firstObservationSetsTheAverageAndLaterOnesMoveItByTheMomentum() throws {
        var curriculum = try paper()
        #expect(curriculum.decision(prompts: 512).sources.map(\.ema) == [nil, nil])
        try curriculum.observe(rewards: ["ca": [1, 0, 1, 1], "se": [0.5]])
        #expect(curriculum.decision(prompts: 512).sources.map(\.ema) == [0.75, 0.5])
        let report = try curriculum.observe(rewards: ["ca": [0, 0.5], "se": []])
        #expect(report.sources.map(\.meanReward) == [0.25, nil])
        #expect(curriculum.decision(prompts: 512).sources.map(\.ema) == [0.8 * 0.75 + 0.2 * 0.25, 0.5])
    }

    @Test func equalPartsUntilEverySourceIsObserved() throws {
        var curriculum = try paper()
        #expect(curriculum.decision(prompts: 513).sources.map(\.quota) == [257, 256])
        try curriculum.observe(rewards: ["ca": [1]])
        #expect(curriculum.decision(prompts: 512).sources.map(\.weight) == [0.5, 0.5])
        try curriculum.observe(rewards: ["se": [0.9]])
        let weights = curriculum.decision(prompts: 512).sources.map(\.weight)
        let expected = 1 / (1 + exp(0.1 / 0.3))
        #expect(abs(weights[0] - expected) < 1e-12)
        #expect(abs(weights[1] - (1 - expected)) < 1e-12)
    }

    @Test func initialRatioHoldsUntilEverySourceIsObserved() throws {
        var curriculum = try plain(["a", "b"]) { $0.initialRatio = [3, 1] }
        #expect(curriculum.decision(prompts: 8).sources.map(\.quota) == [6, 2])
        try curriculum.observe(rewards: ["a": [0.4], "b": [0.4]])
        #expect(curriculum.decision(prompts: 8).sources.map(\.quota) == [4, 4])
    }

    @Test func weightsAreLimitedToTheMaximumRatio() throws {
        var curriculum = try paper()
        try curriculum.observe(rewards: ["ca": [1], "se": [0]])
        let decision = curriculum.decision(prompts: 512)
        #expect(decision.sources.map(\.weight) == [0.25, 0.75])
        #expect(decision.sources.map(\.quota) == [128, 384])
    }

    /// By hand for tau 0.3, R 3: raw weights e^0, e^(-0.1/0.3) = 0.71653, e^(-0.6/0.3) = 0.13534 -> 1/3; sum 2.04986.
    @Test func threeSourcesByHand() throws {
        var curriculum = try plain(["x", "y", "z"])
        try curriculum.observe(rewards: ["x": [0.2], "y": [0.3], "z": [0.8]])
        let weights = curriculum.decision(prompts: 100).sources.map(\.weight)
        #expect(zip(weights, [0.487837, 0.349551, 0.162612]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(curriculum.decision(prompts: 100).sources.map(\.quota) == [49, 35, 16])
    }

    @Test func fixedMixtureIgnoresRewardsAndTheMaximumRatio() throws {
        var curriculum = try plain(["a", "b"]) {
            $0.mixture = .fixed
            $0.ratio = [7, 1]
        }
        try curriculum.observe(rewards: ["a": [0], "b": [1]])
        #expect(curriculum.decision(prompts: 16).sources.map(\.quota) == [14, 2])
    }

    @Test func ratiosFollowTheirSourcesIntoAnotherOrder() throws {
        var configuration = SourceBalance.Configuration()
        configuration.ratio = [1, 2, 3]
        configuration.initialRatio = [4, 5, 6]
        let rearranged = try configuration.rearranged(from: ["a", "b", "c"], to: ["c", "a"])
        #expect(rearranged.ratio == [3, 1])
        #expect(rearranged.initialRatio == [6, 4])
        #expect(throws: CurriculumError.unknownSource(name: "d", known: ["a", "b", "c"])) {
            try configuration.rearranged(from: ["a", "b", "c"], to: ["d"])
        }
        #expect(throws: CurriculumError.self) { try configuration.rearranged(from: ["a"], to: ["a"]) }
    }

    @Test func largestRemaindersAndTiesToTheEarlierSource() throws {
        let three = try plain(["a", "b", "c"])
        #expect(three.decision(prompts: 512).sources.map(\.quota) == [171, 171, 170])
        #expect(three.decision(prompts: 2).sources.map(\.quota) == [1, 1, 0])
        let uneven = try plain(["a", "b", "c"]) {
            $0.mixture = .fixed
            $0.ratio = [3, 5, 12]
        }
        #expect(uneven.decision(prompts: 10).sources.map(\.quota) == [2, 2, 6])
    }

    @Test func everySourceGetsAtLeastOne() throws {
        let curriculum = try plain(["a", "b", "c"]) {
            $0.mixture = .fixed
            $0.ratio = [1, 1000, 1]
        }
        #expect(curriculum.decision(prompts: 4).sources.map(\.quota) == [1, 2, 1])
        #expect(curriculum.decision(prompts: 3).sources.map(\.quota) == [1, 1, 1])
    }

    @Test func sourceWithoutItemsIsNeitherDrawnFromNorWaitedFor() throws {
        var curriculum = try TwoDimensionalCurriculum(
            sources: [CurriculumSource(name: "none", items: .plain(count: 0)), CurriculumSource(name: "some", items: .plain(count: 3))],
            seed: 1)
        #expect(curriculum.next(prompts: 5).sources.map(\.quota) == [0, 5])
        try curriculum.observe(rewards: ["some": [1]])
        #expect(curriculum.next(prompts: 5).sources.map(\.weight) == [0, 1])
    }

    @Test func intervalProbabilitiesByHand() throws {
        let rungs = try #require(try paper().decision(prompts: 1).sources[1].rungs)
        let total = 0.512 + 0.64 + 0.8 + 1
        #expect(zip(rungs.map(\.probability), [0.512, 0.64, 0.8, 1]).allSatisfy { abs($0 - $1 / total) < 1e-12 })
        #expect(rungs.map(\.interval) == [0, 1, 2, 3])
    }

    @Test func oneIntervalOpensPerStepWhileTheAverageIsAboveTheThreshold() throws {
        var curriculum = try paper()
        func unlocked() -> Int? { curriculum.decision(prompts: 1).sources[1].unlocked }
        try curriculum.observe(rewards: ["ca": [1], "se": [0.5]])
        #expect(unlocked() == 4)
        let report = try curriculum.observe(rewards: ["se": [1]])
        #expect(report.sources[1].unlockedNow)
        #expect(unlocked() == 5)
        try curriculum.observe(rewards: ["ca": [1]])
        #expect(unlocked() == 6)
        try curriculum.observe(rewards: ["se": [0]])
        #expect(unlocked() == 6)
        for _ in 0..<50 { try curriculum.observe(rewards: ["se": [1]]) }
        #expect(unlocked() == 20)
    }

    @Test func cooldownHoldsTheNextUnlockBack() throws {
        var curriculum = try paper { $0.cooldown = 2 }
        let unlocked = try (0..<7).map { _ in try curriculum.observe(rewards: ["se": [1]]).sources[1].unlocked }
        #expect(unlocked == [5, 5, 5, 6, 6, 6, 7])
    }

    @Test func hardFirstOpensTheHardestIntervals() throws {
        var curriculum = try paper { $0.hardFirst = true }
        let rungs = try #require(curriculum.decision(prompts: 1).sources[1].rungs)
        #expect(rungs.map(\.interval) == [19, 18, 17, 16])
        #expect(rungs.last?.probability == rungs.map(\.probability).max())
        #expect(curriculum.next(prompts: 100).sources[1].picks.allSatisfy { $0.item >= 32 })
    }

    @Test func emptyIntervalsAreSkipped() throws {
        var ladder = IntervalLadder.Configuration()
        ladder.count = 10
        ladder.initiallyUnlocked = 2
        var curriculum = try TwoDimensionalCurriculum(
            sources: [CurriculumSource(name: "se", items: .graded(difficulties: [0, 100, 55, 1, 52], ladder: ladder))], seed: 3)
        let rungs = try #require(curriculum.decision(prompts: 1).sources[0].rungs)
        #expect(rungs.map(\.interval) == [0, 5])
        #expect(rungs.map(\.items) == [2, 2])
        #expect(rungs.map(\.lowest) == [0, 52])
        #expect(rungs.map(\.highest) == [1, 55])
        try curriculum.observe(rewards: ["se": [1]])
        try curriculum.observe(rewards: ["se": [1]])
        #expect(curriculum.decision(prompts: 1).sources[0].rungs?.map(\.interval) == [0, 5, 9])
    }

    @Test(arguments: [
        (IntervalLadder.Edges.equalWidth, [0, 0, 1, 3, 3]), (.range(lower: 0, upper: 20), [0, 0, 0, 1, 2]), (.quantiles, [0, 0, 1, 2, 3]),
    ])
    func edges(edges: IntervalLadder.Edges, expected: [Int]) throws {
        var ladder = IntervalLadder.Configuration()
        ladder.count = 4
        ladder.edges = edges
        var curriculum = try TwoDimensionalCurriculum(
            sources: [CurriculumSource(name: "se", items: .graded(difficulties: [0, 2, 2.5, 8, 10], ladder: ladder))], seed: 3)
        let picks = curriculum.next(prompts: 400).sources[0].picks
        let intervals = Dictionary(picks.map { ($0.item, $0.interval) }, uniquingKeysWith: { first, _ in first })
        #expect((0..<5).map { intervals[$0] } == expected)
    }

    @Test func equalComplexitiesMakeOneInterval() throws {
        for edges in [IntervalLadder.Edges.equalWidth, .quantiles] {
            var ladder = IntervalLadder.Configuration()
            ladder.edges = edges
            let curriculum = try TwoDimensionalCurriculum(
                sources: [CurriculumSource(name: "se", items: .graded(difficulties: [5, 5, 5], ladder: ladder))], seed: 3)
            #expect(curriculum.decision(prompts: 1).sources[0].rungs?.map(\.probability) == [1])
        }
    }

    @Test func itemsComeInShuffledPassesWithoutReplacement() throws {
        var curriculum = try plain(["a"])
        let picks = (0..<6).flatMap { _ in curriculum.next(prompts: 5).sources[0].picks.map(\.item) }
        let passes = stride(from: 0, to: 30, by: 10).map { Array(picks[$0..<$0 + 10]) }
        for pass in passes { #expect(pass.sorted() == Array(0..<10)) }
        #expect(Set(passes).count == 3)
    }

    @Test func oneSourcesQuotaDoesNotChangeAnothersItems() throws {
        var equal = try paper()
        var uneven = try paper()
        try uneven.observe(rewards: ["ca": [0], "se": [0.4]])
        let first = equal.next(prompts: 20).sources[0].picks
        let second = uneven.next(prompts: 20).sources[0].picks
        #expect(second.count > first.count)
        #expect(Array(second.prefix(first.count)) == first)
    }

    @Test func savedMidwayItContinuesIdentically() throws {
        var original = try paper(seed: UInt64.max)
        for step in 0..<9 {
            _ = original.next(prompts: 37)
            try original.observe(rewards: ["ca": [Double(step % 3) / 2], "se": [0.7]])
        }
        var restored = try JSONDecoder().decode(TwoDimensionalCurriculum.self, from: JSONEncoder().encode(original))
        #expect(restored == original)
        for step in 0..<20 {
            #expect(restored.next(prompts: 37) == original.next(prompts: 37))
            let rewards = ["ca": [Double(step % 4) / 3], "se": [0.6]]
            #expect(try restored.observe(rewards: rewards) == original.observe(rewards: rewards))
        }
        #expect(restored == original)
    }

    @Test func resumeRefusesChangedData() throws {
        func sources(_ difficulties: [Double], name: String = "se") -> [CurriculumSource] {
            [CurriculumSource(name: name, items: .graded(difficulties: difficulties, ladder: .init()))]
        }
        let curriculum = try TwoDimensionalCurriculum(sources: sources([1, 2, 3]), seed: 1)
        try curriculum.validate(resuming: sources([1, 2, 3]))
        for changed in [sources([1, 2]), sources([1, 3, 2]), sources([1, 2, 3], name: "math"), []] {
            #expect(throws: CurriculumError.self) { try curriculum.validate(resuming: changed) }
        }
        let plain = { CurriculumSource(name: "ca", items: .plain(count: 3), digest: $0) }
        let texts = try TwoDimensionalCurriculum(sources: [plain(1)], seed: 1)
        try texts.validate(resuming: [plain(1)])
        #expect(throws: CurriculumError.self) { try texts.validate(resuming: [plain(2)]) }
    }

    @Test func reportHasSuccessPerIntervalAndZeroVarianceRate() throws {
        var curriculum = try paper()
        let noise = (0.1 + 0.2) + 0.3
        let report = try curriculum.observe([
            "se": CurriculumObservation(groups: [
                .init(interval: 2, rewards: [1, 0]), .init(interval: 0, rewards: [1, 1]), .init(interval: 2, rewards: [noise, 0.6]),
            ])
        ])
        #expect(report.sources[1].zeroVarianceRate == 2.0 / 3)
        #expect(report.sources[1].intervals.map(\.interval) == [0, 2])
        #expect(report.sources[1].intervals.map(\.rollouts) == [2, 4])
        #expect(report.sources[1].intervals.map(\.success) == [1, (1 + 0 + noise + 0.6) / 4])
        #expect(report.sources[0].zeroVarianceRate == nil)
        let metrics = Dictionary(report.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(metrics["curriculum/se/interval/0/success"] == 1)
        #expect(metrics["curriculum/se/zero_variance"] == 2.0 / 3)
    }

    @Test func decisionMetricsNameEveryNumber() throws {
        var curriculum = try paper()
        try curriculum.observe(rewards: ["ca": [1], "se": [1]])
        let decision = curriculum.next(prompts: 10)
        let metrics = Dictionary(decision.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(metrics["curriculum/ca/quota"] == 5)
        #expect(metrics["curriculum/ca/ema"] == 1)
        #expect(metrics["curriculum/se/unlocked"] == 5)
        let drawn = (0..<5).compactMap { metrics["curriculum/se/interval/\($0)/prompts"] }
        #expect(drawn.reduce(0, +) == 5)
    }
}
