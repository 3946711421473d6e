import Evaluation
import Foundation
import Rollouts
import SequentialExecution
import Testing
import Tokenization

@Suite struct EvaluatorTests {
    /// Right where the reply is the expected text; two instructions where it holds a bar.
    private struct EchoGrader: ReplyGrader {
        var expected: String

        func verdict(on reply: String) -> Verdict {
            Verdict(
                scores: [.init("exact", reply == expected ? 1 : 0), .init("share", reply.hasPrefix("half") ? 0.5 : 1, weight: 2)],
                extracted: reply.isEmpty ? nil : reply, extractionFailed: reply.isEmpty)
        }
    }

    private let suite = ItemSuite(
        name: "echo", variant: "test", metrics: ["exact", "share"], maxNewTokens: 7,
        items: ["a", "b", "c", "d"].enumerated().map { index, text in
            EvaluationItem(
                id: String(index), group: index < 3 ? "easy" : "hard", messages: [ChatMessage(role: "user", content: "say \(text)")],
                grader: EchoGrader(expected: text))
        })

    @Test func scoresRatesAndGroups() async throws {
        let replies: [EvaluationReply] = [
            .init(text: "a", tokens: 1, finishReason: .stop), .init(text: "half", tokens: 7, finishReason: .length),
            .init(text: "c", tokens: 1, finishReason: .stop), .init(text: "", tokens: 3, finishReason: .stop),
        ]
        let evaluator = Evaluator { questions, maxNewTokens, onReply in
            #expect(questions.map(\.item.promptText) == ["say a", "say b", "say c", "say d"])
            #expect(maxNewTokens == 7)
            // In any order.
            for index in questions.indices.reversed() { onReply(index, replies[index]) }
        }
        let result = try await evaluator.result(of: suite)
        #expect(result.metrics.map(\.value) == [0.5, 0.875])
        #expect(result.metrics.map(\.method) == ["wilson", "bootstrap"])
        #expect(result.metrics[0].interval == .wilson(successes: 2, trials: 4))
        #expect(result.meanTokens == 3)
        #expect(result.truncationRate == 0.25)
        #expect(result.extractionFailureRate == 0.25)
        #expect(result.groups.map(\.name) == ["easy", "hard"])
        #expect(result.groups.map(\.items) == [3, 1])
        #expect(result.groups[1].metrics[0].value == 0)
        #expect(result.items.map(\.reply) == replies)
    }

    @Test func aGeneratorThatLosesRepliesIsAnError() async {
        let evaluator = Evaluator { _, _, _ in }
        await #expect(throws: EvaluationError.replyCount(suite: "echo", found: 0, expected: 4)) { try await evaluator.result(of: suite) }
    }

    @Test func limitKeepsTheSpread() {
        #expect(suite.limited(to: 2).items.map(\.id) == ["0", "2"])
        #expect(suite.limited(to: 9).items.count == 4)
        #expect(suite.limited(to: nil).items.count == 4)
        #expect(suite.limited(to: 0).items.isEmpty)
    }

    @Test func reportSurvivesJSONAndPrints() async throws {
        let evaluator = Evaluator { questions, _, onReply in
            for (index, question) in questions.enumerated() { onReply(index, .init(text: String(question.item.promptText.suffix(1)))) }
        }
        let report = EvaluationReport(model: "m", results: [try await evaluator.result(of: suite)])
        #expect(try EvaluationReport(json: report.json) == report)
        let rows = report.markdown.split(separator: "\n")
        #expect(rows.count == 4)
        #expect(rows[2].hasPrefix("| echo | test | 4 | exact | 100.0 | 51.0 to 100.0 |"))
        #expect(report.groupsMarkdown == "| echo | items | exact % |\n|---|--:|--:|\n| easy | 3 | 100.0 |\n| hard | 1 | 100.0 |\n")
    }

    @Test func sequentialRepliesAreGradedByPart() {
        let grader = SequentialGrader(answer: SequentialAnswer(output: .integer(3), statistics: .dictionary([.init("swaps", .integer(2))])))
        let right = grader.verdict(on: "Output: 3\nStatistics: {\"swaps\": 2}")
        #expect(right.scores.map(\.value) == [1, 1, 1])
        #expect(right.extracted == "3")
        let half = grader.verdict(on: "Output: 3\nStatistics: {\"swaps\": 1}")
        #expect(half.scores.map(\.value) == [0, 1, 0])
        let none = grader.verdict(on: "I do not know.")
        #expect(none.extractionFailed && none.scores.map(\.value) == [0, 0, 0])
    }
}
