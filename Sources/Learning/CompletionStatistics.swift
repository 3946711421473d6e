/// What was counted over one completion while the objective was evaluated. Kept per completion, so that the sums over a batch are taken
/// in the order of its completions, the same whatever the packing.
public struct CompletionStatistics: Sendable, Equatable {
    /// The completion's share of the batch's loss.
    public internal(set) var loss = 0.0
    public internal(set) var tokens = 0
    /// Sums over tokens.
    public internal(set) var divergence = 0.0
    public internal(set) var entropy = 0.0
    public internal(set) var logProbability = 0.0
    /// Ratios seen: one per token, or one per completion under a sequence ratio.
    public internal(set) var ratios = 0
    public internal(set) var ratioSum = 0.0
    public internal(set) var ratioMinimum = Double.infinity
    public internal(set) var ratioMaximum = -Double.infinity
    public internal(set) var clippedLow = 0
    public internal(set) var clippedHigh = 0
    /// |learner - sampler| over the tokens for which the sampler reported a log-probability.
    public internal(set) var gaps = 0
    public internal(set) var gapSum = 0.0
    public internal(set) var gapMaximum = 0.0

    public init() {}

    mutating func count(ratio: Double) {
        ratios += 1
        ratioSum += ratio
        ratioMinimum = min(ratioMinimum, ratio)
        ratioMaximum = max(ratioMaximum, ratio)
    }

    mutating func count(clip: PolicyTerm.Clip) {
        switch clip {
        case .none: break
        case .low: clippedLow += 1
        case .high: clippedHigh += 1
        }
    }

    mutating func count(_ token: Token, entropy tokenEntropy: Float) {
        tokens += 1
        entropy += Double(tokenEntropy)
        logProbability += token.current
        guard let sampler = token.sampler else { return }
        let gap = abs(token.old - sampler)
        gaps += 1
        gapSum += gap
        gapMaximum = max(gapMaximum, gap)
    }
}
