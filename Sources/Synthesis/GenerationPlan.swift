public import SequentialExecution

/// Which functions to generate: how many, of which complexity.
public struct GenerationPlan: Sendable, Equatable {
    public var count: Int
    public var seed: UInt64
    /// What the functions are made of.
    public var vocabulary: FunctionGenerator.Vocabulary
    /// The complexity scores, cut into `weights.count` intervals of equal width.
    public var complexity: ClosedRange<Double>
    /// How often each interval is wanted, easiest first.
    public var weights: [Double]
    /// Inputs that are drawn for each function.
    public var cases: Int
    /// Only functions of one half; nil for both.
    public var split: DataSplit?

    public init(
        count: Int, seed: UInt64 = 1, vocabulary: FunctionGenerator.Vocabulary = .wide, complexity: ClosedRange<Double> = 0...200,
        weights: [Double] = Array(repeating: 1, count: 20),
        cases: Int = 24, split: DataSplit? = nil
    ) {
        self.count = count
        self.seed = seed
        self.vocabulary = vocabulary
        self.complexity = complexity
        self.weights = weights
        self.cases = cases
        self.split = split
    }

    /// The scores of each interval.
    public var intervals: [Range<Double>] {
        let width = (complexity.upperBound - complexity.lowerBound) / Double(max(weights.count, 1))
        return weights.indices.map { index in
            (complexity.lowerBound + width * Double(index))..<(complexity.lowerBound + width * Double(index + 1))
        }
    }

    /// The interval of each function: exact shares by largest remainder, in an order that the seed shuffles.
    public var assignment: [Int] {
        let total = weights.reduce(0, +)
        guard total > 0 else { return [] }
        let shares = weights.map { $0 / total * Double(count) }
        var counts = shares.map { Int($0) }
        let order = shares.indices.sorted { (shares[$0] - Double(counts[$0]), $1) > (shares[$1] - Double(counts[$1]), $0) }
        for index in order.prefix(count - counts.reduce(0, +)) { counts[index] += 1 }
        let slots = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        var random = SeededGenerator(seed: seed &+ 17)
        return random.shuffled(slots)
    }
}
