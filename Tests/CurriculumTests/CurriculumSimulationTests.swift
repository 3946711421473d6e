import Curriculum
import Foundation
import Testing

@Suite struct CurriculumSimulationTests {
    private func rows(_ trace: String, intervalSource: String? = "se") throws -> [SimulatedStep] {
        try CurriculumSimulation(intervalSource: intervalSource).run(RewardTrace(parsing: trace, file: "trace.jsonl"))
    }

    @Test func everyRowIsTheDecisionBeforeItsRewards() throws {
        let rows = try rows(
            """
            {"rewards": {"se": [1, 0, 1, 1], "ca": [0]}}
            {"rewards": {"se": [], "ca": [1]}}

            {"note": {"se": 3}, "rewards": {"ca": [1]}}
            """)
        #expect(rows.map(\.decision.step) == [0, 1, 2])
        #expect(
            rows[0].json.hasPrefix(
                #"{"step": 0, "ema": {"se": null, "ca": null}, "weights": {"se": 0.5, "ca": 0.5}, "quotas": {"se": 256, "ca": 256}, "unlocked": 4, "#
            ))
        #expect(rows[1].decision.sources.map(\.ema) == [0.75, 0])
        #expect(rows[1].decision.sources.map(\.quota) == [128, 384])
        #expect(rows[2].decision.sources.map(\.ema) == [0.75, 0.2])
        #expect(rows.map(\.unlocked) == [4, 5, 6])
        #expect(rows.map(\.intervalProbabilities.count) == [4, 5, 6])
        #expect(rows[1].intervalProbabilities == rows[1].intervalProbabilities.sorted())
    }

    @Test func rowsAreJSON() throws {
        let row = try rows(#"{"rewards": {"a\"b": [1], "se": [0.1]}}"#)[0]
        let object = try #require(try JSONSerialization.jsonObject(with: Data(row.json.utf8)) as? [String: Any])
        #expect(object["quotas"] as? [String: Int] == ["a\"b": 256, "se": 256])
        #expect((object["interval_probabilities"] as? [Double])?.count == 4)
    }

    @Test func withoutALadderNothingIsUnlocked() throws {
        let row = try rows(#"{"rewards": {"ca": [1], "math": [0.1]}}"#)[0]
        #expect(row.json.hasSuffix(#""unlocked": 0, "interval_probabilities": []}"#))
    }

    @Test func everyIntervalHasData() throws {
        var simulation = CurriculumSimulation(intervalSource: "se", prompts: 3)
        for count in [1, 2, 20, 37] {
            simulation.ladder.count = count
            let line = #"{"rewards": {"se": [1]}}"# + "\n"
            let rows = try simulation.run(RewardTrace(parsing: String(repeating: line, count: 40), file: "-"))
            #expect(rows.last?.unlocked == count)
        }
    }

    @Test func keysKeepTheirFirstOrder() throws {
        let trace = try RewardTrace(
            parsing: #"{"rewards": {"z": [], "é": [1], "a": [1e-1]}}"# + "\r\n" + #"{"rewards": {"m": [], "a": [-2]}}"#, file: "f")
        #expect(trace.sources == ["z", "é", "a", "m"])
        #expect(trace.steps == [["z": [], "é": [1], "a": [0.1]], ["m": [], "a": [-2]]])
    }

    @Test(arguments: [
        (#"{"rewards": {"ca": [1, NaN]}}"#, #"t:2: column 24: found "NaN]}}", expected a JSON value"#),
        (#"{"rewards": {"ca": [1, "x"]}}"#, #"t:2: rewards.ca[1]: found the string "x", expected a finite number"#),
        (#"{"rewards": {"ca": 1}}"#, "t:2: rewards.ca: found 1.0, expected a list of numbers"),
        (#"{"reward": {}}"#, "t:2: rewards: found no such key, expected an object of source names and lists of numbers"),
        (#"{"rewards": [1]}"#, "t:2: rewards: found a list, expected an object of source names and lists of numbers"),
        ("[]", #"t:2: row: found a list, expected an object with "rewards""#),
        (#"{"rewards": {"ca": [1], "ca": [2]}}"#, #"t:2: column 25: found ""ca": [2]}}", expected every key once"#),
        (#"{"rewards": {"ca": [1"#, #"t:2: column 22: found the end of the line, expected "," or "]""#),
        (#"{"rewards": {"ca": [1e999]}}"#, #"t:2: column 21: found "1e999]}}", expected a JSON value"#),
    ])
    func malformedLinesNameFileLineAndKey(line: String, expected: String) {
        let error = #expect(throws: CurriculumError.self) {
            try RewardTrace(parsing: #"{"rewards": {"ca": [1]}}"# + "\n" + line, file: "t")
        }
        #expect(error?.description == expected)
    }

    @Test func deepNestingIsAnErrorNotACrash() {
        let line = #"{"rewards": "# + String(repeating: "[", count: 100_000)
        #expect(throws: CurriculumError.self) { try RewardTrace(parsing: line, file: "t") }
    }
}
