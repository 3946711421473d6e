/// How many functions and instructions fall into each interval of complexity scores.
public struct ComplexityHistogram: Sendable, Equatable {
    public struct Bin: Sendable, Equatable {
        public var functions = 0
        public var instructions = 0
    }

    /// Scores from here on are counted; lower ones fall into the first bin.
    public let lowest: Double
    public let width: Double
    public private(set) var bins: [Bin]

    /// - Parameters:
    ///   - range: the scores that the bins cover; what lies outside falls into the first or last one.
    ///   - count: how many bins of equal width, at least 1.
    public init(range: ClosedRange<Double>, count: Int) {
        lowest = range.lowerBound
        width = (range.upperBound - range.lowerBound) / Double(max(count, 1))
        bins = Array(repeating: Bin(), count: max(count, 1))
    }

    /// Counts a function with its instructions.
    public mutating func add(score: Double, instructions: Int) {
        let place = bin(of: score)
        bins[place].functions += 1
        bins[place].instructions += instructions
    }

    /// The index of the bin that a score falls into.
    public func bin(of score: Double) -> Int {
        let index = width > 0 ? Int(((score - lowest) / width).rounded(.down)) : 0
        return min(max(index, 0), bins.count - 1)
    }

    public var functions: Int { bins.reduce(0) { $0 + $1.functions } }
    public var instructions: Int { bins.reduce(0) { $0 + $1.instructions } }

    /// `{"bins": [{"from", "to", "functions", "instructions"}, ...], "functions", "instructions"}`
    public var json: Literal {
        let rows = bins.enumerated().map { index, bin in
            Literal.dictionary([
                .init("from", .number(Self.rounded(lowest + width * Double(index)))),
                .init("to", .number(Self.rounded(lowest + width * Double(index + 1)))),
                .init("functions", .integer(bin.functions)), .init("instructions", .integer(bin.instructions)),
            ])
        }
        return .dictionary([
            .init("bins", .list(rows)), .init("functions", .integer(functions)), .init("instructions", .integer(instructions)),
        ])
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
