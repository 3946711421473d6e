import Curriculum
import Foundation
import Testing

@Suite struct OnlineDifficultyTests {
    /// Six items over three keys; four intervals over the range of difficulty seen.
    private func curriculum() throws -> TwoDimensionalCurriculum {
        var ladder = IntervalLadder.Configuration()
        ladder.count = 4
        ladder.initiallyUnlocked = 1
        ladder.edges = .range(lower: 0, upper: 1)
        return try TwoDimensionalCurriculum(
            sources: [
                CurriculumSource(
                    name: "ca",
                    items: .online(
                        keys: [["easy"], ["easy", "hard"], ["hard"], ["easy"], ["middle"], []], ladder: ladder, difficulty: .init()))
            ], seed: 4)
    }

    private func observation(_ reward: Double, _ outcomes: [String: [Double]]) -> [String: CurriculumObservation] {
        ["ca": CurriculumObservation(groups: [.init(rewards: [reward])], outcomes: outcomes)]
    }

    @Test func unobservedKeysShareOneIntervalThatIsOpen() throws {
        let rungs = try curriculum().decision(prompts: 1).sources[0].rungs
        #expect(rungs?.map(\.interval) == [2])
        #expect(rungs?.map(\.items) == [6])
    }

    @Test func itemsMoveToTheIntervalOfTheirKeysSuccess() throws {
        var curriculum = try curriculum()
        try curriculum.observe(observation(0.4, ["easy": [1, 1], "hard": [0], "other": [1]]))
        #expect(curriculum.onlineDifficulty(of: "ca")?.successes == ["easy": 1, "hard": 0])
        // Difficulties: 0, 0.5, 1, 0, 0.5 and 0.5; only the easiest interval is open.
        #expect(Set(curriculum.next(prompts: 10).sources[0].picks.map(\.item)) == [0, 3])
        try curriculum.observe(observation(0.8, ["easy": [1]]))
        #expect(curriculum.decision(prompts: 1).sources[0].rungs?.map(\.interval) == [0])
        try curriculum.observe(observation(1, ["easy": [0]]))
        // The average is 0.8 (0.8 * 0.4 + 0.2 * 0.8) + 0.2 = 0.584, above the threshold: the interval of 0.5 and 0.6 opens.
        #expect(curriculum.onlineDifficulty(of: "ca")?.successes["easy"] == 0.8)
        #expect(curriculum.decision(prompts: 1).sources[0].rungs?.map(\.interval) == [0, 2])
    }

    @Test func movedItemsKeepTheirTurnInThePass() throws {
        var curriculum = try curriculum()
        let first = Set(curriculum.next(prompts: 3).sources[0].picks.map(\.item))
        #expect(first.count == 3)
        // Equal success for all: every item stays in one interval, sorted anew.
        try curriculum.observe(observation(0.2, ["easy": [0.5], "hard": [0.5], "middle": [0.5]]))
        let second = Set(curriculum.next(prompts: 3).sources[0].picks.map(\.item))
        #expect(first.union(second) == Set(0..<6))
    }

    @Test func savedMidwayItContinuesIdentically() throws {
        var original = try curriculum()
        _ = original.next(prompts: 4)
        try original.observe(observation(0.7, ["easy": [0.9], "hard": [0.1]]))
        var restored = try JSONDecoder().decode(TwoDimensionalCurriculum.self, from: JSONEncoder().encode(original))
        for step in 0..<10 {
            #expect(restored.next(prompts: 7) == original.next(prompts: 7))
            let outcome = observation(0.6, ["easy": [1], "middle": [Double(step) / 10]])
            #expect(try restored.observe(outcome) == original.observe(outcome))
        }
        #expect(restored == original)
    }
}
