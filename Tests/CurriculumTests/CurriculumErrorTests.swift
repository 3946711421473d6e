import Curriculum
import Testing

@Suite struct CurriculumErrorTests {
    private func message(_ change: (inout SourceBalance.Configuration, inout IntervalLadder.Configuration) -> Void) -> String? {
        var balance = SourceBalance.Configuration()
        var ladder = IntervalLadder.Configuration()
        change(&balance, &ladder)
        do {
            _ = try TwoDimensionalCurriculum(
                sources: [
                    CurriculumSource(name: "ca", items: .plain(count: 3)),
                    CurriculumSource(name: "se", items: .graded(difficulties: [1, 2], ladder: ladder)),
                ], configuration: balance, seed: 0)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func badSettingsNameTheirKey() {
        #expect(message { _, _ in } == nil)
        #expect(message { b, _ in b.temperature = -0.3 } == "curriculum.temperature: found -0.3, expected a finite number above 0")
        #expect(message { b, _ in b.temperature = .nan } == "curriculum.temperature: found nan, expected a finite number above 0")
        #expect(message { b, _ in b.maxRatio = 0.5 } == "curriculum.max_ratio: found 0.5, expected at least 1")
        #expect(message { b, _ in b.emaMomentum = 0 } == "curriculum.ema_momentum: found 0.0, expected above 0 and at most 1")
        #expect(message { b, _ in b.ratio = [1] } == "curriculum.ratio: found [1.0], expected one number above 0 per source, 2 in all")
        #expect(
            message { b, _ in b.initialRatio = [1, 0] }
                == "curriculum.initial_ratio: found [1.0, 0.0], expected one number above 0 per source, 2 in all")
        #expect(message { _, l in l.decay = 0 } == "curriculum.intervals.decay: found 0.0, expected above 0 and at most 1")
        #expect(message { _, l in l.decay = 1.1 } == "curriculum.intervals.decay: found 1.1, expected above 0 and at most 1")
        #expect(message { _, l in l.count = 0 } == "curriculum.intervals.count: found 0, expected 1 to 10000")
        #expect(message { _, l in l.initiallyUnlocked = 0 } == "curriculum.intervals.initially_unlocked: found 0, expected at least 1")
        #expect(message { _, l in l.cooldown = -1 } == "curriculum.intervals.cooldown: found -1, expected at least 0 steps")
        #expect(
            message { _, l in l.edges = .range(lower: 2, upper: 2) }
                == "curriculum.intervals.range: found [2.0, 2.0], expected two finite numbers, the lower one first")
    }

    @Test func badDataIsRefused() {
        #expect(throws: CurriculumError.noData) {
            try TwoDimensionalCurriculum(sources: [CurriculumSource(name: "ca", items: .plain(count: 0))], seed: 0)
        }
        #expect(throws: CurriculumError.duplicateSource(name: "a")) {
            try TwoDimensionalCurriculum(
                sources: [CurriculumSource(name: "a", items: .plain(count: 1)), CurriculumSource(name: "a", items: .plain(count: 1))],
                seed: 0)
        }
        #expect(throws: CurriculumError.self) {
            try TwoDimensionalCurriculum(
                sources: [CurriculumSource(name: "se", items: .graded(difficulties: [1, .nan], ladder: .init()))], seed: 0)
        }
    }

    @Test func badObservationsChangeNothing() throws {
        var curriculum = try TwoDimensionalCurriculum(
            sources: [
                CurriculumSource(name: "ca", items: .plain(count: 3)),
                CurriculumSource(name: "se", items: .graded(difficulties: [1, 2], ladder: .init())),
            ], seed: 0)
        let before = curriculum
        #expect(throws: CurriculumError.unknownSource(name: "math", known: ["ca", "se"])) {
            try curriculum.observe(rewards: ["ca": [1], "math": [1]])
        }
        #expect(throws: CurriculumError.nonFinite(source: "se", what: "reward", index: 1, found: .infinity)) {
            try curriculum.observe(rewards: ["ca": [1], "se": [0, .infinity]])
        }
        #expect(throws: CurriculumError.self) {
            try curriculum.observe(rewards: ["ca": [1], "se": [.greatestFiniteMagnitude, .greatestFiniteMagnitude]])
        }
        #expect(throws: CurriculumError.unknownInterval(source: "se", found: 20, count: 20)) {
            try curriculum.observe(["se": CurriculumObservation(groups: [.init(interval: 20, rewards: [1])])])
        }
        #expect(throws: CurriculumError.successOutOfRange(source: "ca", key: "k", found: 1.5)) {
            try curriculum.observe(["ca": CurriculumObservation(groups: [], outcomes: ["k": [1.5]])])
        }
        #expect(curriculum == before)
    }
}
