public import Tokenization

/// One training or evaluation item: what the model reads and how its reply is judged.
public struct Prompt: Sendable {
    /// Stable within its source: a row's own id, or file and line.
    public var id: String
    /// The source's name in the configuration, such as `ca` or `se`.
    public var source: String
    public var messages: [ChatMessage]
    /// The complexity score that the interval ladder sorts by; nil where the source has none.
    public var complexity: Double?
    public var verifier: any Verifier

    public init(id: String, source: String, messages: [ChatMessage], complexity: Double? = nil, verifier: any Verifier) {
        self.id = id
        self.source = source
        self.messages = messages
        self.complexity = complexity
        self.verifier = verifier
    }
}
