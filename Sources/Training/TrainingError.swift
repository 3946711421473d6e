public import Foundation

/// What stops a training run.
public enum TrainingError: Error, Equatable, LocalizedError {
    /// A source has intervals but a prompt has no complexity score.
    case missingComplexity(source: String, prompt: String)
    /// A source without a single prompt.
    case emptySource(name: String, path: String)
    /// No supervised example is short enough.
    case noExamples(longest: Int)
    /// A supervised example without a reply, or a tokenizer without an end token.
    case noReply
    /// A supervised run continues with other examples than it began with.
    case changedExamples(found: Int, expected: Int)
    /// A checkpoint lacks a part, or holds one that cannot be read.
    case badCheckpoint(path: String, reason: String)
    /// A prompt and its completion would not fit the model's context.
    case promptTooLong(source: String, prompt: String, tokens: Int, limit: Int)

    public var errorDescription: String? {
        switch self {
        case .missingComplexity(let source, let prompt):
            "source \(source), prompt \(prompt): has no complexity score, but the source has intervals"
        case .emptySource(let name, let path): "source \(name): \(path) holds no prompt, expected at least one"
        case .noExamples(let longest): "no example of at most \(longest) tokens"
        case .noReply: "a supervised example must end in a message of role assistant, and the tokenizer must name its eos_token"
        case .changedExamples(let found, let expected):
            "the sources give \(found) examples that are short enough, expected \(expected) as when the run began"
        case .badCheckpoint(let path, let reason): "\(path): \(reason)"
        case .promptTooLong(let source, let prompt, let tokens, let limit):
            "source \(source), prompt \(prompt): found \(tokens) tokens, expected at most \(limit)"
        }
    }
}
