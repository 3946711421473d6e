/// The losses by the names that configurations use.
public enum LossKind: String, Sendable, Codable, CaseIterable {
    case grpo
    case drGRPO = "dr_grpo"
    case dapo
    case bnpo
    case cispo

    public var loss: any PolicyLoss {
        switch self {
        case .grpo: GRPOLoss()
        case .drGRPO: DrGRPOLoss()
        case .dapo, .bnpo: TokenMeanLoss()
        case .cispo: CISPOLoss()
        }
    }
}

/// What an importance ratio is taken over.
public enum RatioLevel: String, Sendable, Codable, CaseIterable {
    /// Each token has its own ratio.
    case token
    /// One ratio per completion, exp of the mean log-ratio over its tokens (GSPO, Zheng et al. 2025).
    case sequence
}
