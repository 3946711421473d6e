import Constraints
import Foundation
import Testing

/// Odd little texts with the reference's verdicts, made by `Tests/Fixtures/constraint_verdicts.py`.
struct RecordedVerdictTests {
    private static func rows() throws -> [PythonValue] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: tests.appendingPathComponent("Fixtures/constraint_verdicts.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
    }

    @Test func verdictsAreTheReferences() throws {
        let missing = OracleTests.resources.missing
        var pairs: Set<String> = []
        for row in try Self.rows() {
            let suite = try #require(ConstraintSuite(rawValue: row["suite"]?.string ?? ""))
            let id = try #require(row["id"]?.string)
            let response = try #require(row["response"]?.string)
            let constraint = Constraint.reading(suite: suite, id: id, arguments: row["kwargs"] ?? .none)
            pairs.insert("\(suite) \(id)")
            // Without its data a constraint judges by a fallback.
            guard missing.isDisjoint(with: constraint.definition?.needs ?? []) else { continue }
            let verdict = constraint.verdict(on: response, resources: OracleTests.resources)
            #expect(
                .bool(verdict.followed) == row["strict"],
                "\(suite) \(id) \(constraint.arguments.value.json) \(response.debugDescription) \(verdict)")
        }
        #expect(pairs.count == 137)
    }
}
