public import Rollouts

/// What the model produced for one request.
public struct Completion: Sendable, Equatable {
    /// New token ids, the stop token included where one ended the completion.
    public var tokens: [Int]
    /// Log-probability of each token under the whole distribution at the sampling temperature (at temperature 1 where greedy).
    public var logProbabilities: [Float]
    public var finishReason: FinishReason

    public init(tokens: [Int], logProbabilities: [Float], finishReason: FinishReason) {
        self.tokens = tokens
        self.logProbabilities = logProbabilities
        self.finishReason = finishReason
    }
}

/// What happened to a request in one engine step. `ticket` is what `GenerationEngine.add` returned.
public enum GenerationEvent: Sendable, Equatable {
    case token(ticket: Int, token: Int, logProbability: Float)
    case finished(ticket: Int, Completion)
}
