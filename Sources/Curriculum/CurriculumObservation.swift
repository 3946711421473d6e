/// What became of one source's prompts in a step.
public struct CurriculumObservation: Sendable, Codable, Equatable {
    /// All rollouts of one prompt.
    public struct Group: Sendable, Codable, Equatable {
        /// The interval the prompt was drawn from; nil where the source has no ladder.
        public var interval: Int?
        /// One reward per rollout.
        public var rewards: [Double]

        public init(interval: Int? = nil, rewards: [Double]) {
            self.interval = interval
            self.rewards = rewards
        }

        /// Whether all rewards are equal, so that the group teaches nothing. Rewards closer than 1e-6 are equal: a mean of
        /// fractions taken in two orders differs in the last bits.
        public var hasZeroVariance: Bool {
            guard let lowest = rewards.min(), let highest = rewards.max() else { return true }
            return highest - lowest <= 1e-6
        }
    }

    public var groups: [Group]
    /// Successes, 0 to 1, of each difficulty key that was tried; used by sources with an online difficulty.
    public var outcomes: [String: [Double]]

    public init(groups: [Group], outcomes: [String: [Double]] = [:]) {
        self.groups = groups
        self.outcomes = outcomes
    }

    /// Rewards whose prompts are not known.
    public init(rewards: [Double]) {
        self.init(groups: rewards.isEmpty ? [] : [Group(rewards: rewards)])
    }

    var rewards: [Double] { groups.flatMap(\.rewards) }
}

/// What the curriculum made of a step.
public struct CurriculumReport: Sendable, Codable, Equatable {
    public struct Interval: Sendable, Codable, Equatable {
        public var interval: Int
        public var rollouts: Int
        /// Mean reward of its rollouts.
        public var success: Double
    }

    public struct Source: Sendable, Codable, Equatable {
        public var name: String
        public var rollouts: Int
        /// nil where the step had no rollout of this source.
        public var meanReward: Double?
        /// Moving average after the step; nil while unobserved.
        public var ema: Double?
        /// Share of groups whose rewards are all equal; nil without groups.
        public var zeroVarianceRate: Double?
        /// Open intervals after the step; nil where the source has no ladder.
        public var unlocked: Int?
        /// Whether the step opened an interval.
        public var unlockedNow: Bool
        /// The intervals that had rollouts, easiest first.
        public var intervals: [Interval]
    }

    /// The step that was observed: 0 for the first.
    public var step: Int
    public var sources: [Source]

    /// Numbers for a dashboard: `curriculum/<source>/reward`, `rollouts`, `zero_variance`, and `interval/<i>/success`
    /// with `interval/<i>/rollouts`.
    public var metrics: [(name: String, value: Double)] {
        sources.flatMap { source in
            let prefix = "curriculum/\(source.name)"
            var rows = [(name: prefix + "/rollouts", value: Double(source.rollouts))]
            if let reward = source.meanReward { rows.append((prefix + "/reward", reward)) }
            if let rate = source.zeroVarianceRate { rows.append((prefix + "/zero_variance", rate)) }
            for interval in source.intervals {
                rows.append(("\(prefix)/interval/\(interval.interval)/success", interval.success))
                rows.append(("\(prefix)/interval/\(interval.interval)/rollouts", Double(interval.rollouts)))
            }
            return rows
        }
    }
}
