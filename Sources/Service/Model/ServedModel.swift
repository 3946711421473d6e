public import Tokenization

/// A model's name, words and limits, as the service needs them to speak with clients; the engine computes.
public struct ServedModel: Sendable {
    /// What clients call it.
    public var name: String
    /// Text to tokens and back.
    public var tokenizer: Tokenizer
    /// How conversations are written; nil where the model knows none.
    public var template: ChatTemplate?
    /// The tokens that end a reply.
    public var stopTokens: Set<Int>
    /// The most tokens of prompt and completion together.
    public var contextLength: Int
    /// What the chat template is told about thinking where a request does not say; nil leaves it to the template.
    public var thinking: Bool?

    /// - Parameter stopTokens: the model's end tokens; the tokenizer's own end token is always among them.
    public init(
        name: String, tokenizer: Tokenizer, template: ChatTemplate?, stopTokens: Set<Int>, contextLength: Int, thinking: Bool? = nil
    ) {
        self.name = name
        self.tokenizer = tokenizer
        self.template = template
        self.stopTokens = stopTokens.union(tokenizer.endOfSequence.map { [$0] } ?? [])
        self.contextLength = contextLength
        self.thinking = thinking
    }
}
