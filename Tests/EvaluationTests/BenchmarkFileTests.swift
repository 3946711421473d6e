import Evaluation
import Foundation
import TestSupport
import Testing
import Tokenization

/// Benchmark files: the formats, and errors that name the place.
@Suite struct BenchmarkFileTests {
    private func write(_ text: String, _ name: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "evaluation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test func gsm8k() throws {
        let path = try write(
            "{\"question\": \"1 + 1?\", \"answer\": \"#### 2\"}\n\n{\"question\": \"q\", \"answer\": \"#### 3\"}\n", "gsm8k.jsonl")
        let suite = try GSM8KSuite.load(path: path, variant: .zeroShot)
        #expect(suite.items.map(\.promptText) == ["Q: 1 + 1?\nA: Let's think step by step.", "Q: q\nA: Let's think step by step."])
        #expect(suite.items[0].grader.verdict(on: "The answer is 2.").scores.map(\.value) == [1, 1])
        #expect(suite.items[0].grader.verdict(on: "It is 2 then").scores.map(\.value) == [1, 0])
    }

    @Test func aBadRowIsNamed() throws {
        let path = try write("{\"question\": \"q\", \"answer\": \"#### 3\"}\n{\"question\": 1}\n", "gsm8k.jsonl")
        #expect {
            try GSM8KSuite.load(path: path)
        } throws: { error in
            error.localizedDescription == "\(path):2: expected an object with the texts \"question\" and \"answer\""
        }
        let empty = try write("\n", "gsm8k.jsonl")
        #expect(throws: EvaluationError.emptySuite(name: "gsm8k", path: empty)) { try GSM8KSuite.load(path: empty) }
    }

    @Test func bigBenchHard() throws {
        let path = try write(
            "{\"canary\": \"c\", \"examples\": [{\"input\": \"True is\", \"target\": \"True\"}]}", "boolean_expressions.json")
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let suite = try BBHSuite.load(path: folder)
        #expect(suite.items.count == 1)
        #expect(suite.items[0].group == "boolean_expressions")
        #expect(suite.items[0].messages.map(\.content) == ["Evaluate the result of a random Boolean expression.", "Q: True is\nA:"])
        #expect(throws: EvaluationError.unreadable(path: "/nowhere", reason: "no such file or folder")) {
            try BBHSuite.load(path: "/nowhere")
        }
        let other = try write("{}", "other.json")
        #expect(throws: EvaluationError.self) { try BBHSuite.load(path: other) }
    }

    /// The published files, where they are at hand: sizes, and a reply that states the target is right.
    @Test func publishedFiles() throws {
        if let path = SharedFiles.path("data/gsm8k_test.jsonl") {
            let suite = try GSM8KSuite.load(path: path)
            #expect(suite.items.count == 1_319)
        }
        if let path = SharedFiles.path("data/bbh") {
            let suite = try BBHSuite.load(path: path)
            #expect(suite.items.count == 6_511)
            #expect(Set(suite.items.compactMap(\.group)) == Set(BBHTask.allCases.map(\.rawValue)))
        }
    }
}
