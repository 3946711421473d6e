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
            "\n{\"prompt\": \"One.\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"Two.\"}, {\"role\": \"assistant\", \"content\": \"x\"}]}\n\"Three.\"\n"
        #expect(try requests("requests", text).map(\.text) == ["One.", "Two.", "Three."])
        #expect(try requests("requests", text).map(\.line) == [2, 3, 4])
        let plain = try requests("requests", "\u{FEFF}Tell a tale.\n\n{name} is a hero: who?\n[Sic] \"What?\"\n")
        #expect(plain.map(\.text) == ["Tell a tale.", "{name} is a hero: who?", "[Sic] \"What?\""])
        #expect(try requests("requests", "{name}: who is it?\n").map(\.text) == ["{name}: who is it?"])
    }

    private func requests(_ name: String, _ text: String) throws -> [ConstraintRequests.Request] {
        var found: [ConstraintRequests.Request] = []
        try withFile(name, text) { path in
            let requests = try ConstraintRequests(path: path)
            while let request = try requests.next() { found.append(request) }
        }
        return found
    }

    @Test(arguments: [
        ("x.jsonl", "[{\"prompt\": \"One.\"}, {\"prompt\": \"Two.\"}]\n", "found a JSON list, expected one object a line"),
        ("x", "[\n{\"prompt\": \"One.\"}\n]\n", "found a JSON list, expected one object a line"),
        ("x.jsonl", "3\n", "found an integer, expected an object"),
        ("x.jsonl", "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}]}\n", "found 1 messages and no user turn, expected one"),
    ]) func whatIsNoRequestIsRefused(name: String, text: String, reason: String) throws {
        try withFile(name, text) { path in
            #expect(throws: DatasetError.badLine(path: path, line: 1, reason: reason)) {
                let requests = try ConstraintRequests(path: path)
                while try requests.next() != nil {}
            }
        }
    }

    @Test func otherBytesThanUTF8AreRefused() throws {
        let latin = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: latin) }
        try Data([0x41, 0x0A, 0x63, 0x61, 0x66, 0xE9, 0x0A]).write(to: latin)
        let wanted = DatasetError.badLine(path: latin.path, line: 2, reason: "found other bytes, expected UTF-8")
        #expect(throws: wanted) {
            let requests = try ConstraintRequests(path: latin.path)
            while try requests.next() != nil {}
        }
        let row = Array("{\"id\": \"punctuation:no_comma\", \"response\": \"a".utf8) + [0xFF] + Array("\"}\n".utf8)
        try Data(row).write(to: latin)
        #expect(throws: DatasetError.badLine(path: latin.path, line: 1, reason: "found other bytes, expected UTF-8")) {
            try ConstraintRows.read(input: latin.path)
        }
    }

    @Test func conversationsKeepWhatComesBefore() throws {
        let row =
            #"{"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Go on."}]}"#
        let request = try #require(try requests("x.jsonl", row + "\n").first)
        #expect(request.text == "Go on.")
        #expect(request.earlier.map(\.role) == ["system", "user", "assistant"])
        var composer = ConstraintComposer(seed: 1, count: 1...1, ids: ["punctuation:no_comma"], resources: .none)
        let composed = composer.compose(request: request.text)
        let composition = try #require(composed)
        let task = ConstraintTask(id: "1", composition: composition, earlier: request.earlier)
        #expect(task.messages.map(\.content) == ["Be brief.", "Hi", "Hello", composition.prompt])
        let truth = task.row()
        try withFile("tasks.jsonl", truth + "\n") { path in
            let prompts = try ConstraintDataset.prompts(path: path, source: "ca", resources: .none)
            #expect(prompts[0].messages == task.messages)
        }
    }

    private static let prompts =
        #"{"prompt": "One?", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}"# + "\n"
        + #"{"prompt": "Two?", "instruction_id_list": ["punctuation:no_coma"], "kwargs": [{}]}"# + "\n"

    @Test func whatDoesNotJoinIsCounted() throws {
        try withFile("prompts.jsonl", Self.prompts) { prompts in
            let replies = #"{"prompt": "One? ", "response": "a"}"# + "\n" + #"{"prompt": "Three?", "response": "b"}"# + "\n"
            try withFile("replies.jsonl", replies) { responses in
                var tally = ConstraintTally()
                tally.unmatchedReplies = try ConstraintRows.forEach(input: prompts, responses: responses) { row in
                    tally.count(row, row.outcome(resources: .none), reward: 0.5)
                }
                let counts: [Int] = [tally.unanswered, tally.unreadable, tally.unmatchedReplies]
                #expect(counts == [1, 1, 1])
                #expect(tally.firstProblem?.line == 2)
                #expect(tally.reward == 0.5)
                let summary = try JSONParser.parse(tally.json)
                let wanted: [String: PythonValue] = ["unanswered": .int(1), "unmatched_replies": .int(1), "reward": .double(0.5)]
                for (key, value) in wanted { #expect(summary[key] == value, "\(key)") }
            }
        }
    }

    @Test func aRowWithoutItsReplyIsRefused() throws {
        try withFile("prompts.jsonl", Self.prompts) { path in
            let wanted = DatasetError.badLine(path: path, line: 1, reason: "missing key 'response', expected the reply to judge")
            #expect(throws: wanted) { try ConstraintRows.read(input: path) }
        }
    }

    @Test func severalRepliesToAPromptAreRefused() throws {
        try withFile("prompts.jsonl", Self.prompts) { prompts in
            let replies = #"{"prompt": "One?", "response": "a"}"# + "\n" + #"{"prompt": "One?", "response": "b"}"# + "\n"
            try withFile("replies.jsonl", replies) { responses in
                let reason = "found another reply to the prompt of line 1, expected one reply a prompt"
                #expect(throws: DatasetError.badLine(path: responses, line: 2, reason: reason)) {
                    try ConstraintRows.read(input: prompts, responses: responses)
                }
            }
        }
    }

    @Test func aRowOfNoKnownKindIsToldAllOfThem() throws {
        let error = #expect(throws: RowError.self) { try ConstraintRow(try JSONParser.parse(#"{"response": "a"}"#)) }
        #expect(
            error?.description == "expected the keys 'ground_truth', or 'instruction_id_list' and 'kwargs', or 'id' and 'kwargs'")
    }

    @Test func faultyConstraintsStayInAndScoreNothing() throws {
        try withFile("prompts.jsonl", Self.prompts) { path in
            var faults: [String] = []
            let prompts = try ConstraintDataset.prompts(path: path, source: "ca", resources: .none) { place, problem in
                faults.append("\(place): \(problem)")
            }
            #expect(prompts.map { $0.verifier.reward(for: "a").value } == [1, 0])
            #expect(
                faults == [
                    "\(path):2: no constraint 'punctuation:no_coma' in any suite; the closest known id is 'punctuation:no_comma'"
                ])
        }
    }

    @Test func evidenceNamesMissingLanguageData() throws {
        let set = ConstraintSet(
            suite: .ifeval, ids: ["length_constraints:number_sentences"],
            arguments: [try JSONParser.parse(#"{"num_sentences": 1, "relation": "at least"}"#)])
        let verifier = ConstraintVerifier(groundTruth: GroundTruth(set), resources: .none)
        #expect(
            verifier.reward(for: "One.").components[0].evidence
                == "1 sentences; required: Write at least 1 sentence.; judged without punkt data")
        let prompt = Prompt(id: "1", source: "ca", messages: [], verifier: verifier)
        #expect([prompt].fallbacks(.none) == [.punkt])
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
