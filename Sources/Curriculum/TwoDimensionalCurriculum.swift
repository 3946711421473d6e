/// The two-dimensional curriculum: how much of each source a step gets (`SourceBalance`), and how hard its items are
/// (`IntervalLadder`). A value: ask `next` what to train on, tell `observe` what came of it, save it with a checkpoint.
///
/// ```swift
/// var curriculum = try TwoDimensionalCurriculum(
///     sources: [
///         CurriculumSource(name: "ca", items: .plain(count: 95_373)),
///         CurriculumSource(name: "se", items: .graded(difficulties: complexities, ladder: .init())),
///     ], configuration: .init(), seed: 7)
/// let decision = curriculum.next(prompts: 512)
/// let report = try curriculum.observe(rewards: ["ca": [1, 0], "se": [0, 0]])
/// ```
///
/// The same seed, sources and observations always give the same decisions.
public struct TwoDimensionalCurriculum: Sendable, Codable, Equatable {
    public typealias Configuration = SourceBalance.Configuration

    private enum Supply: Sendable, Codable, Equatable {
        case plain(ShuffledPasses)
        case graded(IntervalLadder)
        case online(IntervalLadder, OnlineDifficulty)
    }

    private struct Source: Sendable, Codable, Equatable {
        var name: String
        var fingerprint: UInt64
        var count: Int
        var ema: Double?
        /// Each source draws from its own generator: one source's quota never changes another's items.
        var generator: SeededGenerator
        var supply: Supply
    }

    public let configuration: Configuration
    /// Steps observed so far.
    public private(set) var step = 0
    private var sources: [Source]

    /// - Parameters:
    ///   - sources: in the order that settles ties; a source without items is kept but never drawn from.
    ///   - seed: decides the order of items, together with the source's place.
    /// - Throws: `CurriculumError` naming the setting or the source that is wrong.
    public init(sources: [CurriculumSource], configuration: Configuration = .init(), seed: UInt64) throws {
        try configuration.validate(sourceCount: sources.count)
        var names = Set<String>()
        for source in sources {
            guard names.insert(source.name).inserted else { throw CurriculumError.duplicateSource(name: source.name) }
            try source.validate()
        }
        guard sources.contains(where: { $0.count > 0 }) else { throw CurriculumError.noData }
        self.configuration = configuration
        self.sources = sources.enumerated().map { place, source in
            Source(
                name: source.name, fingerprint: source.fingerprint, count: source.count,
                generator: SeededGenerator(seed: seed, stream: UInt64(place)), supply: Self.supply(source.items))
        }
    }

    private static func supply(_ items: CurriculumSource.Items) -> Supply {
        switch items {
        case .plain(let count):
            return .plain(ShuffledPasses(Array(0..<max(count, 0))))
        case .graded(let difficulties, let ladder):
            return .graded(IntervalLadder(difficulties: difficulties, configuration: ladder))
        case .online(let keys, let ladder, let configuration):
            let difficulty = OnlineDifficulty(keys: keys, configuration: configuration)
            return .online(IntervalLadder(difficulties: difficulty.difficulties, configuration: ladder), difficulty)
        }
    }

    /// The numbers for the coming step, without choosing items.
    /// - Parameter prompts: prompts in the step; below 0 counts as 0.
    public func decision(prompts: Int) -> CurriculumDecision {
        let hasData = sources.map { $0.count > 0 }
        let weights = SourceBalance.weights(emas: sources.map(\.ema), hasData: hasData, configuration: configuration)
        let quotas = SourceBalance.quotas(weights: weights, hasData: hasData, prompts: max(prompts, 0))
        return CurriculumDecision(
            step: step,
            sources: sources.indices.map { index in
                CurriculumDecision.Source(
                    name: sources[index].name, ema: sources[index].ema, weight: weights[index], quota: quotas[index],
                    rungs: ladder(at: index)?.open, picks: [])
            })
    }

    /// Decides the coming step and chooses its items.
    public mutating func next(prompts: Int) -> CurriculumDecision {
        var decision = decision(prompts: prompts)
        for index in sources.indices { decision.sources[index].picks = draw(decision.sources[index].quota, at: index) }
        return decision
    }

    private mutating func draw(_ count: Int, at index: Int) -> [CurriculumPick] {
        var generator = sources[index].generator
        defer { sources[index].generator = generator }
        switch sources[index].supply {
        case .plain(var passes):
            defer { sources[index].supply = .plain(passes) }
            return (0..<count).compactMap { _ in passes.next(using: &generator).map { CurriculumPick(item: $0) } }
        case .graded(var ladder):
            defer { sources[index].supply = .graded(ladder) }
            return ladder.draw(count, using: &generator)
        case .online(var ladder, let difficulty):
            defer { sources[index].supply = .online(ladder, difficulty) }
            return ladder.draw(count, using: &generator)
        }
    }

    /// Takes one step's rewards, by source name. A source that is left out, or has none, keeps its average.
    @discardableResult
    public mutating func observe(rewards: [String: [Double]]) throws -> CurriculumReport {
        try observe(rewards.mapValues(CurriculumObservation.init(rewards:)))
    }

    /// Takes one step's outcome, by source name: updates the averages, then opens at most one interval per ladder.
    /// - Throws: `CurriculumError` for an unknown source or interval or a number that is not finite; nothing is changed then.
    @discardableResult
    public mutating func observe(_ observations: [String: CurriculumObservation]) throws -> CurriculumReport {
        try validate(observations)
        let averages = try sources.map { source in
            let rewards = observations[source.name]?.rewards ?? []
            let average = SourceBalance.average(source.ema, observing: rewards, momentum: configuration.emaMomentum)
            if let average, !average.isFinite {
                throw CurriculumError.nonFinite(source: source.name, what: "mean reward of step", index: step, found: average)
            }
            return average
        }
        var report = CurriculumReport(step: step, sources: [])
        for index in sources.indices {
            sources[index].ema = averages[index]
            let observation = observations[sources[index].name] ?? CurriculumObservation(groups: [])
            let unlockedNow = climb(at: index, outcomes: observation.outcomes)
            report.sources.append(summary(of: observation, at: index, unlockedNow: unlockedNow))
        }
        step += 1
        return report
    }

    private mutating func climb(at index: Int, outcomes: [String: [Double]]) -> Bool {
        switch sources[index].supply {
        case .plain:
            return false
        case .graded(var ladder):
            defer { sources[index].supply = .graded(ladder) }
            return ladder.observe(average: sources[index].ema)
        case .online(var ladder, var difficulty):
            defer { sources[index].supply = .online(ladder, difficulty) }
            if !outcomes.isEmpty {
                difficulty.observe(outcomes)
                ladder.sort(difficulties: difficulty.difficulties, using: &sources[index].generator)
            }
            return ladder.observe(average: sources[index].ema)
        }
    }

    private func ladder(at index: Int) -> IntervalLadder? {
        switch sources[index].supply {
        case .plain: nil
        case .graded(let ladder), .online(let ladder, _): ladder
        }
    }

    /// The ladder of a source; nil where it has none.
    public func ladder(of name: String) -> IntervalLadder? {
        sources.firstIndex { $0.name == name }.flatMap(ladder(at:))
    }

    /// The learned difficulty of a source; nil where it is not learned.
    public func onlineDifficulty(of name: String) -> OnlineDifficulty? {
        guard case .online(_, let difficulty)? = sources.first(where: { $0.name == name })?.supply else { return nil }
        return difficulty
    }
}

extension TwoDimensionalCurriculum {
    private func validate(_ observations: [String: CurriculumObservation]) throws {
        for (name, observation) in observations.sorted(by: { $0.key < $1.key }) {
            guard let index = sources.firstIndex(where: { $0.name == name }) else {
                throw CurriculumError.unknownSource(name: name, known: sources.map(\.name))
            }
            for (place, reward) in observation.rewards.enumerated() where !reward.isFinite {
                throw CurriculumError.nonFinite(source: name, what: "reward", index: place, found: reward)
            }
            let count = ladder(at: index)?.configuration.count ?? 0
            for case let interval? in observation.groups.map(\.interval) where !(0..<count).contains(interval) {
                throw CurriculumError.unknownInterval(source: name, found: interval, count: count)
            }
            for (key, successes) in observation.outcomes.sorted(by: { $0.key < $1.key }) {
                for success in successes where !(0...1).contains(success) {
                    throw CurriculumError.successOutOfRange(source: name, key: key, found: success)
                }
            }
        }
    }

    private func summary(of observation: CurriculumObservation, at index: Int, unlockedNow: Bool) -> CurriculumReport.Source {
        let rewards = observation.rewards
        let groups = observation.groups
        let byInterval = Dictionary(grouping: groups.filter { $0.interval != nil && !$0.rewards.isEmpty }, by: { $0.interval ?? 0 })
        return CurriculumReport.Source(
            name: sources[index].name, rollouts: rewards.count,
            meanReward: SourceBalance.average(nil, observing: rewards, momentum: 1), ema: sources[index].ema,
            zeroVarianceRate: groups.isEmpty ? nil : Double(groups.count(where: \.hasZeroVariance)) / Double(groups.count),
            unlocked: ladder(at: index)?.unlocked, unlockedNow: unlockedNow,
            intervals: byInterval.sorted { $0.key < $1.key }.map { interval, groups in
                let rewards = groups.flatMap(\.rewards)
                return CurriculumReport.Interval(
                    interval: interval, rollouts: rewards.count, success: rewards.reduce(0, +) / Double(rewards.count))
            })
    }

    /// Checks that a curriculum read from a checkpoint belongs to these sources: same names in the same order, same items.
    public func validate(resuming offered: [CurriculumSource]) throws {
        let names = offered.map(\.name)
        guard names == sources.map(\.name) else {
            throw CurriculumError.changedData(
                source: names.first ?? "", expected: "the sources " + sources.map(\.name).joined(separator: ", "),
                found: names.joined(separator: ", "))
        }
        for (saved, source) in zip(sources, offered) {
            guard saved.count == source.count else {
                throw CurriculumError.changedData(source: source.name, expected: "\(saved.count) items", found: "\(source.count)")
            }
            guard saved.fingerprint == source.fingerprint, items(of: saved).sorted().elementsEqual(0..<source.count) else {
                throw CurriculumError.changedData(
                    source: source.name, expected: "the items that the run began with", found: "changed items")
            }
        }
    }

    private func items(of source: Source) -> [Int] {
        switch source.supply {
        case .plain(let passes): passes.items
        case .graded(let ladder), .online(let ladder, _): ladder.items
        }
    }
}
