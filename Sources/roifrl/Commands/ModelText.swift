import Datasets
import Foundation
import Tokenization

/// Text in and out of a model's folder, as far as the folder has a tokenizer.
struct ModelText {
    private let folder: URL
    private let tokenizer: Tokenizer?
    private let template: ChatTemplate?

    /// A folder without `tokenizer.json` still serves token ids.
    init(folder: URL) throws {
        self.folder = folder
        let exists = FileManager.default.fileExists(atPath: folder.appending(path: "tokenizer.json").path)
        tokenizer = exists ? try Tokenizer(folder: folder) : nil
        template = try tokenizer.flatMap { $0.configuration.chatTemplate == nil ? nil : try ChatTemplate(configuration: $0.configuration) }
    }

    /// Tokens to text with special tokens; nil without a tokenizer.
    var decode: (([Int]) -> String)? {
        tokenizer.map { tokenizer in { tokenizer.decode($0) } }
    }

    func promptTokens(of row: GenerateRow, thinking: Bool) throws -> [Int] {
        if let ids = row.promptIDs { return ids }
        guard let tokenizer else {
            throw GenerateRow.RowProblem(reason: "found text, expected prompt_ids: \(folder.path) has no tokenizer.json")
        }
        if let prompt = row.prompt { return tokenizer.encode(prompt, addSpecialTokens: true) }
        guard let template else {
            throw GenerateRow.RowProblem(reason: "messages: \(folder.path) has no chat template; expected prompt or prompt_ids")
        }
        let text = try template.render(row.messages ?? [], enableThinking: thinking, addGenerationPrompt: true)
        return tokenizer.encode(text)
    }

    /// A completion's text without special tokens, up to the first of the stop strings.
    func reply(_ tokens: [Int], cutAt stopStrings: [String]) -> String? {
        guard let tokenizer else { return nil }
        let text = tokenizer.decode(tokens, skipSpecialTokens: true)
        let cut = stopStrings.compactMap { text.range(of: $0)?.lowerBound }.min()
        return cut.map { String(text[..<$0]) } ?? text
    }
}
