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
        (#"{"id": "no:such_constraint", "kwargs": {}, "responses": ["x"]}"#, "items[0]"),
        (#"{"code_output": {"stats": {}}, "responses": []}"#, "items[0].code_output.output"),
        (#"{"code_output": {"output": 1, "stats": 3}, "responses": []}"#, "items[0].code_output.stats"),
        (#"{"answer": 1, "respones": ["x"]}"#, "items[0].respones"), (#"7"#, "items[0]"),
        (#"{"answer": 1, "response": "a", "responses": ["b"]}"#, "items[0]"),
    ])
    func badItemsAreNamed(item: String, parameter: String) async throws {
        let answer = try await rewards(item)
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["param"]?.stringValue == parameter, "\(answer.text)")
    }

    @Test(arguments: ["", "[]", "{", #"{"items": 3}"#, #"{"items": [], "x": 1}"#, String(repeating: "[", count: 100_000), "\u{0}"])
    func badBodiesAreRefused(body: String) async throws {
        try await withService { client in
            let answer = try await client.post("/v1/rewards", body)
            #expect(answer.status == 400)
            #expect(!answer.error.isEmpty)
            #expect(try await client.get("/health").status == 200)
        }
    }

    @Test func aLargeBatchIsScoredInOrder() async throws {
        let items = (0..<500).map { #"{"answer": \#($0), "responses": ["\#($0)", "\#($0 + 1)"]}"# }.joined(separator: ",")
        let answer = try await rewards(items)
        #expect(answer.json["data"]?.items.count == 500)
        #expect(answer.json["data"]?.items.allSatisfy { $0["rewards"]?.numbers == [1, 0] } == true)
    }
}
