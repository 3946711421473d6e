import Datasets
import Foundation
import Tokenization

/// GSM8K (grade-school mathematics) from its published JSONL, with the protocols of the lm-evaluation-harness.
///
/// `strict` reads the answer where the protocol asks for it, `flexible` takes the last number of the reply; both are always reported.
public enum GSM8KSuite {
    /// Which prompt and which strict pattern.
    public enum Variant: String, Sendable, CaseIterable {
        /// The reply is asked to reason and to end in `#### answer`.
        case instruct = "gsm8k"
        /// `Q: ... A: Let's think step by step.`; strict is "The answer is N." (task `gsm8k_cot_zeroshot`).
        case zeroShot = "gsm8k-cot"

        var note: String {
            switch self {
            case .instruct: return "zero-shot, `#### N`"
            case .zeroShot: return "lm-eval gsm8k_cot_zeroshot"
            }
        }

        var strictPattern: String {
            switch self {
            case .instruct: return "#### (\\-?[0-9\\.\\,]+)"
            case .zeroShot: return "The answer is (\\-?[0-9\\.\\,]+)."
            }
        }

        var maxNewTokens: Int { self == .instruct ? 1_536 : 1_024 }

        func prompt(_ question: String) -> String {
            switch self {
            case .instruct:
                return "\(question)\n\nReason step by step first. Then end your reply with a line that holds \"#### \" and the final "
                    + "answer as a number, and nothing else."
            case .zeroShot: return "Q: \(question)\nA: Let's think step by step."
            }
        }
    }

    private struct Row: Decodable {
        var question: String
        var answer: String
    }

    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line.
    public static func load(path: String, variant: Variant = .instruct) throws -> ItemSuite {
        let reader = try JSONLinesReader(path: path)
        var items: [EvaluationItem] = []
        while let line = try reader.next() {
            guard let row = try? JSONDecoder().decode(Row.self, from: Data(line.bytes)) else {
                throw EvaluationError.badRow(
                    path: path, line: line.number, reason: "expected an object with the texts \"question\" and \"answer\"")
            }
            items.append(
                EvaluationItem(
                    id: String(items.count), messages: [ChatMessage(role: "user", content: variant.prompt(row.question))],
                    grader: try GSM8KGrader(answer: row.answer, variant: variant)))
        }
        if items.isEmpty { throw EvaluationError.emptySuite(name: variant.rawValue, path: path) }
        return ItemSuite(
            name: variant.rawValue, variant: variant.note, metrics: GSM8KGrader.metrics, maxNewTokens: variant.maxNewTokens, items: items)
    }
}

/// Reads a number out of a reply in the strict and the flexible way and compares it with the reference solution's.
public struct GSM8KGrader: ReplyGrader {
    public static let metrics = ["flexible", "strict"]

    private let answer: String
    private let strict: Pattern
    private let flexible: Pattern
    private let matches: ExactMatch

    /// - Parameter answer: the reference solution, which ends in `#### N`.
    public init(answer: String, variant: GSM8KSuite.Variant) throws {
        self.answer = answer
        strict = try Pattern(variant.strictPattern)
        flexible = try Pattern("(-?[$0-9.,]{2,})|(-?[0-9]+)")
        matches = try ExactMatch(ignoring: [",", "\\$", "(?s).*#### ", "\\.$"])
    }

    public func verdict(on reply: String) -> Verdict {
        let text = reply.cut(at: ["Q:", "</s>", "<|im_end|>"])
        let stated = strict.findAll(in: text).first ?? invalidAnswer
        let found = flexible.findAll(in: text).last ?? invalidAnswer
        return Verdict(
            scores: [.init("flexible", matches(found, answer) ? 1 : 0), .init("strict", matches(stated, answer) ? 1 : 0)],
            extracted: found == invalidAnswer ? nil : found, extractionFailed: found == invalidAnswer)
    }
}
