/// Dr. GRPO: the token sum over a constant, completions times the generation limit, so that neither the length of a completion nor that
/// of its neighbours changes what a token weighs (Liu et al. 2025).
public struct DrGRPOLoss: PolicyLoss {
    public init() {}

    public func weight(completionTokens: Int, totals: BatchTotals) -> Double {
        1 / (Double(max(totals.completions, 1)) * Double(max(totals.maxNewTokens, 1)))
    }
}
