/// Stretches of one buffer, such as words, sentences or tokens. Cheaper than an array of slices: elements hold nothing alive.
package struct PieceList: RandomAccessCollection, Sendable {
    package let buffer: Scalars
    package let ranges: [Range<Int>]

    package init(buffer: Scalars, ranges: [Range<Int>]) {
        self.buffer = buffer
        self.ranges = ranges
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { ranges.count }
    package subscript(index: Int) -> Piece { buffer[ranges[index]] }

    /// Calls `body` with the code points, which live as long as the call.
    @inline(__always)
    func withCodes<Result>(_ body: (Codes) throws -> Result) rethrows -> Result {
        try buffer.withUnsafeBufferPointer(body)
    }

    /// Calls `body` with one element's code points.
    @inline(__always)
    func withElement<Result>(_ index: Int, _ body: (Codes) throws -> Result) rethrows -> Result {
        try buffer.withUnsafeBufferPointer { try body(Codes(rebasing: $0[ranges[index]])) }
    }

    /// How many elements a set of words holds.
    func count(in words: WordTable) -> Int {
        withCodes { codes in
            var total = 0
            for range in ranges where words.contains(Codes(rebasing: codes[range])) { total += 1 }
            return total
        }
    }

    /// Number of different elements, and the highest number of times that one occurs.
    var diversity: (distinct: Int, highest: Int) {
        withCodes { codes in
            var counter = PieceCounter(capacity: ranges.count)
            for range in ranges { counter.count(range, of: codes) }
            return (counter.distinct, counter.highest)
        }
    }
}

/// Counts equal stretches of one buffer.
struct PieceCounter {
    private var slots: [Int32]
    private var entries: [(range: Range<Int>, hash: UInt64, count: Int)] = []
    private(set) var highest = 0

    var distinct: Int { entries.count }

    /// - Parameter capacity: the most stretches that will be counted.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        entries.reserveCapacity(capacity)
    }

    /// Counts a stretch.
    mutating func count(_ range: Range<Int>, of codes: Codes) {
        let hash = WordTable.hash(Codes(rebasing: codes[range]))
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if entries[index].hash == hash, Self.equal(entries[index].range, range, codes) {
                entries[index].count += 1
                highest = max(highest, entries[index].count)
                return
            }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(truncatingIfNeeded: entries.count)
        entries.append((range, hash, 1))
        highest = max(highest, 1)
    }

    private static func equal(_ left: Range<Int>, _ right: Range<Int>, _ codes: Codes) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where codes[left.lowerBound + offset] != codes[right.lowerBound + offset] { return false }
        return true
    }
}
