/// One item chosen for a step.
public struct CurriculumPick: Sendable, Codable, Equatable {
    /// The item's place in its source.
    public var item: Int
    /// The interval it was drawn from; nil where the source has no ladder.
    public var interval: Int?

    public init(item: Int, interval: Int? = nil) {
        self.item = item
        self.interval = interval
    }
}

/// What the curriculum decided for one step, and the numbers it decided by.
public struct CurriculumDecision: Sendable, Codable, Equatable {
    public struct Source: Sendable, Codable, Equatable {
        public var name: String
        /// Moving average of the reward before this step; nil while unobserved.
        public var ema: Double?
        /// Share of the step, before rounding to whole prompts; the weights sum to 1.
        public var weight: Double
        /// Prompts of this source; the quotas sum to the step's prompts.
        public var quota: Int
        /// Open rungs in the order in which they opened; nil where the source has no ladder.
        public var rungs: [IntervalLadder.Rung]?
        /// The items chosen, one per prompt. Empty where only the numbers were asked for.
        public var picks: [CurriculumPick]

        /// How many intervals are open; nil where the source has no ladder.
        public var unlocked: Int? { rungs?.count }
    }

    /// Steps observed before this decision: 0 for the first.
    public var step: Int
    /// The sources in the configuration's order.
    public var sources: [Source]

    /// Numbers for a dashboard: `curriculum/<source>/ema`, `weight`, `quota`, `unlocked`, and `interval/<i>/probability`
    /// with `interval/<i>/prompts`.
    public var metrics: [(name: String, value: Double)] {
        sources.flatMap { source in
            let prefix = "curriculum/\(source.name)"
            var rows = [(name: prefix + "/weight", value: source.weight), (prefix + "/quota", Double(source.quota))]
            if let ema = source.ema { rows.append((prefix + "/ema", ema)) }
            if let unlocked = source.unlocked { rows.append((prefix + "/unlocked", Double(unlocked))) }
            for rung in source.rungs ?? [] {
                let prompts = source.picks.count { $0.interval == rung.interval }
                rows.append(("\(prefix)/interval/\(rung.interval)/probability", rung.probability))
                rows.append(("\(prefix)/interval/\(rung.interval)/prompts", Double(prompts)))
            }
            return rows
        }
    }
}
