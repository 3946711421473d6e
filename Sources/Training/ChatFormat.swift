public import Tokenization

/// A model's way of writing a conversation as tokens, and which tokens end a reply.
public struct ChatFormat: Sendable {
    public let tokenizer: Tokenizer
    public let template: ChatTemplate
    public let stopTokens: Set<Int>

    /// - Parameter stopTokens: the model's end tokens; the tokenizer's own end token is always among them.
    public init(tokenizer: Tokenizer, template: ChatTemplate, stopTokens: Set<Int>) {
        self.tokenizer = tokenizer
        self.template = template
        self.stopTokens = stopTokens.union(tokenizer.endOfSequence.map { [$0] } ?? [])
    }

    /// The tokens that a reply continues.
    public func promptTokens(_ messages: [ChatMessage], enableThinking: Bool = false) throws -> [Int] {
        tokenizer.encode(try template.render(messages, enableThinking: enableThinking, addGenerationPrompt: true))
    }

    /// The reply's text without its end token.
    public func text(of tokens: [Int]) -> String {
        tokenizer.decode(tokens, skipSpecialTokens: true)
    }
}
