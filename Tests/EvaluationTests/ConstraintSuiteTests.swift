import Constraints
import Datasets
import Evaluation
import Foundation
import TestSupport
import Testing

@Suite struct ConstraintSuiteTests {
    private static let resources = TextResources.find()

    /// Two instructions, one followed strictly; without the first line both are.
    @Test func fourAccuraciesOfOneReply() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "ifeval-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        let row =
            "{\"key\": 1, \"prompt\": \"p\", \"instruction_id_list\": [\"punctuation:no_comma\", \"change_case:english_lowercase\"], "
            + "\"kwargs\": [{}, {}]}\n"
        try Data(row.utf8).write(to: file)
        let suite = try ConstraintSuites.benchmark(.ifeval, path: file.path, resources: Self.resources)
        #expect(suite.items.map(\.id) == ["1"])
        let verdict = suite.items[0].grader.verdict(on: "Sure here it is:\nthis is a small answer about the sea and the sun")
        #expect(
            verdict.scores == [
                .init("prompt strict", 0), .init("instruction strict", 0.5, weight: 2), .init("prompt loose", 1),
                .init("instruction loose", 1, weight: 2),
            ])
    }

    @Test func reportsNameMissingLanguageData() throws {
        let suite = ConstraintSuites.builtIn(count: 20, resources: .none).limited(to: 12)
        #expect(suite.fallbacks.contains("punkt"))
        let result = EvaluationResult(suite: suite, items: [], seconds: 0)
        let report = EvaluationReport(model: "m", results: [result])
        #expect(report.markdown.contains("constraints: judged without punkt"))
        #expect(try EvaluationReport(json: try report.json).results[0].fallbacks == suite.fallbacks)
    }

    @Test func builtInRepliesFollow() {
        let tasks = ConstraintTasks.tasks(count: 12, seed: 3, split: .heldOut, resources: Self.resources)
        #expect(tasks.count == 12)
        for task in tasks {
            let grader = ConstraintGrader(constraints: ConstraintSet(task.constraints), resources: Self.resources)
            #expect(grader.verdict(on: task.reply ?? "").scores.map(\.value) == [1, 1, 1, 1], "\(task.messages)")
        }
        #expect(ConstraintSuites.builtIn(count: 5, resources: Self.resources).items.count == 5)
    }

    /// IFBench's shipped sample output with the scores of the reference, where both are at hand with the language data.
    @Test(.enabled(if: SharedFiles.path("data/IFBench_sample_output.jsonl") != nil)) func publishedSampleScores() async throws {
        let prompts = try #require(SharedFiles.path("data/IFBench_test.jsonl"))
        let replies = try #require(SharedFiles.path("data/IFBench_sample_output.jsonl"))
        let data = try #require(SharedFiles.path("data/nltk_data"))
        let suite = try ConstraintSuites.benchmark(.ifbench, path: prompts, resources: TextResources.find(folders: [data]))
        let stored = try StoredResponses(path: replies)
        let result = try await Evaluator(generate: stored.answer).result(of: suite)
        let values = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.name, $0.value) })
        #expect(values["prompt strict"] == 76.0 / 300)
        #expect(values["prompt loose"] == 86.0 / 300)
        #expect(abs((values["instruction strict"] ?? 0) - 92.0 / 344) < 1e-12)
        #expect(abs((values["instruction loose"] ?? 0) - 107.0 / 344) < 1e-12)
    }
}
