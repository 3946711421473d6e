/// One way of turning importance ratios and advantages into a loss: what one token contributes, and how tokens are averaged over the
/// batch. The whole loss is `sum over tokens of weight * (policy term + kl_coefficient * KL)`.
public protocol PolicyLoss: Sendable {
    /// The weight of each token of a completion in the loss of the whole batch. It depends only on totals known before the first forward
    /// pass, so adding micro-batches up gives the loss of the batch whatever the packing.
    /// - Parameters:
    ///   - completionTokens: how many tokens the completion has
    ///   - totals: counts over the whole batch
    func weight(completionTokens: Int, totals: BatchTotals) -> Double

    /// The policy term of one token, to be minimised, with its derivatives.
    /// - Parameters:
    ///   - ratio: the importance ratio, of the token or of its sequence
    ///   - advantage: the completion's advantage
    ///   - logProbability: the token's log-probability under the current policy
    ///   - clip: how far the ratio may go
    func term(ratio: Double, advantage: Double, logProbability: Double, clip: ClipRange) -> PolicyTerm
}

/// What one token contributes to a policy loss before averaging.
public struct PolicyTerm: Sendable, Equatable {
    public enum Clip: Sendable, Equatable {
        case none, low, high
    }

    public var value: Double
    /// Derivative with respect to the logarithm of the ratio.
    public var byLogRatio: Double
    /// Derivative with respect to the token's log-probability, the ratio held fixed.
    public var byLogProbability: Double
    /// Whether the clip took the gradient away, and at which end.
    public var clip: Clip

    public init(value: Double, byLogRatio: Double, byLogProbability: Double, clip: Clip) {
        self.value = value
        self.byLogRatio = byLogRatio
        self.byLogProbability = byLogProbability
        self.clip = clip
    }
}

/// How far an importance ratio may go before it stops to earn: `1 - low ... 1 + high`.
public struct ClipRange: Sendable, Equatable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// Counts over a whole batch, the denominators of the averages.
public struct BatchTotals: Sendable, Equatable {
    /// All completions, masked ones included.
    public var completions: Int
    /// Completion tokens that are learned from: those of masked completions are not counted.
    public var tokens: Int
    /// The longest completion that the sampler may produce.
    public var maxNewTokens: Int

    public init(completions: Int, tokens: Int, maxNewTokens: Int) {
        self.completions = completions
        self.tokens = tokens
        self.maxNewTokens = maxNewTokens
    }
}
