import SequentialExecution

/// Chooses instructions evenly over intervals of complexity.
struct InstructionSample {
    var range: ClosedRange<Double>
    var intervals: Int
    var seed: UInt64

    /// `count` of the rows in their order: interval after interval gives one of its own, drawn by the seed, until there are enough. An
    /// interval that has no more is passed over.
    func chosen(_ count: Int, of rows: [SequentialInstruction]) -> [SequentialInstruction] {
        guard count < rows.count else { return rows }
        var random = SeededGenerator(seed: seed)
        let histogram = ComplexityHistogram(range: range, count: intervals)
        var members = Array(repeating: [Int](), count: histogram.bins.count)
        for (index, row) in rows.enumerated() { members[histogram.bin(of: row.complexity ?? 0)].append(index) }
        members = members.map { random.shuffled($0) }
        var chosen: [Int] = []
        var round = 0
        while chosen.count < count {
            let next = members.compactMap { round < $0.count ? $0[round] : nil }
            chosen += random.shuffled(next).prefix(count - chosen.count)
            round += 1
        }
        return chosen.sorted().map { rows[$0] }
    }
}
