/// What the objective knows of one completion before the policy has seen it.
public struct CompletionSample: Sendable, Equatable {
    public var tokens: Int
    public var advantage: Float
    /// Log-probabilities under the policy that the ratio is taken against; nil: the current ones, so that every ratio is 1.
    public var old: [Float]?
    /// Log-probabilities under the frozen reference; nil where no divergence is asked for.
    public var reference: [Float]?
    /// Log-probabilities as the sampler reported them.
    public var sampler: [Float]?
    /// True where the completion takes no part: it was cut off and truncated completions are masked.
    public var isMasked: Bool

    public init(
        tokens: Int, advantage: Float, old: [Float]? = nil, reference: [Float]? = nil, sampler: [Float]? = nil, isMasked: Bool = false
    ) {
        self.tokens = tokens
        self.advantage = advantage
        self.old = old
        self.reference = reference
        self.sampler = sampler
        self.isMasked = isMasked
    }
}
