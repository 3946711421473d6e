import Foundation
import Rollouts
import Tokenization

/// BIG-bench hard from its published JSON files, with the protocols of the lm-evaluation-harness.
///
/// Items weigh the same whatever their task. `flexible` reads the answer out of the reply by the task's own rule; what `strict` asks for
/// depends on the variant; both are always reported.
public enum BBHSuite {
    /// Which prompt, and which answer of a reply counts.
    public enum Variant: String, Sendable, CaseIterable {
        /// Task `bbh_zeroshot`: no hint to reason; strict compares the whole reply, flexible takes the first match.
        case zeroShot = "bbh"
        /// Task `bbh_cot_zeroshot`: "Let's think step by step."; strict wants "the answer is ...", flexible takes the last match.
        case chainOfThought = "bbh-cot"
        /// Task `bbh_cot_fewshot`: three worked examples, from the files `cot-prompts/TASK.txt` as published; strict is the headline.
        case fewShot = "bbh-fewshot"

        var note: String {
            switch self {
            case .zeroShot: return "lm-eval bbh_zeroshot"
            case .chainOfThought: return "lm-eval bbh_cot_zeroshot"
            case .fewShot: return "lm-eval bbh_cot_fewshot, 3 examples"
            }
        }

        var metrics: [String] { self == .fewShot ? ["strict", "flexible"] : ["flexible", "strict"] }
    }

    private struct File: Decodable {
        struct Example: Decodable {
            var input: String
            var target: String
        }
        var examples: [Example]
    }

    /// - Parameter path: a folder of `TASK.json` files, or one such file.
    /// - Throws: ``EvaluationError`` naming the file.
    public static func load(path: String, variant: Variant = .zeroShot) throws -> ItemSuite {
        let items = try files(at: path).flatMap { try self.items(of: $0, variant) }
        if items.isEmpty { throw EvaluationError.emptySuite(name: variant.rawValue, path: path) }
        return ItemSuite(
            name: variant.rawValue, variant: variant.note, metrics: variant.metrics, maxNewTokens: ItemSuite.paperTokens, items: items)
    }

    private static func files(at path: String) throws -> [URL] {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw EvaluationError.unreadable(path: path, reason: "no such file or folder")
        }
        if !isFolder.boolValue { return [url] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }.sorted()
        return names.map { url.appendingPathComponent($0) }
    }

    private static func items(of url: URL, _ variant: Variant) throws -> [EvaluationItem] {
        let name = url.deletingPathExtension().lastPathComponent
        guard let task = BBHTask(rawValue: name) else {
            throw EvaluationError.unreadable(path: url.path, reason: "\"\(name)\" is none of the 27 tasks of BIG-bench hard")
        }
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
        } catch {
            throw EvaluationError.unreadable(
                path: url.path, reason: "expected {\"examples\": [{\"input\", \"target\"}]}: \(error.localizedDescription)")
        }
        let examples = variant == .fewShot ? try workedExamples(beside: url) : ""
        return try file.examples.enumerated().map { index, example in
            EvaluationItem(
                id: "\(name)/\(index)", group: name, messages: messages(example.input, task, variant, examples),
                grader: try BBHGrader(task: task, input: example.input, target: example.target, variant: variant))
        }
    }

    private static func messages(_ input: String, _ task: BBHTask, _ variant: Variant, _ examples: String) -> [ChatMessage] {
        switch variant {
        case .zeroShot: return [.init(role: "system", content: task.description), .init(role: "user", content: "Q: \(input)\nA:")]
        case .chainOfThought:
            let question = "Q: \(input)\nA: Let's think step by step."
            return [.init(role: "system", content: task.description), .init(role: "user", content: question)]
        case .fewShot:
            return [.init(role: "user", content: "\(examples)\n\nQ: \(input)\nA: Let's think step by step.\n")]
        }
    }

    /// `cot-prompts/TASK.txt` in the file's folder or beside it, without the warning that stands before a line of dashes.
    private static func workedExamples(beside url: URL) throws -> String {
        let name = "cot-prompts/" + url.deletingPathExtension().lastPathComponent + ".txt"
        let folder = url.deletingLastPathComponent()
        let places = [folder, folder.deletingLastPathComponent()].map { $0.appendingPathComponent(name) }
        guard let text = places.lazy.compactMap({ try? String(contentsOf: $0, encoding: .utf8) }).first else {
            throw EvaluationError.unreadable(path: places[0].path, reason: "no such file; expected the published worked examples")
        }
        let lines = text.components(separatedBy: "\n")
        let start = lines.firstIndex { $0.hasPrefix("-----") }.map { $0 + 1 } ?? 0
        return lines[start...].joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Compares the answers that the two readings find in a reply with the target. A thinking section does not count as part of the reply.
public struct BBHGrader: ReplyGrader {
    private let target: String
    private let flexible: any AnswerExtraction
    /// nil: the whole reply.
    private let strict: (any AnswerExtraction)?
    private let stops: [String]
    private let matches: ExactMatch
    private let order: [String]

    public init(task: BBHTask, input: String, target: String, variant: BBHSuite.Variant = .zeroShot) throws {
        self.target = target
        order = variant.metrics
        flexible = try task.extraction(input: input, variant == .zeroShot ? .first : .last)
        let ignored = ["\\.$", ",", "\n", "\\\\", "\""]
        switch variant {
        case .zeroShot:
            (strict, stops) = (nil, ["</s>", "Q:", "<|im_end|>"])
            matches = try ExactMatch(ignoring: ignored)
        case .chainOfThought:
            strict = PatternMatch(try Pattern(Self.statement), .first)
            stops = ["</s>", "Q:", "<|im_end|>"]
            matches = try ExactMatch(ignoring: ignored)
        case .fewShot:
            strict = PatternMatch(try Pattern("(?<=the answer is )(.*)(?=.)"), .first)
            stops = ["</s>", "Q", "\n\n"]
            matches = try ExactMatch(ignoring: [], ignoringCase: false)
        }
    }

    /// "The answer is ..." in the spellings that the protocol knows; the last character, a full stop, is left out.
    private static let statement = ["The answer is ", "the answer is ", "The answer: ", "The final answer: "]
        .map { "(?<=\($0))(.*)(?=.)" }.joined(separator: "|")

    public func verdict(on reply: String) -> Verdict {
        let text = ThinkingSection.removed(from: reply).cut(at: stops)
        let found = flexible.answer(in: text)
        let stated = strict.map { $0.answer(in: text) ?? invalidAnswer } ?? text
        let scores = ["flexible": matches(found ?? invalidAnswer, target), "strict": matches(stated, target)]
        return Verdict(
            scores: order.map { .init($0, scores[$0] == true ? 1 : 0) }, extracted: found, extractionFailed: found == nil)
    }
}
