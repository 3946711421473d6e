import Foundation
import SequentialExecution
import Testing

@Suite struct RewardTests {
    private func rewards(_ items: String) async throws -> Client.Answer {
        try await withService { try await $0.post("/v1/rewards", #"{"items": [\#(items)]}"#) }
    }

    @Test func everyKindIsScoredInOneRequest() async throws {
        let answer = try await rewards(
            #"""
            {"id": "punctuation:no_comma", "kwargs": {}, "responses": ["plain words", "one, two"]},
            {"instruction_id_list": ["punctuation:no_comma", "change_case:english_lowercase"], "kwargs": [{}, {}],
             "responses": ["all lower", "Upper here"]},
            {"code_output": {"output": 7, "stats": {"loops": 2}}, "responses": ["Output: 7\nStatistics: {\"loops\": 2}", "Output: 7"]},
            {"answer": "72", "responses": ["the answer is 72", "71", null]}
            """#)
        #expect(answer.status == 200, "\(answer.text)")
        let data = answer.json["data"]?.items ?? []
        #expect(data.map { $0["kind"]?.stringValue } == ["constraints", "constraints", "sequential", "math"])
        #expect(data.map { $0["rewards"]?.numbers } == [[1, 0], [1, 0.5], [1, 0], [1, 0, 0]])
        let parts = data[1]["breakdown"]?.items[1].items ?? []
        #expect(parts.map { $0["name"]?.stringValue } == ["punctuation:no_comma", "change_case:english_lowercase"])
        #expect(parts.map { $0["value"]?.doubleValue } == [1, 0])
        #expect(parts[1]["evidence"]?.stringValue?.contains("required") == true)
    }

    @Test func trainingRowsAndGradings() async throws {
        let truth = #""[{\"instruction_id\": [\"punctuation:no_comma\", \"change_case:english_lowercase\"], \"kwargs\": [None, None]}]""#
        let answer = try await rewards(
            #"""
            {"ground_truth": \#(truth), "responses": ["<think>A, B</think>fine"]},
            {"ground_truth": \#(truth), "grading": "all", "responses": ["No comma"]},
            {"code_output": {"output": 7, "stats": {"loops": 2}}, "grading": "graded", "response": "Output: 7"}
            """#)
        #expect(answer.json["data"]?.items.map { $0["rewards"]?.numbers } == [[1], [0], [0.5]], "\(answer.text)")
    }

    @Test func aMissingReplyIsAnEmptyOne() async throws {
        try await withService { client in
            let item = #"{"id": "length_constraints:number_words", "kwargs": {"relation": "less than", "num_words": 2}, "response": null}"#
            let answer = try await client.post("/v1/rewards", #"{"items": [\#(item)]}"#)
            let empty = try await client.post("/v1/rewards", #"{"items": [\#(item.replacingOccurrences(of: "null", with: "\"\""))]}"#)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.text == empty.text)
        }
    }

    @Test func largeIntegersKeepEveryDigit() async throws {
        let answer = try await rewards(
            #"{"code_output": {"output": 123456789012345678901234567890, "stats": {}}, "responses": ["Output: 123456789012345678901234567890", "Output: 123456789012345678901234567891"]}"#
        )
        #expect(answer.json["data"]?.items.first?["rewards"]?.numbers == [1, 0])
    }

    @Test func theBreakdownCanBeLeftOut() async throws {
        try await withService { client in
            let answer = try await client.post(
                "/v1/rewards", #"{"breakdown": false, "items": [{"answer": 1, "response": "1"}]}"#)
            #expect(answer.json["data"]?.items.first?["breakdown"] == nil)
        }
    }

    @Test(arguments: [
        (#"{"kind": "poetry", "responses": []}"#, "items[0].kind"), (#"{"responses": []}"#, "items[0].kind"),
        (#"{"answer": 1}"#, "items[0].responses"), (#"{"answer": 1, "responses": "x"}"#, "items[0].responses"),
        (#"{"answer": 1, "responses": ["a", 5]}"#, "items[0].responses[1]"),
        (#"{"answer": [1], "kind": "math", "responses": []}"#, "items[0].answer"),
        (#"{"code_output": {"stats": {}}, "responses": []}"#, "items[0].code_output.output"),
        (#"{"code_output": {"output": 1, "stats": 3}, "responses": []}"#, "items[0].code_output.stats"),
        (#"{"code_output": {"output": 1}, "responses": []}"#, "items[0].code_output.stats"),
        (#"{"answer": {"output": 1, "stats": null}, "responses": []}"#, "items[0].answer.stats"),
        (#"{"kind": "constraints", "responses": []}"#, "items[0]"),
        (#"{"id": "punctuation:no_comma", "suite": "ifevil", "responses": []}"#, "items[0].suite"),
        (#"{"answer": 1, "respones": ["x"]}"#, "items[0].respones"), (#"7"#, "items[0]"),
        (#"{"answer": 1, "response": "a", "responses": ["b"]}"#, "items[0]"),
    ])
    func badItemsAreNamed(item: String, parameter: String) async throws {
        let answer = try await rewards(item)
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["param"]?.stringValue == parameter, "\(answer.text)")
    }

    /// A fault in a constraint is said of its key, in every shape that an item may have.
    @Test(arguments: [
        (
            #""id": "keyword:existence", "kwargs": {"keywords": ["a"]}"#, "id",
            "found \"keyword:existence\", expected the id of a constraint of any suite; the closest is \"keywords:existence\""
        ),
        (
            #""instruction_id_list": ["punctuation:no_comma", "punctuation:no_coma"], "suite": "ifeval""#, "instruction_id_list[1]",
            "found \"punctuation:no_coma\", expected the id of a constraint of suite ifeval; the closest is \"punctuation:no_comma\""
        ),
        (#""instruction_id_list": ["punctuation:no_comma", 3]"#, "instruction_id_list[1]", "found 3, expected a constraint's id"),
        (
            #""id": "length_constraints:number_words", "kwargs": {"num_words": "a", "relation": "at least"}"#, "kwargs.num_words",
            "found \"a\", expected a number for length_constraints:number_words"
        ),
        (
            #""id": "length_constraints:number_words", "kwargs": {"num_words": 3}"#, "kwargs.relation",
            "found nothing, expected 'less than' or 'at least' for length_constraints:number_words"
        ),
        (
            #""instruction_id": "keywords:existence", "kwargs": {"keywords": ["a", 3]}"#, "kwargs.keywords[1]",
            "found an integer, expected a string for keywords:existence"
        ),
        (
            #""instruction_id_list": ["punctuation:no_comma", "length_constraints:number_words"], "kwargs": [{}, {"relation": "more"}]"#,
            "kwargs[1].num_words", "found nothing, expected a number of at least 0 for length_constraints:number_words"
        ),
        (
            #""instruction_id_list": ["punctuation:no_comma"], "kwargs": [{"num_words": 3}]"#, "kwargs[0].num_words",
            "found 3, expected nothing: punctuation:no_comma takes no arguments"
        ),
        (
            #""id": "length_constraints:number_words", "kwargs": {"num_words": 3, "relation": "at least", "words": 4}"#, "kwargs.words",
            "found 4, expected only what length_constraints:number_words takes: num_words, relation"
        ),
        (
            #""instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}, {"num_words": 3}]"#, "kwargs[1]",
            "found {\"num_words\": 3}, expected at most one object per id of instruction_id_list, 1 in all"
        ),
        (#""instruction_id_list": ["punctuation:no_comma"], "kwargs": [3]"#, "kwargs[0]", "found 3, expected an object"),
        (#""instruction_id_list": ["punctuation:no_comma"], "kwargs": {}"#, "kwargs", "found {}, expected a list"),
        (#""id": "punctuation:no_comma", "kwargs": [{}]"#, "kwargs", "found [{}], expected an object"),
        (
            #""ground_truth": "[{'instruction_id': ['punctuation:no_comma', 'keywords:existence'], 'kwargs': [None, {'keywords': 3}]}]""#,
            "ground_truth[0].kwargs[1].keywords", "found an integer, expected a list of strings for keywords:existence"
        ),
        (
            #""ground_truth": "[{'instruction_id': ['punctuation:no_comma'], 'kwargs': [[3]]}]""#, "ground_truth[0].kwargs[0]",
            "found a list, expected an object"
        ),
        (
            #""ground_truth": "[{'instruction_id': ['punctuation:no_coma'], 'kwargs': [None]}]""#, "ground_truth[0].instruction_id[0]",
            "found \"punctuation:no_coma\", expected the id of a constraint of suite iftrain; the closest is \"punctuation:no_comma\""
        ),
        (#""ground_truth": "[]""#, "ground_truth", "an empty list"),
    ])
    func faultyConstraintsAreNamed(members: String, key: String, complaint: String) async throws {
        let answer = try await rewards(#"{"answer": 1, "response": "1"}, {\#(members), "response": "x"}"#)
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["param"]?.stringValue == "items[1].\(key)", "\(answer.text)")
        #expect(answer.error == "items[1].\(key): \(complaint)")
    }

    /// Published rows give every argument that any constraint knows, null where theirs does not take it.
    @Test func argumentsThatAreNullAreNoArguments() async throws {
        let padding = #""num_words": null, "keywords": null, "n": null"#
        let answer = try await rewards(
            #"""
            {"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{\#(padding)}, {\#(padding)}, null], "response": "plain"},
            {"instruction_id_list": ["punctuation:no_comma"], "kwargs": [null], "ground_truth": null, "id": null, "response": "plain"},
            {"instruction_id_list": ["punctuation:no_comma"], "kwargs": null, "response": "a, b"},
            {"id": "punctuation:no_comma", "kwargs": {\#(padding)}, "suite": null, "response": "plain"}
            """#)
        #expect(answer.json["data"]?.items.map { $0["rewards"]?.numbers } == [[1], [1], [0], [1]], "\(answer.text)")
    }

    @Test(arguments: [
        (#"{"items": [], "items": []}"#, "items"),
        (#"{"items": [{"answer": 1, "response": "1"}, {"answer": 1, "answer": 2, "response": "1"}]}"#, "items[1].answer"),
        (
            #"{"items": [{"code_output": {"output": {"a": [{"b": 1, "b": 1}]}, "stats": {}}, "response": "x"}]}"#,
            "items[0].code_output.output.a[0].b"
        ),
        (
            #"{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1, "j": 1, "k": 1, "d": 2}"#, "d"
        ),
    ])
    func aKeyThatStandsTwiceIsRefused(body: String, key: String) async throws {
        let answer = try await withService { try await $0.post("/v1/rewards", body) }
        #expect(answer.status == 400 && answer.code == "repeated_key", "\(answer.text)")
        #expect(answer.json["error"]?["param"]?.stringValue == key)
        #expect(answer.error == "\(key): found twice, expected every key once")
    }

    @Test func keysAreComparedByTheirBytes() async throws {
        let body = #"{"items": [{"code_output": {"output": {"\u00e9": 1, "e\u0301": 2}, "stats": {}}, "response": "x"}]}"#
        let answer = try await withService { try await $0.post("/v1/rewards", body) }
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test(arguments: [
        "", "[]", "{", #"[{"a": 1, "a": 2}]"#, #"{"items": 3}"#, #"{"items": [], "x": 1}"#, String(repeating: "[", count: 100_000), "\u{0}",
    ])
    func badBodiesAreRefused(body: String) async throws {
        try await withService { client in
            let answer = try await client.post("/v1/rewards", body)
            #expect(answer.status == 400)
            #expect(!answer.error.isEmpty)
            #expect(try await client.get("/health").status == 200)
        }
    }

    @Test func aLargeBatchIsScoredInOrder() async throws {
        let items = (0..<200).map { #"{"answer": \#($0), "responses": ["\#($0)", "\#($0 + 1)"]}"# }.joined(separator: ",")
        let answer = try await rewards(items)
        #expect(answer.json["data"]?.items.count == 200)
        #expect(answer.json["data"]?.items.allSatisfy { $0["rewards"]?.numbers == [1, 0] } == true)
    }
}
