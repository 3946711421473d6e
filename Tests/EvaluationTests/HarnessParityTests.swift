import Evaluation
import Foundation
import Testing

/// The graders of GSM8K and BIG-bench hard against the lm-evaluation-harness (`Tests/Fixtures/benchmark_extraction.py`).
@Suite struct HarnessParityTests {
    private struct Case: Decodable {
        var task: String
        /// nil is `bbh` or, for GSM8K, the task itself.
        var variant: String?
        var input: String
        var target: String
        var reply: String
        var answer: String
        var flexible: Bool
        var strict: Bool
    }

    @Test func everyVerdictIsTheHarnesses() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let cases = try JSONDecoder().decode(
            [Case].self, from: Data(contentsOf: tests.appending(path: "Fixtures/benchmark_extraction.json")))
        #expect(cases.count == 424)
        for row in cases {
            let verdict = try grader(row).verdict(on: row.reply)
            let expected: [Verdict.Score] = [.init("flexible", row.flexible ? 1 : 0), .init("strict", row.strict ? 1 : 0)]
            #expect(verdict.scores == expected, "\(row.task): \(row.reply)")
            let answer = row.answer == "[invalid]" || (row.task == "word_sorting" && row.answer.isEmpty) ? nil : row.answer
            #expect(verdict.extracted == answer, "\(row.task): \(row.reply)")
            #expect(verdict.extractionFailed == (answer == nil))
        }
    }

    private func grader(_ row: Case) throws -> any ReplyGrader {
        if let variant = GSM8KSuite.Variant(rawValue: row.task) { return try GSM8KGrader(answer: row.target, variant: variant) }
        let variant = try #require(BBHSuite.Variant(rawValue: row.variant ?? "bbh"))
        return try BBHGrader(
            task: try #require(BBHTask(rawValue: row.task)), input: row.input, target: row.target, variant: variant)
    }

    @Test(arguments: [
        ("I count fourteen of them", "14"), ("one hundred and twenty three", "123"), ("two thousand five", "2005"), ("many", nil),
    ])
    func numbersWrittenOut(reply: String, answer: String?) throws {
        let verdict = try BBHGrader(task: .objectCounting, input: "", target: answer ?? "0").verdict(on: reply)
        #expect(verdict.extracted == answer)
        #expect(verdict.scores[0] == .init("flexible", answer == nil ? 0 : 1))
    }
}
