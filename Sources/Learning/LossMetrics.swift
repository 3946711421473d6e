/// Means and extremes over a batch, from the statistics of its completions.
public struct LossMetrics: Sendable, Codable, Equatable {
    public var loss = 0.0
    /// Mean divergence from the reference per token, as it enters the loss; 0 where there is no reference.
    public var kl = 0.0
    /// Mean entropy of the policy per token, in nats.
    public var entropy = 0.0
    /// Fractions of ratios whose gradient the clip took away: at the lower end, the upper end, either.
    public var clipLow = 0.0
    public var clipHigh = 0.0
    public var clipFraction = 0.0
    /// The smallest and largest such fraction of any completion.
    public var clipLowMinimum = 0.0
    public var clipHighMaximum = 0.0
    public var ratioMean = 1.0
    public var ratioMinimum = 1.0
    public var ratioMaximum = 1.0
    /// |learner - sampler| of the log-probabilities; 0 where the sampler reported none.
    public var samplerGapMean = 0.0
    public var samplerGapMaximum = 0.0
    /// Completion tokens learned from.
    public var tokens = 0

    enum CodingKeys: String, CodingKey {
        case loss, kl, entropy, tokens
        case clipLow = "clip_low"
        case clipHigh = "clip_high"
        case clipFraction = "clip_fraction"
        case clipLowMinimum = "clip_low_min"
        case clipHighMaximum = "clip_high_max"
        case ratioMean = "ratio_mean"
        case ratioMinimum = "ratio_min"
        case ratioMaximum = "ratio_max"
        case samplerGapMean = "sampler_gap_mean"
        case samplerGapMaximum = "sampler_gap_max"
    }

    public init() {}

    /// - Parameters:
    ///   - statistics: one per completion, in the batch's order; masked completions have no tokens.
    ///   - ratio: what the ratios were taken over. A sequence ratio counts masked completions as unclipped.
    public init(_ statistics: [CompletionStatistics], ratio: RatioLevel) {
        var ratios = 0
        var gaps = 0
        var (low, high) = (0, 0)
        var (lowMinimum, highMaximum) = (Double.infinity, 0.0)
        var (minimum, maximum) = (Double.infinity, -Double.infinity)
        var (divergence, entropySum, ratioSum, gapSum) = (0.0, 0.0, 0.0, 0.0)
        for one in statistics {
            loss += one.loss
            tokens += one.tokens
            divergence += one.divergence
            entropySum += one.entropy
            let counted = ratio == .sequence ? max(one.ratios, 1) : one.ratios
            ratios += counted
            ratioSum += one.ratioSum + Double(counted - one.ratios)
            low += one.clippedLow
            high += one.clippedHigh
            gaps += one.gaps
            gapSum += one.gapSum
            samplerGapMaximum = max(samplerGapMaximum, one.gapMaximum)
            minimum = min(minimum, one.ratioMinimum)
            maximum = max(maximum, one.ratioMaximum)
            if counted > 0 {
                lowMinimum = min(lowMinimum, Double(one.clippedLow) / Double(counted))
                highMaximum = max(highMaximum, Double(one.clippedHigh) / Double(counted))
            }
        }
        if tokens > 0 {
            kl = divergence / Double(tokens)
            entropy = entropySum / Double(tokens)
        }
        if ratios > 0 {
            clipLow = Double(low) / Double(ratios)
            clipHigh = Double(high) / Double(ratios)
            clipFraction = Double(low + high) / Double(ratios)
            clipLowMinimum = lowMinimum
            clipHighMaximum = highMaximum
            ratioMean = ratioSum / Double(ratios)
        }
        if minimum <= maximum { (ratioMinimum, ratioMaximum) = (minimum, maximum) }
        if gaps > 0 { samplerGapMean = gapSum / Double(gaps) }
    }
}
