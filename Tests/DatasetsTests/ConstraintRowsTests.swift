import Constraints
import Datasets
import Foundation
import PythonSandbox
import Rollouts
import Testing
import Tokenization

struct ConstraintRowsTests {
    private func withFile(_ name: String, _ text: String, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)-\(name)").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func outcomesComeInOrderWithEvidence() throws {
        let rows = try (0..<100).map { index in
            try ConstraintRow(
                .dictionary([
                    .init(key: .string("id"), value: .string("length_constraints:number_words")),
                    .init(key: .string("kwargs"), value: try JSONParser.parse(#"{"num_words": 50, "relation": "at least"}"#)),
                    .init(key: .string("response"), value: .string(String(repeating: "word ", count: index))),
                ]))
        }
        let outcomes = rows.outcomes(resources: .none)
        #expect(outcomes.map { $0.strict[0].followed } == (0..<100).map { $0 >= 50 })
        #expect(outcomes[7].strict[0].finding.description == "7 words")
        #expect(rows[7].set.constraints[0].requirement == "Write at least 50 words.")
    }

    @Test func aTrainingRowsPromptIsItsLastUserTurn() throws {
        let text = #"{"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "Go on."}], "ground_truth": "[]"}"#
        #expect(try ConstraintRow(try JSONParser.parse(text)).prompt == "Go on.")
    }

    @Test func trainingRowsHaveRewards() throws {
        let row = try ConstraintRow(
            try JSONParser.parse(
                #"{"ground_truth": "[{'instruction_id': ['punctuation:no_comma', 'startend:quotation'], 'kwargs': [None, None]}]", "response": "<think>, </think>a"}"#
            ))
        #expect(row.outcome(resources: .none).reward == 0.5)
        #expect(row.outcome(resources: .none, combination: .all).reward == 0)
    }

    @Test func aGroundTruthThatCannotBeReadIsWorthNothing() throws {
        let row = try ConstraintRow(try JSONParser.parse(#"{"ground_truth": "[{'instruction_id': [", "response": "a"}"#))
        let outcome = row.outcome(resources: .none)
        #expect(outcome.strict.map(\.followed) == [false])
        #expect(outcome.reward == 0)
        #expect(row.set.constraints[0].problem?.description.hasPrefix("ground truth: no Python literal") == true)
    }

    @Test func errorsNameFileAndLine() throws {
        try withFile("rows.jsonl", "{\"id\": \"punctuation:no_comma\", \"response\": \"a\"}\n\n{\"id\": 3}\n") { path in
            var seen: [Int] = []
            #expect(throws: DatasetError.badLine(path: path, line: 3, reason: "key 'id': found an integer, expected a string")) {
                try ConstraintRows.forEach(input: path) { seen.append($0.line) }
            }
            #expect(seen == [1])
        }
    }

    @Test func requestsAreReadFromRowsAndPlainText() throws {
        let text =
            "Tell a tale.\n\n{\"prompt\": \"One.\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"Two.\"}, {\"role\": \"assistant\", \"content\": \"x\"}]}\n"
        try withFile("requests", text) { path in
            let requests = try ConstraintRequests(path: path)
            var found: [ConstraintRequests.Request] = []
            while let request = try requests.next() { found.append(request) }
            #expect(found.map(\.text) == ["Tell a tale.", "One.", "Two."])
            #expect(found.map(\.line) == [1, 3, 4])
        }
    }

    /// Whether a Python with pyarrow is there.
    private static let hasParquet: Bool = {
        guard let interpreter = try? PythonInterpreter.find() else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter.path)
        process.arguments = ["-c", "import pyarrow.parquet"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(.enabled(if: hasParquet)) func publishedParquetLoadsAsItIs() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).parquet").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let program = """
            import sys, pyarrow, pyarrow.parquet
            truth = "[{'instruction_id': ['length_constraints:number_words'], 'kwargs': [{'num_words': 2, 'relation': 'at least'}]}]"
            rows = [{"key": f"k{i}", "messages": [{"content": f"Tell {i} \\u00e9\\u4e2d", "role": "user"}], "ground_truth": truth, "dataset": "ifeval",
                     "constraint_type": "single", "constraint": "c"} for i in range(1500)]
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), sys.argv[1], row_group_size=400)
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try PythonInterpreter.find().path)
        process.arguments = ["-c", program, path]
        try process.run()
        process.waitUntilExit()
        let prompts = try ConstraintDataset.prompts(path: path, source: "ca", resources: .none)
        #expect(prompts.count == 1500)
        #expect(prompts[1234].id == "k1234")
        #expect(prompts[1234].messages.map(\.content) == ["Tell 1234 é中"])
        #expect(prompts[1234].verifier.reward(for: "two words").value == 1)
    }

    @Test(.enabled(if: hasParquet)) func aBrokenParquetFileIsNamed() throws {
        try withFile("x.parquet", "no table") { path in
            let error = #expect(throws: DatasetError.self) { try ConstraintRows.read(input: path) }
            #expect(error?.errorDescription?.hasPrefix("\(path): cannot be read: ") == true)
        }
    }
}
