/// What a step's rollouts looked like, per source.
public struct RolloutMetrics: Sendable, Codable, Equatable {
    /// How often one part of the reward was met, such as one constraint id.
    public struct Component: Sendable, Codable, Equatable {
        public var name: String
        /// Mean of its values; for verdicts of 0 and 1 the success rate.
        public var success: Double
        public var count: Int
    }

    public struct Source: Sendable, Codable, Equatable {
        public var name: String
        public var groups: Int
        public var rollouts: Int
        /// Mean over all scored rollouts; nil where none was scored.
        public var reward: Double?
        /// Share of groups whose rewards all agree.
        public var zeroVarianceRate: Double
        /// Share of rollouts that ran out of tokens.
        public var truncationRate: Double
        /// Completion tokens.
        public var meanLength: Double
        public var longest: Int
        /// By name.
        public var components: [Component]
    }

    /// In the order in which the groups first name them.
    public var sources: [Source]

    public init(_ groups: [RolloutGroup]) {
        var names: [String] = []
        for group in groups where !names.contains(group.prompt.source) { names.append(group.prompt.source) }
        let bySource = Dictionary(grouping: groups, by: \.prompt.source)
        sources = names.map { Source(name: $0, groups: bySource[$0] ?? []) }
    }

    /// Numbers for a dashboard: `rollouts/<source>/reward`, `zero_variance`, `truncation`, `length`, `longest`, and
    /// `component/<name>`.
    public var metrics: [(name: String, value: Double)] {
        sources.flatMap { source in
            let prefix = "rollouts/\(source.name)"
            var rows = [
                (name: prefix + "/zero_variance", value: source.zeroVarianceRate), (prefix + "/truncation", source.truncationRate),
                (prefix + "/length", source.meanLength), (prefix + "/longest", Double(source.longest)),
            ]
            if let reward = source.reward { rows.append((prefix + "/reward", reward)) }
            return rows + source.components.map { ("\(prefix)/component/\($0.name)", $0.success) }
        }
    }
}

extension RolloutMetrics.Source {
    fileprivate init(name: String, groups: [RolloutGroup]) {
        let rollouts = groups.flatMap(\.rollouts)
        let rewards = groups.flatMap(\.rewards)
        self.name = name
        self.groups = groups.count
        self.rollouts = rollouts.count
        reward = rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(rewards.count)
        zeroVarianceRate = Self.rate(groups.count(where: \.hasZeroVariance), of: groups.count)
        truncationRate = Self.rate(rollouts.count { $0.finishReason == .length }, of: rollouts.count)
        meanLength = Self.rate(rollouts.reduce(0) { $0 + $1.tokens.count }, of: rollouts.count)
        longest = rollouts.map(\.tokens.count).max() ?? 0
        let values = groups.componentValues
        components = values.sorted { $0.key < $1.key }.map { name, values in
            RolloutMetrics.Component(name: name, success: values.reduce(0, +) / Double(values.count), count: values.count)
        }
    }

    private static func rate(_ part: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}

extension Sequence where Element == RolloutGroup {
    /// The values of every reward component by name, in the rollouts' order. Repeated components of one rollout all count.
    public var componentValues: [String: [Double]] {
        var values: [String: [Double]] = [:]
        for group in self {
            for component in group.rollouts.flatMap({ $0.reward?.components ?? [] }) {
                values[component.name, default: []].append(component.value)
            }
        }
        return values
    }
}
