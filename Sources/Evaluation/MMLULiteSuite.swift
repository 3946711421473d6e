import Datasets
import Foundation
import Rollouts
import Tokenization

/// Global-MMLU-Lite: four-way multiple choice, from its published file (`question`, `option_a` to `option_d`, `answer`).
///
/// The protocol is that of simple-evals: a zero-shot prompt that asks to reason and to end in `Answer: LETTER`. `strict`, the headline,
/// is the first such statement; `flexible` reads boxes, parentheses and lone letters too. `strict macro` is the mean over the subject
/// categories.
public enum MMLULiteSuite {
    private struct Row: Decodable {
        var sampleId: String?
        var question: String
        var optionA: String
        var optionB: String
        var optionC: String
        var optionD: String
        var answer: String
        var subject: String?
        var subjectCategory: String?

        var options: [String] { [optionA, optionB, optionC, optionD] }
        var category: String? { subjectCategory ?? subject }
    }

    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line.
    public static func load(path: String) throws -> ItemSuite {
        let lines = try BenchmarkRows.lines(path: path, benchmark: "mmlu-lite")
        let rows = try BenchmarkRows.decode(
            Row.self, lines, path: path,
            expected: "an object with the texts \"question\", \"option_a\" to \"option_d\" and \"answer\"")
        let sizes = Dictionary(grouping: rows, by: \.category).mapValues(\.count)
        let items = try rows.enumerated().map { index, row in
            guard ["A", "B", "C", "D"].contains(row.answer) else {
                let reason = "answer: found \"\(row.answer)\", expected A, B, C or D"
                throw EvaluationError.badRow(path: path, line: lines[index].number, reason: reason)
            }
            return EvaluationItem(
                id: row.sampleId ?? String(index), group: row.category,
                messages: [ChatMessage(role: "user", content: prompt(row.question, row.options))],
                grader: try ChoiceGrader(answer: row.answer, categorySize: sizes[row.category] ?? 1))
        }
        return ItemSuite(
            name: "mmlu-lite", variant: "zero-shot, `Answer: LETTER`", metrics: ChoiceGrader.metrics, maxNewTokens: ItemSuite.paperTokens,
            items: items)
    }

    private static func prompt(_ question: String, _ options: [String]) -> String {
        let listed = zip("ABCD", options).map { "\($0)) \($1)" }.joined(separator: "\n")
        return "This is a question with four options, one of which is right. Think step by step first. The last line of your reply must "
            + "be \"Answer: LETTER\", without quotes, LETTER being A, B, C or D.\n\n\(question)\n\n\(listed)"
    }
}

/// Compares the letter that a reply chooses with the right one. A thinking section does not count as part of the reply.
public struct ChoiceGrader: ReplyGrader {
    public static let metrics = ["strict", "flexible", "strict macro"]

    private let answer: String
    private let weight: Double
    private let strict: Pattern
    private let flexible: [Pattern]

    /// - Parameters:
    ///   - answer: A, B, C or D.
    ///   - categorySize: how many items share the item's category, for the mean over categories.
    public init(answer: String, categorySize: Int = 1) throws {
        self.answer = answer
        weight = 1 / Double(max(categorySize, 1))
        strict = try Pattern("(?i)Answer[ \\t]*:[ \\t]*([A-D0-9])")
        // The most explicit statement that there is decides, the last of its kind.
        flexible = try [
            "\\\\boxed\\{(?:\\\\text\\{)?\\(?([A-D])\\)?\\}",
            "(?m)(?i:answer(?:\\s+is)?)[\\s:*$\\\\(\\[{\"]*([A-D](?![A-Za-z'])|[a-d](?=[\\s.)*]*$))",
            "(?i:option|choice)\\s+\\(?([A-D])(?![A-Za-z'])", "\\(([A-D])\\)", "(?m)^[\\s*]*([A-D])(?:[.):*][^\\n]*)?$",
        ].map { try Pattern($0) }
    }

    public func verdict(on reply: String) -> Verdict {
        let text = Self.ascii(ThinkingSection.removed(from: reply))
        let stated = strict.findAll(in: Self.plain(text)).first
        let found = flexible.lazy.compactMap { $0.findAll(in: text).last }.first?.uppercased()
        let right = stated == answer ? 1.0 : 0
        return Verdict(
            scores: [.init("strict", right), .init("flexible", found == answer ? 1 : 0), .init("strict macro", right, weight: weight)],
            extracted: stated ?? found, extractionFailed: stated == nil && found == nil)
    }

    /// The reply without the markup that the protocol looks through.
    private static func plain(_ text: String) -> String {
        let marks = [
            "**", "$\\boxed{", "}$", "\\$", "$\\text{", "$", "\\mathrm{", "\\{", "\\text", "\\(", "\\mathbf{", "{", "\\boxed",
        ]
        return marks.reduce(text) { $0.replacingOccurrences(of: $1, with: "") }
    }

    /// The reply with the full-width letters of the options as plain ones.
    private static func ascii(_ text: String) -> String {
        zip(["\u{FF21}", "\u{FF22}", "\u{FF23}", "\u{FF24}"], ["A", "B", "C", "D"]).reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }
}
