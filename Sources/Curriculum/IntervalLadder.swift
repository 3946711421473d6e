/// Intra-source balance: items of growing difficulty, unlocked interval by interval.
///
/// Items fall into `count` intervals by difficulty. Empty intervals are left out; the rest form the ladder's rungs, easiest
/// first (or hardest first). With rungs 0...k open, rung i is sampled with `P(i) = lambda^(k-i) / sum_j lambda^(k-j)`.
public struct IntervalLadder: Sendable, Codable, Equatable {
    /// Where one interval ends and the next begins.
    public enum Edges: Sendable, Codable, Equatable {
        /// Equal width between the data's minimum and maximum.
        case equalWidth
        /// Equal width between two given difficulties; items beyond them fall into the first or last interval.
        case range(lower: Double, upper: Double)
        /// Equal numbers of items; items of equal difficulty stay together.
        case quantiles
    }

    public struct Configuration: Sendable, Codable, Equatable {
        /// N: how many intervals the difficulties are cut into, at least 1.
        public var count = 20
        /// Rungs open before the first step, at least 1. More than there are opens all.
        public var initiallyUnlocked = 4
        /// The next rung opens when the source's moving average is above this.
        public var unlockThreshold = 0.5
        /// lambda, in (0, 1]: how quickly easier rungs fade. 1 samples all open rungs equally.
        public var decay = 0.8
        public var edges = Edges.equalWidth
        /// Steps that must pass after an unlock before the next one. 0 allows one in every step.
        public var cooldown = 0
        /// Whether the hardest intervals are the first rungs.
        public var hardFirst = false

        public init() {}

        public func validate() throws {
            try require(count >= 1 && count <= 10_000, "curriculum.intervals.count", count, "1 to 10000")
            try require(initiallyUnlocked >= 1, "curriculum.intervals.initially_unlocked", initiallyUnlocked, "at least 1")
            try require(unlockThreshold.isFinite, "curriculum.intervals.unlock_threshold", unlockThreshold, "a finite number")
            try require(decay > 0 && decay <= 1, "curriculum.intervals.decay", decay, "above 0 and at most 1")
            try require(cooldown >= 0, "curriculum.intervals.cooldown", cooldown, "at least 0 steps")
            if case .range(let lower, let upper) = edges {
                let valid = lower.isFinite && upper.isFinite && lower < upper
                try require(valid, "curriculum.intervals.range", [lower, upper], "two finite numbers, the lower one first")
            }
        }
    }

    /// One open rung: which interval it is and how often it is sampled.
    public struct Rung: Sendable, Codable, Equatable {
        /// Position by difficulty, 0 the easiest, among all intervals (the empty ones counted).
        public var interval: Int
        public var probability: Double
        /// Lowest and highest difficulty of its items.
        public var lowest: Double
        public var highest: Double
        /// How many items it has.
        public var items: Int
    }

    private struct Interval: Sendable, Codable, Equatable {
        var passes: ShuffledPasses
        var lowest: Double
        var highest: Double

        init(_ passes: ShuffledPasses, _ difficulties: [Double]) {
            self.passes = passes
            lowest = difficulties.min() ?? 0
            highest = difficulties.max() ?? 0
        }
    }

    public let configuration: Configuration
    private var intervals: [Interval]
    /// How many rungs the observations so far have earned.
    private var earned: Int
    /// Steps observed since the last unlock; nil before the first one.
    private var stepsSinceUnlock: Int?

    /// - Parameter difficulties: one finite number per item; an item is known by its place here.
    init(difficulties: [Double], configuration: Configuration) {
        self.configuration = configuration
        earned = configuration.initiallyUnlocked
        intervals = Self.members(difficulties, configuration: configuration).map { items in
            Interval(ShuffledPasses(items), items.map { difficulties[$0] })
        }
    }

    /// Intervals that have items, in the order in which they open.
    private var rungs: [Int] {
        let filled = intervals.indices.filter { !intervals[$0].passes.isEmpty }
        return configuration.hardFirst ? filled.reversed() : filled
    }

    /// How many rungs are open.
    public var unlocked: Int { min(earned, rungs.count) }

    /// How many rungs there are.
    public var rungCount: Int { rungs.count }

    /// All items, interval by interval.
    var items: [Int] { intervals.flatMap(\.passes.items) }

    /// The open rungs, in the order in which they opened.
    public var open: [Rung] {
        let indices = rungs.prefix(earned)
        return zip(indices, Self.probabilities(open: indices.count, decay: configuration.decay)).map { index, probability in
            let interval = intervals[index]
            return Rung(
                interval: index, probability: probability, lowest: interval.lowest, highest: interval.highest,
                items: interval.passes.count)
        }
    }

    /// `P(i)` for open rungs 0 ..< `open`; they sum to 1.
    static func probabilities(open: Int, decay: Double) -> [Double] {
        var weights = Array(repeating: 1.0, count: open)
        for index in weights.indices.dropLast().reversed() { weights[index] = weights[index + 1] * decay }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// Draws `count` items from the open rungs: a rung by its probability, then the next item of the rung's shuffled pass.
    mutating func draw(_ count: Int, using generator: inout SeededGenerator) -> [CurriculumPick] {
        let open = open
        guard let last = open.last else { return [] }
        var cumulative = open.map(\.probability)
        for index in cumulative.indices.dropFirst() { cumulative[index] += cumulative[index - 1] }
        return (0..<count).compactMap { _ in
            let point = generator.unit()
            let interval = cumulative.firstIndex { point < $0 }.map { open[$0].interval } ?? last.interval
            return intervals[interval].passes.next(using: &generator).map { CurriculumPick(item: $0, interval: interval) }
        }
    }

    /// After a step: opens the next rung if the moving average is above the threshold. At most one rung a step.
    /// - Returns: whether one opened.
    mutating func observe(average: Double?) -> Bool {
        if let steps = stepsSinceUnlock { stepsSinceUnlock = steps + 1 }
        guard let average, average > configuration.unlockThreshold, earned < rungCount else { return false }
        if let steps = stepsSinceUnlock, steps <= configuration.cooldown { return false }
        earned += 1
        stepsSinceUnlock = 0
        return true
    }

    /// Sorts the items anew after their difficulties changed. Items given out in a running pass wait until the others of
    /// their new interval have had their turn.
    mutating func sort(difficulties: [Double], using generator: inout SeededGenerator) {
        var drawn = Set<Int>()
        for interval in intervals { drawn.formUnion(interval.passes.drawnItems) }
        intervals = Self.members(difficulties, configuration: configuration).map { items in
            var waiting = items.filter { !drawn.contains($0) }
            generator.shuffle(&waiting)
            return Interval(ShuffledPasses(drawn: items.filter(drawn.contains), waiting: waiting), items.map { difficulties[$0] })
        }
    }

    /// The items of each interval, in their own order.
    private static func members(_ difficulties: [Double], configuration: Configuration) -> [[Int]] {
        var members = Array(repeating: [Int](), count: configuration.count)
        for (item, interval) in place(difficulties, configuration: configuration).enumerated() { members[interval].append(item) }
        return members
    }

    /// Each item's interval.
    static func place(_ difficulties: [Double], configuration: Configuration) -> [Int] {
        let count = configuration.count
        let lower: Double
        let upper: Double
        switch configuration.edges {
        case .quantiles:
            return placeByRank(difficulties, count: count)
        case .equalWidth:
            lower = difficulties.min() ?? 0
            upper = difficulties.max() ?? 0
        case .range(let from, let to):
            lower = from
            upper = to
        }
        // Halved before subtracting: the width of huge ranges would overflow.
        let width = upper / 2 - lower / 2
        return difficulties.map { difficulty in
            guard width > 0 else { return 0 }
            let place = (min(max(difficulty, lower), upper) / 2 - lower / 2) / width * Double(count)
            return min(Int(place), count - 1)
        }
    }

    private static func placeByRank(_ difficulties: [Double], count: Int) -> [Int] {
        let sorted = difficulties.sorted()
        var rank: [Double: Int] = [:]
        for (index, difficulty) in sorted.enumerated() where rank[difficulty] == nil { rank[difficulty] = index }
        return difficulties.map { (rank[$0] ?? 0) * count / sorted.count }
    }
}
