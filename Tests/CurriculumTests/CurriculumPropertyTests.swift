import Curriculum
import Foundation
import Testing

/// What must hold whatever the rewards are.
@Suite struct CurriculumPropertyTests {
    @Test func tenThousandRandomStepsBreakNoPromise() throws {
        var random = SeededGenerator(seed: 2026)
        var ladder = IntervalLadder.Configuration()
        ladder.count = 60
        ladder.unlockThreshold = 0.55
        let difficulties = (0..<500).map { _ in random.unit() * random.unit() * 200 }
        var curriculum = try TwoDimensionalCurriculum(
            sources: [
                CurriculumSource(name: "ca", items: .plain(count: 97)),
                CurriculumSource(name: "se", items: .graded(difficulties: difficulties, ladder: ladder)),
                CurriculumSource(name: "math", items: .plain(count: 13)),
            ], seed: 11)
        var level = 0.5
        var lastOpen: [Int] = []
        for step in 0..<10_000 {
            let prompts = 3 + random.below(60)
            let decision = curriculum.next(prompts: prompts)
            #expect(decision.step == step)
            #expect(decision.sources.map(\.quota).reduce(0, +) == prompts)
            #expect(decision.sources.allSatisfy { $0.quota >= 1 && $0.picks.count == $0.quota })
            let weights = decision.sources.map(\.weight)
            #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
            #expect((weights.max() ?? 0) <= (weights.min() ?? 0) * 3 * (1 + 1e-12))
            let rungs = try #require(decision.sources[1].rungs)
            #expect(abs(rungs.map(\.probability).reduce(0, +) - 1) < 1e-12)
            let open = rungs.map(\.interval)
            #expect(open == open.sorted() && open.starts(with: lastOpen) && open.count <= max(lastOpen.count, 3) + 1)
            #expect(decision.sources[1].picks.allSatisfy { pick in pick.interval.map(open.contains) == true })
            lastOpen = open
            level = min(max(level + (random.unit() - 0.5) * 0.1, 0), 1)
            var rewards: [String: [Double]] = [:]
            for source in decision.sources where random.below(10) > 0 {
                rewards[source.name] = (0..<source.quota).map { _ in random.unit() < level ? 1 : 0 }
            }
            try curriculum.observe(rewards: rewards)
        }
        #expect(lastOpen.count > 10)
    }

    /// Pearson's chi-squared over four intervals: above 16.27 only once in a thousand seeds, and the seed is fixed.
    @Test func intervalsAreDrawnAsOftenAsTheirProbability() throws {
        var curriculum = try TwoDimensionalCurriculum(
            sources: [CurriculumSource(name: "se", items: .graded(difficulties: (0..<200).map(Double.init), ladder: .init()))], seed: 5)
        let rungs = try #require(curriculum.decision(prompts: 1).sources[0].rungs)
        let draws = 100_000
        let picks = curriculum.next(prompts: draws).sources[0].picks
        let statistic = rungs.reduce(0.0) { sum, rung in
            let expected = rung.probability * Double(draws)
            let difference = Double(picks.count { $0.interval == rung.interval }) - expected
            return sum + difference * difference / expected
        }
        #expect(statistic < 16.27)
        let easiest = Dictionary(grouping: picks.filter { $0.interval == 0 }, by: \.item).values.map(\.count)
        #expect((easiest.max() ?? 0) - (easiest.min() ?? 0) <= 1)
    }

    @Test func boundedDrawsAreUnbiasedAndShufflesReachEveryOrder() {
        var generator = SeededGenerator(seed: 1)
        var counts = [0, 0, 0, 0, 0, 0]
        for _ in 0..<60_000 { counts[generator.below(6)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
        var orders: [[Int]: Int] = [:]
        for _ in 0..<24_000 {
            var values = [0, 1, 2, 3]
            generator.shuffle(&values)
            orders[values, default: 0] += 1
        }
        #expect(orders.count == 24)
        #expect(orders.values.allSatisfy { abs($0 - 1000) < 160 })
        #expect(generator.below(0) == 0 && generator.below(-5) == 0)
        // Three quarters of 2^64 as a bound: plain modulo would give the lower third twice as often.
        let bound = Int.max / 2 + Int.max / 4
        let low = (0..<30_000).count { _ in generator.below(bound) < bound / 3 }
        #expect(abs(low - 10_000) < 400)
    }

    /// xoshiro256** from the state 1, 2, 3, 4: the first outputs of the authors' C code.
    @Test func generatorIsXoshiro() throws {
        var generator = try JSONDecoder().decode(SeededGenerator.self, from: Data(#"{"state": [1, 2, 3, 4]}"#.utf8))
        #expect((0..<4).map { _ in generator.next() } == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SeededGenerator.self, from: Data(#"{"state": [0, 0, 0, 0]}"#.utf8)) }
    }

    @Test func streamsDiffer() {
        var first = SeededGenerator(seed: 7, stream: 0)
        var second = SeededGenerator(seed: 7, stream: 1)
        var other = SeededGenerator(seed: 8, stream: 0)
        let words = [first.next(), second.next(), other.next()]
        #expect(Set(words).count == 3)
    }
}
