import Datasets
import Foundation
import Rollouts
import SequentialExecution
import TestSupport
import Testing
import Tokenization

struct SequentialDatasetTests {
    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "sequential-\(UUID().uuidString).jsonl"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    static let row =
        #"{"task_id": "t", "test_case_id": 2, "input": [[3, 1], 4], "code_output": {"output": [1, 3], "stats": {"k": 1}}, "function": "def f(a, b): ...", "description": "INPUTS: two."}"#

    @Test func readsPublishedRows() throws {
        let path = try file(Self.row + "\n\n" + Self.row.replacingOccurrences(of: "}\"", with: "}\"") + "\r\n")
        let rows = try SequentialDataset.instructions(path: path)
        #expect(rows.count == 2)
        #expect(rows[0].input == [.list([.integer(3), .integer(1)]), .integer(4)])
        #expect(Literal(json: Array(rows[0].row.json.utf8)) == Literal(json: Array(Self.row.utf8)))
        let prompts = try SequentialDataset.prompts(path: path, source: "se") { _ in 12.5 }
        #expect(prompts.map(\.id) == ["t/2", "t/2"])
        #expect(prompts.map(\.complexity) == [12.5, 12.5])
        #expect(prompts[0].messages[0].content.contains("INPUTS: two.\n\nInput values, in order: [[3, 1], 4]"))
        #expect(prompts[0].verifier.reward(for: "Output: [1, 3]\nStatistics: {'k': 1}").value == 1)
    }

    @Test(arguments: [
        ("{", "no valid JSON, expected one object per line"),
        (#"{"task_id": "t"}"#, "code_output: found nothing, expected an object with output and stats"),
        (#"{"task_id": "t", "code_output": {"output": 1}, "input": 3}"#, "input: found 3, expected a list of argument values"),
        (
            #"{"task_id": "t", "code_output": {"output": 1}, "input": []}"#,
            "description: found nothing, expected a text (or an instruction)"
        ),
    ])
    func namesTheLineAndTheFault(text: String, reason: String) throws {
        let path = try file(Self.row + "\n" + text)
        #expect(throws: DatasetError.badLine(path: path, line: 2, reason: reason)) {
            try SequentialDataset.instructions(path: path)
        }
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: DatasetError.self) { try SequentialDataset.instructions(path: "/nowhere/rows.jsonl") }
    }

    /// The published sample's replies get the verdict that its own extraction gave them.
    @Test(.enabled(if: SharedFiles.path("data/logicif_sample_result.jsonl") != nil)) func agreesWithThePublishedSample() throws {
        let path = try #require(SharedFiles.path("data/logicif_sample_result.jsonl"))
        let reader = try JSONLinesReader(path: path)
        var verdicts: [Bool] = []
        while let line = try reader.next() {
            let row = try #require(Literal(json: line.bytes))
            let instruction = try SequentialInstruction(row: row)
            let extracted = try #require(row["llm_output"])
            let expected =
                extracted["output"].map { $0.equalsByValue(instruction.answer.output) } ?? false
                && extracted["stats"].map { $0.equalsByValue(instruction.answer.statistics) } ?? false
            let reply = try #require(row["llm_response"]?.stringValue)
            let reward = SequentialVerifier(answer: instruction.answer).reward(for: reply)
            #expect((reward.value == 1) == expected, "\(instruction.taskID)/\(instruction.testCaseID): \(reward)")
            verdicts.append(expected)
        }
        #expect(verdicts.count == 12)
    }
}
