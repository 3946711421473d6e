import Constraints
import Datasets
import Endpoints
import Evaluation
import Foundation
import PythonSandbox
import Synchronization
import TestSupport
import Testing
import Tokenization

/// The published files' shapes, through the catalogue.
@Suite struct PublishedFormatTests {
    private func suite(_ text: String, in folder: URL) throws -> ItemSuite {
        try BenchmarkCatalogue(data: folder.path, resources: TextResources(), workers: GradingWorkers(count: 1)).suite(text)
    }

    private func write(_ text: String, to folder: URL, _ name: String) throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    @Test func multipleChoiceAsAList() throws {
        try withTemporaryFolder { folder in
            let row =
                #"{"sample_id": "s/1", "subject": "law", "subject_category": "Other", "question": "Which?", "option_a": "w", "#
                + #""option_b": "x", "option_c": "y", "option_d": "z", "answer": "C"}"#
            try write("[\n\(row),\n\(row.replacing("s/1", with: "s/2").replacing("Other", with: "STEM"))\n]", to: folder, "mmlu-lite.json")
            let suite = try suite("mmlu-lite", in: folder)
            #expect(suite.items.map(\.id) == ["s/1", "s/2"])
            #expect(suite.items.map(\.group) == ["Other", "STEM"])
            #expect(suite.items[0].promptText.hasSuffix("Which?\n\nA) w\nB) x\nC) y\nD) z"))
            #expect(suite.items[0].grader.verdict(on: "Answer: C").scores.map(\.value) == [1, 1, 1])
            #expect(suite.maxNewTokens == 8_192)
            try write(row.replacing("\"C\"", with: "\"E\""), to: folder, "bad.jsonl")
            #expect {
                try self.suite("mmlu-lite=\(folder.path)/bad.jsonl", in: folder)
            } throws: { $0.localizedDescription.hasSuffix("bad.jsonl:1: answer: found \"E\", expected A, B, C or D") }
        }
    }

    @Test func programsWithTests() throws {
        try withTemporaryFolder { folder in
            try write(
                #"{"task_id": 2, "prompt": "Add one.", "test_list": ["assert f(1) == 2"], "test_imports": ["import math"], "#
                    + #""test": "def check(x):\n    assert math.isclose(f(x), x + 1)\nfor x in [1, 2.5]: check(x)"}"# + "\n"
                    + #"{"task_id": "Mbpp/3", "prompt": "Add two.", "test_list": ["assert g(1) == 3"]}"#,
                to: folder, "mbppplus.jsonl")
            let suite = try suite("mbpp+", in: folder)
            #expect(suite.items.map(\.id) == ["2", "Mbpp/3"])
            #expect(suite.items[0].promptText.hasSuffix("Add one.\n\nThis test must pass:\nassert f(1) == 2"))
            #expect(suite.items[0].grader.verdict(on: "def f(x): return x + 1").scores.map(\.value) == [1, 1])
            #expect(suite.items[0].grader.verdict(on: "def f(x): return 2").scores.map(\.value) == [0, 1])
            #expect(suite.items[1].grader.verdict(on: "def g(x): return 3").scores.map(\.value) == [1, 1])
            try write(#"{"task_id": 2, "prompt": "Add one."}"#, to: folder, "bad.jsonl")
            #expect(throws: EvaluationError.self) { try self.suite("mbpp+=\(folder.path)/bad.jsonl", in: folder) }
        }
    }

    /// Two functions, one with two cases: a question counts only where all its cases are right.
    @Test func logicIFCountsQuestions() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = [("a", 0, 1), ("a", 1, 2), ("b", 0, 3)].map { task, test, output in
            #"{"task_id": "\#(task)", "test_case_id": \#(test), "input": [\#(output)], "#
                + #""code_output": {"output": \#(output), "stats": {"n": 1}}, "description": "Return it."}"#
        }
        try write(rows.joined(separator: "\n"), to: folder, "logicif.jsonl")
        let suite = try suite("logicif", in: folder)
        let result = try await Evaluator { questions, _, onReply in
            for (index, question) in questions.enumerated() {
                onReply(
                    index,
                    .init(
                        text: "Output: \(question.place == 1 ? 9 : question.place + (question.place == 0 ? 1 : 1))\nStatistics: {\"n\": 1}")
                )
            }
        }.result(of: suite)
        let values = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.name, $0.value) })
        #expect(result.metrics[0].name == "question exact")
        #expect(values["question exact"] == 0.5)
        #expect(values["exact"] == 2.0 / 3)
        #expect(values["question statistics"] == 1)
        #expect(result.metrics[0].interval == .wilson(successes: 1, trials: 2))
    }

    @Test func fewShotExamples() throws {
        try withTemporaryFolder { folder in
            let rows = (1...6).map { "{\"question\": \"\($0)?\", \"answer\": \"#### \($0)\"}" }.joined(separator: "\n")
            try write(rows, to: folder, "gsm8k_test.jsonl")
            #expect(throws: EvaluationError.self) { try suite("gsm8k-5shot", in: folder) }
            try write(rows, to: folder, "gsm8k_train.jsonl")
            let text = try suite("gsm8k-5shot", in: folder).items[5].promptText
            #expect(text.hasPrefix("Question: 1?\nAnswer: #### 1\n\nQuestion: 2?"))
            #expect(text.hasSuffix("Answer: #### 5\n\nQuestion: 6?\nAnswer:"))
            try write(#"{"examples": [{"input": "True is", "target": "True"}]}"#, to: folder, "bbh/boolean_expressions.json")
            try write("Do not train on this.\n-----\nEvaluate.\n\nQ: a\nA: b\n", to: folder, "bbh/cot-prompts/boolean_expressions.txt")
            let shown = try suite("bbh-fewshot", in: folder).items[0].promptText
            #expect(shown == "Evaluate.\n\nQ: a\nA: b\n\nQ: True is\nA: Let's think step by step.\n")
        }
    }

    @Test func theHubIsAskedOnce() throws {
        try withTemporaryFolder { folder in
            let asked = Mutex<[String]>([])
            let environment = ["XDG_CACHE_HOME": folder.path, "HF_ENDPOINT": "http://hub.test", "HF_TOKEN": "t"]
            let hub = HubCache(environment: environment) { url, headers in
                asked.withLock { $0.append("\(url.absoluteString) \(headers["Authorization"] ?? "")") }
                return url.path.hasSuffix("test.jsonl")
                    ? HTTPAnswer(status: 200, body: Data("{\"question\": \"q\", \"answer\": \"#### 1\"}\n".utf8)) : HTTPAnswer(status: 404)
            }
            let catalogue = BenchmarkCatalogue(resources: TextResources(), hub: hub)
            let counts = try (0..<2).map { _ in try catalogue.suite("gsm8k=hub:a/b/c/test.jsonl").items.count }
            #expect(counts == [1, 1])
            #expect(asked.withLock { $0 } == ["http://hub.test/datasets/a/b/resolve/main/c/test.jsonl Bearer t"])
            #expect(throws: EndpointError.self) { try catalogue.suite("mmlu-lite=hub") }
            #expect(throws: EvaluationError.notOnHub(name: "bbh", found: "hub")) { try catalogue.suite("bbh=hub") }
            #expect(throws: EvaluationError.notOnHub(name: "gsm8k", found: "hub:a/../x")) { try catalogue.suite("gsm8k=hub:a/../x") }
        }
    }

    @Test func everyNameIsKnownOrSaysWhatItNeeds() throws {
        try withTemporaryFolder { folder in
            for name in ["gsm8k", "math500", "mmlu-lite", "bbh", "mbpp+", "ifeval", "ifbench", "logicif"] {
                #expect {
                    try suite(name, in: folder)
                } throws: { $0.localizedDescription.hasPrefix("\(name): needs its published file: \(name)=PATH") }
            }
            #expect {
                try suite("mmlu", in: folder)
            } throws: { $0.localizedDescription.hasPrefix("unknown benchmark \"mmlu\": expected one of sequential, constraints") }
        }
    }
}
