/// CISPO: `-min(r, clip_high) A log p` with the clamped ratio held fixed, averaged over all completion tokens of the batch, so that
/// every token keeps a gradient (MiniMax 2025). `clip_high` bounds the ratio itself: 2 or more is usual, and 0.2 would damp every token.
public struct CISPOLoss: PolicyLoss {
    public init() {}

    public func weight(completionTokens: Int, totals: BatchTotals) -> Double {
        TokenMeanLoss().weight(completionTokens: completionTokens, totals: totals)
    }

    public func term(ratio: Double, advantage: Double, logProbability: Double, clip: ClipRange) -> PolicyTerm {
        let derivative = -min(ratio, clip.high) * advantage
        let clipped = ratio > clip.high && advantage > 0
        return PolicyTerm(
            value: derivative * logProbability, byLogRatio: 0, byLogProbability: derivative, clip: clipped ? .high : .none)
    }
}
