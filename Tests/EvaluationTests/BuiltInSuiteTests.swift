import Evaluation
import Foundation
import PythonSandbox
import SequentialExecution
import Testing
import Tokenization

@Suite struct BuiltInSuiteTests {
    @Test func sequentialItemsAreTheSameEveryTimeAndInOrderOfComplexity() throws {
        let sandbox = try BlockingSandbox(workers: 2)
        let suite = try SequentialSuite.builtIn(count: 40, sandbox: sandbox)
        #expect((39...40).contains(suite.items.count))
        #expect(suite.items.map(\.promptText) == (try SequentialSuite.builtIn(count: 40, sandbox: sandbox)).items.map(\.promptText))
        let groups = suite.items.compactMap(\.group)
        #expect(groups.count == suite.items.count)
        let bounds = groups.compactMap { Int($0.prefix { $0.isNumber }) }
        #expect(bounds == bounds.sorted())
        #expect(Set(groups).count > 4)
    }

    /// Scores 0, 5 and 10 in two intervals: 0 to 5 and 5 to 10, the upper bound in the last.
    @Test func intervalsHaveEqualWidth() {
        let rows = [10.0, 0, 5].enumerated().map { index, score in
            SequentialInstruction(
                taskID: "t", testCaseID: index, input: [], answer: SequentialAnswer(output: .integer(1), statistics: .dictionary([])),
                description: "d", complexity: score)
        }
        let suite = SequentialSuite.suite(of: rows, variant: "v", intervals: 2)
        #expect(suite.items.map(\.id) == ["t/1", "t/0", "t/2"])
        #expect(suite.items.map(\.group) == ["0 to 5", "5 to 10", "5 to 10"])
        #expect(SequentialSuite.suite(of: Array(rows.prefix(1)), variant: "v").items[0].group == nil)
    }

    @Test(
        arguments: [
            ("Answer: [1, 2]", "[1,2]", true), ("so\nAnswer: 3\nAnswer: 4.", "4", true), ("**Answer:** True", "true", true),
            ("Answer: 5", "4", false), ("4", "4", false), ("Answer:", "4", false),
            ("<think>Answer: 4</think>Hm.", "4", false), ("<think>Answer: 5</think>Answer: 4", "4", true),
        ])
    func statedAnswers(reply: String, answer: String, isRight: Bool) {
        #expect(StatedAnswerGrader(answer: answer).verdict(on: reply).scores == [.init("exact", isRight ? 1 : 0)])
    }

    @Test func storedResponsesFindTheirItems() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "responses-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("{\"prompt\": \"one \", \"response\": \"1\"}\n{\"id\": 7, \"response\": \"2\"}\n".utf8).write(to: file)
        let items = [("a", "one"), ("7", "two"), ("c", "three")].map { id, prompt in
            EvaluationItem(id: id, messages: [ChatMessage(role: "user", content: prompt)], grader: StatedAnswerGrader(answer: ""))
        }
        let suite = ItemSuite(name: "s", variant: "v", metrics: ["exact"], maxNewTokens: 1, items: items)
        let result = try await Evaluator(generate: StoredResponses(path: file.path).answer).result(of: suite)
        #expect(result.items.map(\.reply.text) == ["1", "2", ""])
        #expect(result.items[2].reply.failure == "no stored reply")
        #expect(result.unanswered == 1)
        try Data("{\"response\": \"2\"}\n".utf8).write(to: file)
        #expect(
            throws: EvaluationError.badRow(
                path: file.path, line: 1, reason: "expected an object with \"response\" and \"prompt\" or \"id\"")
        ) {
            try StoredResponses(path: file.path)
        }
    }
}
