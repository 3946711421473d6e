import Constraints
import Datasets
import Foundation
import TestSupport
import Testing

/// Reference verdicts, where the machine has them.
struct OracleTests {
    static let resources = TextResources.find(folders: [SharedFiles.path("data/nltk_data")].compactMap { $0 })

    static func rows(_ name: String) throws -> [PythonValue] {
        let path = try #require(SharedFiles.path("fixtures/\(name)"))
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { try JSONParser.parse(String($0)) }
    }

    /// Whether an outside need of a case is met on this machine.
    static func isMet(_ row: PythonValue) -> Bool {
        let needs = (row["needs_all"]?.list ?? [row["needs"] ?? .none]).compactMap(\.string)
        return !needs.contains { TextNeed(rawValue: $0).map(resources.missing.contains) ?? false }
    }

    @Test(.enabled(if: SharedFiles.path("fixtures/constraints_dev.jsonl") != nil)) func strictAndLooseVerdictsAreTheReferences() throws {
        var wrong: [String] = []
        for row in try Self.rows("constraints_dev.jsonl") where row["stable"] != .bool(false) && Self.isMet(row) {
            let suite = try #require(ConstraintSuite(rawValue: row["suite"]?.string ?? ""))
            let id = try #require(row["id"]?.string)
            let response = try #require(row["response"]?.string)
            let constraint = Constraint.reading(suite: suite, id: id, arguments: row["kwargs"] ?? .none)
            let strict = constraint.verdict(on: response, resources: Self.resources)
            let loose = ConstraintSet([constraint]).loose(response, resources: Self.resources)[0]
            let wanted = row["loose"] == PythonValue.none ? row["loose_safe"] : row["loose"]
            if .bool(strict.followed) != row["strict"] || .bool(loose) != wanted {
                let arguments = constraint.arguments.entries.map { "\($0.name): \($0.value)" }
                wrong.append(
                    "\(suite) \(id) \(arguments) \(response.prefix(160).debugDescription) strict \(strict) loose \(loose), wanted \(row["strict"] ?? .none) \(wanted ?? .none)"
                )
            }
        }
        #expect(wrong.count == 0, "\(wrong.prefix(60).joined(separator: "\n"))")
    }

    @Test(.enabled(if: SharedFiles.path("fixtures/reward_dev.jsonl") != nil)) func rewardsAreTheReferences() throws {
        for row in try Self.rows("reward_dev.jsonl") {
            let truth = try #require(row["ground_truth"]?.string)
            let prediction = try #require(row["prediction"]?.string)
            let score = (try? GroundTruth(parsing: truth))?.score(prediction, resources: Self.resources).value ?? 0
            if let answer = row["answer"]?.string { #expect(GroundTruth.answer(of: prediction) == answer) }
            #expect(abs(score - (row["score"]?.number ?? -1)) < 1e-12, "\(truth) \(prediction)")
        }
    }

    static func flags(_ value: PythonValue?) -> [Bool] { (value?.list ?? []).map { $0 == PythonValue.bool(true) } }

    @Test(.enabled(if: SharedFiles.path("data/IFBench_sample_output.jsonl") != nil && resources.missing.isEmpty))
    func benchmarkSampleScoresAreTheReferences() throws {
        let prompts = try #require(SharedFiles.path("data/IFBench_test.jsonl"))
        let replies = try #require(SharedFiles.path("data/IFBench_sample_output.jsonl"))
        let rows = try ConstraintRows.read(input: prompts, responses: replies, suite: .ifbench)
        var tally = ConstraintTally()
        for (row, wanted) in zip(rows, try Self.rows("ifbench_sample_follow.jsonl")) {
            let outcome = row.outcome(resources: Self.resources)
            tally.count(row, outcome)
            #expect(outcome.strict.map { $0.followed } == Self.flags(wanted["strict"]))
            #expect(outcome.loose == Self.flags(wanted["loose"]))
        }
        let strict: [Int] = [tally.strict.prompts, tally.strict.promptsFollowed, tally.strict.instructionsFollowed]
        let loose: [Int] = [tally.loose.instructions, tally.loose.promptsFollowed, tally.loose.instructionsFollowed]
        #expect(strict == [300, 76, 92])
        #expect(loose == [344, 86, 107])
    }
}
