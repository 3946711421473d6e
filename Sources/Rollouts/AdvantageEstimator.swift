/// Advantages within a group: how much better a completion's reward is than that of its siblings,
/// `(reward - mean) / (sample standard deviation + 1e-4)` (Shao et al. 2024).
public struct AdvantageEstimator: Sendable, Codable, Equatable {
    public enum Scale: String, Sendable, Codable, CaseIterable {
        /// Divide by the group's sample standard deviation (n - 1).
        case group
        /// Only subtract the mean, as Dr. GRPO does.
        case none
    }

    public var scale: Scale
    /// Added to the standard deviation.
    public var epsilon: Double

    public init(scale: Scale = .group, epsilon: Double = 1e-4) {
        self.scale = scale
        self.epsilon = epsilon
    }

    /// - Returns: one advantage per reward; all 0 where the rewards agree or there is but one. A reward that is not a finite
    ///   number has advantage 0 and is left out of the mean and the deviation.
    public func advantages(of rewards: [Double]) -> [Float] {
        let finite = rewards.filter(\.isFinite)
        guard !RewardSpread.isZero(finite) else { return [Float](repeating: 0, count: rewards.count) }
        let mean = finite.reduce(0, +) / Double(finite.count)
        let divisor = scale == .group ? Self.deviation(finite, mean: mean) + epsilon : 1
        return rewards.map { $0.isFinite ? Float(($0 - mean) / divisor) : 0 }
    }

    private static func deviation(_ rewards: [Double], mean: Double) -> Double {
        (rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rewards.count - 1)).squareRoot()
    }
}

/// Whether the rewards of a group differ at all.
public enum RewardSpread {
    /// Rewards closer than this are equal. Means of the same fractions, taken in two orders, differ in their last bits, and a
    /// deviation of that size would blow the noise up to whole advantages.
    public static let tolerance = 1e-6

    /// True where no two rewards are further apart than `tolerance`, and so for one reward or none.
    public static func isZero(_ rewards: [Double]) -> Bool {
        guard let lowest = rewards.min(), let highest = rewards.max() else { return true }
        return highest - lowest <= tolerance
    }
}
