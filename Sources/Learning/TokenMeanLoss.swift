/// DAPO and BNPO: the mean over all completion tokens of the batch (Yu et al. 2025). The two names differ elsewhere in whether the
/// denominator is taken per micro-batch or over the batch; here it is always the batch, so they are one.
public struct TokenMeanLoss: PolicyLoss {
    public init() {}

    public func weight(completionTokens: Int, totals: BatchTotals) -> Double {
        1 / Double(max(totals.tokens, 1))
    }
}
