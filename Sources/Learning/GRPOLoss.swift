/// GRPO as published: the mean over each completion's tokens, then the mean over completions (Shao et al. 2024). Long completions weigh
/// as much as short ones, so a token of a long one weighs less.
public struct GRPOLoss: PolicyLoss {
    public init() {}

    public func weight(completionTokens: Int, totals: BatchTotals) -> Double {
        1 / (Double(max(completionTokens, 1)) * Double(max(totals.completions, 1)))
    }
}
