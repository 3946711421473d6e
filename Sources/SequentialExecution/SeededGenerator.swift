import SeededRandom

/// Draws from a small reproducible random generator: the same seed gives the same sequence on every machine and version.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var source: SplitMix64

    package init(seed: UInt64) {
        source = SplitMix64(seed: seed)
    }

    /// A stream of its own for each index, so that row i does not depend on how many rows are asked for.
    package init(seed: UInt64, stream: Int) {
        var mixer = SeededGenerator(seed: seed)
        let salt = mixer.next()
        source = SplitMix64(seed: salt ^ (UInt64(truncatingIfNeeded: stream) &* 0xD134_2543_DE82_EF95))
        _ = next()
    }

    package mutating func next() -> UInt64 { source.next() }

    /// Uniform in `range`.
    package mutating func integer(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound + 1)
        return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
    }

    /// Uniform in 0..<1.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    package mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// One of the items; the list must not be empty.
    package mutating func pick<Item>(_ items: [Item]) -> Item {
        items[integer(in: 0...(items.count - 1))]
    }

    /// The index of one of the weights, with probability in proportion to it.
    package mutating func weighted(_ weights: [Double]) -> Int {
        var point = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            point -= weight
            if point < 0 { return index }
        }
        return max(weights.count - 1, 0)
    }

    package mutating func shuffled<Item>(_ items: [Item]) -> [Item] {
        var items = items
        for index in items.indices.reversed() where index > 0 {
            items.swapAt(index, integer(in: 0...index))
        }
        return items
    }
}
