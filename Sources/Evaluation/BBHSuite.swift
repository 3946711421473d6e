import Foundation
import Tokenization

/// BIG-bench hard from its published JSON files, with the lm-evaluation-harness's `bbh_zeroshot` protocol.
///
/// System message: the task's description; user message: `Q: ... A:`, without a hint to reason. `strict` compares the whole reply,
/// `flexible`, the headline, reads the answer out of it by the task's own rule; items weigh the same whatever their task.
public enum BBHSuite {
    private struct File: Decodable {
        struct Example: Decodable {
            var input: String
            var target: String
        }
        var examples: [Example]
    }

    /// - Parameter path: a folder of `TASK.json` files, or one such file.
    /// - Throws: ``EvaluationError`` naming the file.
    public static func load(path: String) throws -> ItemSuite {
        let items = try files(at: path).flatMap { try self.items(of: $0) }
        if items.isEmpty { throw EvaluationError.emptySuite(name: "bbh", path: path) }
        return ItemSuite(
            name: "bbh", variant: "lm-eval bbh_zeroshot", metrics: BBHGrader.metrics, maxNewTokens: 1_024, items: items)
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

    private static func items(of url: URL) throws -> [EvaluationItem] {
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
        return try file.examples.enumerated().map { index, example in
            EvaluationItem(
                id: "\(name)/\(index)", group: name,
                messages: [
                    ChatMessage(role: "system", content: task.description),
                    ChatMessage(role: "user", content: "Q: \(example.input)\nA:"),
                ],
                grader: try BBHGrader(task: task, input: example.input, target: example.target))
        }
    }
}

/// Compares the whole reply (`strict`) and the answer read out of it (`flexible`) with the target.
public struct BBHGrader: ReplyGrader {
    public static let metrics = ["flexible", "strict"]

    private let target: String
    private let extraction: any AnswerExtraction
    private let matches: ExactMatch

    public init(task: BBHTask, input: String, target: String) throws {
        self.target = target
        extraction = try task.extraction(input: input)
        matches = try ExactMatch(ignoring: ["\\.$", ",", "\n", "\\\\", "\""])
    }

    public func verdict(on reply: String) -> Verdict {
        let text = reply.cut(at: ["</s>", "Q:", "<|im_end|>"])
        let answer = extraction.answer(in: text)
        return Verdict(
            scores: [
                .init("flexible", matches(answer ?? invalidAnswer, target) ? 1 : 0), .init("strict", matches(text, target) ? 1 : 0),
            ],
            extracted: answer, extractionFailed: answer == nil)
    }
}
