extension RolloutGroup {
    /// The rewards' values in the rollouts' order; a rollout that was not scored has none.
    public var rewards: [Double] { rollouts.compactMap { $0.reward?.value } }

    /// Whether all rewards agree, so that the group teaches nothing.
    public var hasZeroVariance: Bool { RewardSpread.isZero(rewards.filter(\.isFinite)) }

    /// Scores every rollout with the prompt's verifier.
    public func scored() -> RolloutGroup {
        var group = self
        let rewards = prompt.verifier.rewards(for: group.rollouts.map(\.text))
        for (index, reward) in zip(group.rollouts.indices, rewards) { group.rollouts[index].reward = reward }
        return group
    }

    /// Gives every rollout its advantage, times `weight` (alpha of the paper's Eq. 1). Rollouts without a reward get 0.
    public func withAdvantages(_ estimator: AdvantageEstimator, weight: Double = 1) -> RolloutGroup {
        var group = self
        let advantages = estimator.advantages(of: group.rollouts.map { $0.reward?.value ?? .nan })
        for index in group.rollouts.indices { group.rollouts[index].advantage = advantages[index] * Float(weight) }
        return group
    }
}

/// Which groups are learned from.
public enum DynamicSampling: String, Sendable, Codable, CaseIterable {
    /// Every group, whether it teaches something or not.
    case off
    /// Groups whose rewards all agree are dropped (DAPO, Yu et al. 2025). Told by the spread of the rewards, not by their
    /// mean: graded rewards can agree at any value.
    case drop

    public func admits(_ group: RolloutGroup) -> Bool { self == .off || !group.hasZeroVariance }
}
