/// What a run may ask of an endpoint. Checked before every request, so it is overdrawn by what is under way at most.
public struct EndpointBudget: Sendable, Equatable {
    /// Most requests that reach the service; nil sets no limit.
    public var requests: Int?
    /// Most tokens, prompts and completions together.
    public var tokens: Int?
    /// Most money, in the currency of `price`.
    public var cost: Double?
    /// What tokens cost; nothing by default.
    public var price: TokenPrice

    public init(requests: Int? = nil, tokens: Int? = nil, cost: Double? = nil, price: TokenPrice = TokenPrice()) {
        self.requests = requests
        self.tokens = tokens
        self.cost = cost
        self.price = price
    }

    /// - Throws: ``EndpointError/budgetSpent(_:)``.
    func check(requests sent: Int, usage: TokenUsage) throws {
        if let requests, sent >= requests { throw EndpointError.budgetSpent("\(requests) requests") }
        if let tokens, usage.prompt + usage.completion >= tokens { throw EndpointError.budgetSpent("\(tokens) tokens") }
        if let cost, price.cost(of: usage) >= cost { throw EndpointError.budgetSpent("a cost of \(cost)") }
    }
}

/// What a million tokens cost, in whatever currency the service takes.
public struct TokenPrice: Sendable, Equatable {
    public var prompt: Double
    public var completion: Double

    public init(prompt: Double = 0, completion: Double = 0) {
        self.prompt = prompt
        self.completion = completion
    }

    /// What tokens cost together.
    public func cost(of usage: TokenUsage) -> Double {
        (Double(usage.prompt) * prompt + Double(usage.completion) * completion) / 1e6
    }
}
