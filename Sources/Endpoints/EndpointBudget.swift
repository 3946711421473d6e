/// What a run may ask of an endpoint. Checked before every request, so it is overdrawn by what is under way at most.
public struct EndpointBudget: Sendable, Equatable {
    /// Most requests that reach the service; nil sets no limit.
    public var requests: Int?
    /// Most tokens, prompts and completions together.
    public var tokens: Int?

    public init(requests: Int? = nil, tokens: Int? = nil) {
        self.requests = requests
        self.tokens = tokens
    }

    /// - Throws: ``EndpointError/budgetSpent(_:)``.
    func check(requests sent: Int, usage: TokenUsage) throws {
        if let requests, sent >= requests { throw EndpointError.budgetSpent("\(requests) requests") }
        if let tokens, usage.prompt + usage.completion >= tokens { throw EndpointError.budgetSpent("\(tokens) tokens") }
    }
}
