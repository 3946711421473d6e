import Foundation
import Rollouts
import Tokenization

/// GSM8K (grade-school mathematics) from its published file, with the protocols of the lm-evaluation-harness.
///
/// `strict` reads the answer where the protocol asks for it, `flexible` takes the last number of the reply; both are always reported.
public enum GSM8KSuite {
    /// Which prompt and which strict pattern.
    public enum Variant: String, Sendable, CaseIterable {
        /// The reply is asked to reason and to end in `#### answer`.
        case instruct = "gsm8k"
        /// `Q: ... A: Let's think step by step.`; strict is "The answer is N." (task `gsm8k_cot_zeroshot`).
        case zeroShot = "gsm8k-cot"
        /// `Question: ... Answer:` behind five solved questions, the first of the training file beside it (task `gsm8k`).
        case fewShot = "gsm8k-5shot"

        var note: String {
            switch self {
            case .instruct: return "zero-shot, `#### N`"
            case .zeroShot: return "lm-eval gsm8k_cot_zeroshot"
            case .fewShot: return "lm-eval gsm8k, first 5 training rows"
            }
        }

        var strictPattern: String {
            self == .zeroShot ? "The answer is (\\-?[0-9\\.\\,]+)." : "#### (\\-?[0-9\\.\\,]+)"
        }

        var stops: [String] { [self == .fewShot ? "Question:" : "Q:", "</s>", "<|im_end|>"] }

        func prompt(_ question: String) -> String {
            switch self {
            case .instruct:
                return "\(question)\n\nReason step by step first. Then end your reply with a line that holds \"#### \" and the final "
                    + "answer as a number, and nothing else."
            case .zeroShot: return "Q: \(question)\nA: Let's think step by step."
            case .fewShot: return "Question: \(question)\nAnswer:"
            }
        }
    }

    private struct Row: Decodable {
        var question: String
        var answer: String
    }

    private static let expected = "an object with the texts \"question\" and \"answer\""

    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line.
    public static func load(path: String, variant: Variant = .instruct) throws -> ItemSuite {
        let rows = try BenchmarkRows.read(Row.self, path: path, benchmark: variant.rawValue, expected: expected)
        let examples = variant == .fewShot ? try solved(beside: path) : ""
        let items = try rows.enumerated().map { index, row in
            EvaluationItem(
                id: String(index), messages: [ChatMessage(role: "user", content: examples + variant.prompt(row.question))],
                grader: try GSM8KGrader(answer: row.answer, variant: variant))
        }
        return ItemSuite(
            name: variant.rawValue, variant: variant.note, metrics: GSM8KGrader.metrics, maxNewTokens: ItemSuite.paperTokens, items: items)
    }

    /// Five training rows with their solutions, from the file whose name says train where the test file's says test.
    private static func solved(beside path: String) throws -> String {
        let file = URL(fileURLWithPath: path)
        let name = file.lastPathComponent.replacingOccurrences(of: "test", with: "train")
        let training = file.deletingLastPathComponent().appendingPathComponent(name).path
        guard training != file.path, FileManager.default.fileExists(atPath: training) else {
            throw EvaluationError.unreadable(path: training, reason: "no such file; gsm8k-5shot takes its examples from the training rows")
        }
        let rows = try BenchmarkRows.read(Row.self, path: training, benchmark: Variant.fewShot.rawValue, expected: expected)
        return rows.prefix(5).map { "\(Variant.fewShot.prompt($0.question)) \($0.answer)\n\n" }.joined()
    }
}

/// Reads a number out of a reply in the strict and the flexible way and compares it with the reference solution's. A thinking section does
/// not count as part of the reply.
public struct GSM8KGrader: ReplyGrader {
    public static let metrics = ["flexible", "strict"]

    private let answer: String
    private let strict: Pattern
    private let flexible: Pattern
    private let matches: ExactMatch
    private let stops: [String]

    /// - Parameter answer: the reference solution, which ends in `#### N`.
    public init(answer: String, variant: GSM8KSuite.Variant) throws {
        self.answer = answer
        strict = try Pattern(variant.strictPattern)
        flexible = try Pattern("(-?[$0-9.,]{2,})|(-?[0-9]+)")
        matches = try ExactMatch(ignoring: [",", "\\$", "(?s).*#### ", "\\.$"])
        stops = variant.stops
    }

    public func verdict(on reply: String) -> Verdict {
        let text = ThinkingSection.removed(from: reply).cut(at: stops)
        let stated = strict.findAll(in: text).first ?? invalidAnswer
        let found = flexible.findAll(in: text).last ?? invalidAnswer
        return Verdict(
            scores: [.init("flexible", matches(found, answer) ? 1 : 0), .init("strict", matches(stated, answer) ? 1 : 0)],
            extracted: found == invalidAnswer ? nil : found, extractionFailed: found == invalidAnswer)
    }
}
