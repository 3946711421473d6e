/// Cross-entropy: the mean of `-log p` over all completion tokens of the batch. Advantages and ratios play no part.
public struct SupervisedLoss: PolicyLoss {
    public init() {}

    public func weight(completionTokens: Int, totals: BatchTotals) -> Double {
        TokenMeanLoss().weight(completionTokens: completionTokens, totals: totals)
    }

    public func term(ratio: Double, advantage: Double, logProbability: Double, clip: ClipRange) -> PolicyTerm {
        PolicyTerm(value: -logProbability, byLogRatio: 0, byLogProbability: -1, clip: .none)
    }
}
