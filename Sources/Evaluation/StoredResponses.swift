import Datasets
import Foundation

/// Replies made elsewhere, to be graded here: rows `{"prompt", "response"}` or `{"id", "response"}`.
///
/// A reply finds its item by the id, else by the prompt's text, else by the text without surrounding white space. Items without a
/// reply are unanswered.
public struct StoredResponses: Sendable {
    private var byKey: [String: String] = [:]
    private var byPrompt: [String: String] = [:]

    private struct Row: Decodable {
        var id: TextOrNumber?
        var key: TextOrNumber?
        var prompt: String?
        var response: String?
    }

    /// - Throws: ``EvaluationError/badRow(path:line:reason:)``.
    public init(path: String) throws {
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            guard let row = try? JSONDecoder().decode(Row.self, from: Data(line.bytes)),
                row.id != nil || row.key != nil || row.prompt != nil
            else {
                throw EvaluationError.badRow(
                    path: path, line: line.number, reason: "expected an object with \"response\" and \"prompt\" or \"id\"")
            }
            let response = row.response ?? ""
            if let key = row.id ?? row.key { byKey[key.text] = response }
            if let prompt = row.prompt {
                byPrompt[prompt] = response
                byPrompt[Self.trimmed(prompt)] = response
            }
        }
    }

    /// Gives every question its reply; what has none is unanswered.
    public func answer(
        _ questions: [EvaluationQuestion], maxNewTokens: Int, onReply: @escaping @Sendable (Int, EvaluationReply) -> Void
    ) {
        for (index, question) in questions.enumerated() {
            onReply(index, text(for: question.item).map { EvaluationReply(text: $0) } ?? .none("no stored reply"))
        }
    }

    private func text(for item: EvaluationItem) -> String? {
        byPrompt[item.promptText] ?? byPrompt[Self.trimmed(item.promptText)] ?? byKey[item.id]
    }

    private static func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
