import Datasets
import Foundation
public import PythonSandbox
import Rollouts
import Tokenization

/// MATH-500 (competition mathematics) from its published file: rows with `problem` and `answer`, or a `solution` with a `\boxed{}`.
///
/// Answers are compared by math-verify. `flexible`, the headline, lets it read the whole reply; `strict` wants the answer where the
/// prompt asks for it.
///
/// Where other harnesses ask a language model whether two answers are equal, nothing is asked of anybody here.
public enum Math500Suite {
    /// Where the reply is asked to put its answer.
    public enum Variant: String, Sendable, CaseIterable {
        /// On a last line `Answer: ...`, as NeMo Evaluator's `math_test_500`.
        case answerLine = "math500"
        /// In `\boxed{}`, as most training prompts ask.
        case boxed = "math500-boxed"

        var note: String { self == .answerLine ? "zero-shot, `Answer: X`, math-verify" : "zero-shot, `\\boxed{X}`, math-verify" }

        func prompt(_ problem: String) -> String {
            switch self {
            case .answerLine:
                return "Solve this problem step by step. End your reply with one line of the form \"Answer: X\", without quotes, where X "
                    + "is the solution.\n\n\(problem)\n\nThe last line is \"Answer: \" and the solution; a \\boxed is not needed."
            case .boxed: return "\(problem)\n\nReason step by step and put the final answer in \\boxed{}."
            }
        }
    }

    private struct Row: Decodable {
        var problem: String
        var answer: TextOrNumber?
        var solution: String?
        var subject: String?
        var uniqueId: String?
    }

    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line.
    public static func load(path: String, variant: Variant = .answerLine, equivalence: MathEquivalence) throws -> ItemSuite {
        let expected = "an object with the texts \"problem\" and \"answer\""
        let lines = try BenchmarkRows.lines(path: path, benchmark: variant.rawValue)
        let rows = try BenchmarkRows.decode(Row.self, lines, path: path, expected: expected)
        let items = try rows.enumerated().map { index, row in
            guard let answer = row.answer?.text ?? row.solution.flatMap(BoxedAnswer.last) else {
                throw EvaluationError.badRow(path: path, line: lines[index].number, reason: "expected \(expected)")
            }
            return EvaluationItem(
                id: row.uniqueId ?? String(index), group: row.subject,
                messages: [ChatMessage(role: "user", content: variant.prompt(row.problem))],
                grader: try MathGrader(answer: answer, variant: variant, equivalence: equivalence))
        }
        return ItemSuite(
            name: variant.rawValue, variant: variant.note, metrics: MathGrader.metrics, maxNewTokens: ItemSuite.paperTokens, items: items)
    }
}

/// Compares a reply's answer with the known one by math-verify. A thinking section does not count as part of the reply.
public struct MathGrader: ReplyGrader {
    public static let metrics = ["flexible", "strict"]

    private let answer: String
    private let variant: Math500Suite.Variant
    private let line: Pattern
    private let equivalence: MathEquivalence

    /// - Parameter answer: LaTeX without dollar signs, or a number.
    public init(answer: String, variant: Math500Suite.Variant, equivalence: MathEquivalence) throws {
        self.answer = answer
        self.variant = variant
        self.equivalence = equivalence
        line = try Pattern("(?i)Answer\\s*:\\s*([^\\n]+)")
    }

    public func verdict(on reply: String) -> Verdict {
        let text = ThinkingSection.removed(from: reply)
        let stated = statement(in: text)
        let texts = text.contains { !$0.isWhitespace } ? [text] + (stated.map { [Self.marked($0)] } ?? []) : []
        let outcomes = equivalence.outcomes(of: texts.map { MathCase(answer: answer, reply: $0) })
        let flexible = outcomes.first
        let strict = outcomes.dropFirst().first
        var note: String?
        if case .undecided(let reason)? = flexible { note = reason }
        return Verdict(
            scores: [.init("flexible", flexible?.isEqual == true ? 1 : 0), .init("strict", strict?.isEqual == true ? 1 : 0)],
            extracted: flexible?.extracted ?? stated, extractionFailed: flexible?.extracted == nil && stated == nil, note: note)
    }

    private func statement(in text: String) -> String? {
        switch variant {
        case .answerLine: return line.findAll(in: text).first
        case .boxed: return BoxedAnswer.last(in: text)
        }
    }

    /// A bare expression as LaTeX, so that it is read as what it is and not searched for numbers.
    private static func marked(_ statement: String) -> String {
        var bare = statement.replacingOccurrences(of: "**", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
        if bare.hasSuffix(".") { bare.removeLast() }
        let isMarked = bare.contains("$") || bare.contains("\\boxed") || bare.contains("\\(") || bare.contains("\\[")
        return isMarked ? bare : "\\boxed{\(bare)}"
    }
}

/// `\boxed{...}` in LaTeX.
enum BoxedAnswer {
    /// The content of the last complete one.
    static func last(in text: String) -> String? {
        guard let start = text.range(of: "\\boxed{", options: .backwards) else { return nil }
        var depth = 1
        var content = ""
        for character in text[start.upperBound...] {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth == 0 { return content }
            content.append(character)
        }
        return nil
    }
}
