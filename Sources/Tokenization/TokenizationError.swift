/// What can be wrong with tokenizer files, templates and training input. Every message is one line.
public enum TokenizationError: Error, Equatable, Sendable {
    /// The text is not JSON.
    case malformedJSON(file: String, line: Int, message: String)
    /// A key is absent.
    case missingKey(file: String, key: String)
    /// A key holds something else than expected.
    case wrongValue(file: String, key: String, found: String, expected: String)
    /// A part of the tokenizer is of a kind this library does not implement.
    case unsupported(file: String, key: String, found: String, supported: String)
    /// A merge names a token that the vocabulary lacks.
    case mergeOutOfVocabulary(file: String, index: Int, token: String)
    /// No merge makes a token of the vocabulary.
    case missingMerge(file: String, token: String)
    /// The tokenizer configuration has no chat template.
    case missingChatTemplate(file: String)
    /// The chat template cannot be read.
    case templateSyntax(line: Int, message: String)
    /// The chat template failed on these messages, or raised an exception of its own.
    case templateEvaluation(line: Int, message: String)
    /// A vocabulary size that the trainer cannot reach.
    case vocabularySize(found: Int, minimum: Int)
}

extension TokenizationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformedJSON(let file, let line, let message): "\(file), line \(line): \(message)"
        case .missingKey(let file, let key): "\(file): missing key '\(key)'"
        case .wrongValue(let file, let key, let found, let expected): "\(file): '\(key)' is \(found), expected \(expected)"
        case .unsupported(let file, let key, let found, let supported):
            "\(file): '\(key)' is \(found), which is not supported; supported: \(supported)"
        case .mergeOutOfVocabulary(let file, let index, let token):
            "\(file): 'model.merges[\(index)]' needs the token '\(token)', which is not in the vocabulary"
        case .missingMerge(let file, let token):
            "\(file): 'model.merges' has no merge that makes the token '\(token)' of the vocabulary"
        case .missingChatTemplate(let file): "\(file): missing key 'chat_template'; this tokenizer has no chat format"
        case .templateSyntax(let line, let message): "chat template, line \(line): \(message)"
        case .templateEvaluation(let line, let message): "chat template, line \(line): \(message)"
        case .vocabularySize(let found, let minimum):
            "vocabulary size \(found) is too small: 256 bytes and the special tokens need at least \(minimum)"
        }
    }
}

extension TokenizationError {
    /// The same error with its file's whole path.
    public func located(in folder: String) -> TokenizationError {
        switch self {
        case .malformedJSON(let file, let line, let message): .malformedJSON(file: "\(folder)/\(file)", line: line, message: message)
        case .missingKey(let file, let key): .missingKey(file: "\(folder)/\(file)", key: key)
        case .wrongValue(let file, let key, let found, let expected):
            .wrongValue(file: "\(folder)/\(file)", key: key, found: found, expected: expected)
        case .unsupported(let file, let key, let found, let supported):
            .unsupported(file: "\(folder)/\(file)", key: key, found: found, supported: supported)
        case .mergeOutOfVocabulary(let file, let index, let token):
            .mergeOutOfVocabulary(file: "\(folder)/\(file)", index: index, token: token)
        case .missingMerge(let file, let token): .missingMerge(file: "\(folder)/\(file)", token: token)
        case .missingChatTemplate(let file): .missingChatTemplate(file: "\(folder)/\(file)")
        case .templateSyntax, .templateEvaluation, .vocabularySize: self
        }
    }
}
