/// Merge ranks keyed by the two tokens of a pair: an open-addressing table of one machine word per entry.
///
/// A word is left id (21 bits), right id (21 bits), rank (22 bits), so a probe that hits reads one cache line.
/// `@unchecked Sendable`: the storage is written in `init` only.
final class PairTable: @unchecked Sendable {
    static let identifierLimit = 1 << 21
    static let rankLimit = 1 << 22 - 1
    static let absent = UInt32.max

    private let slots: UnsafeMutablePointer<UInt64>
    private let mask: Int
    private let shift: UInt64

    /// Pairs in rank order; a repeated pair keeps its last rank, as in the reference. Ids and count must be below the limits.
    init(_ pairs: [(left: Int, right: Int)]) {
        var bits = 4
        while 1 << bits < pairs.count * 2 { bits += 1 }
        slots = .allocate(capacity: 1 << bits)
        slots.initialize(repeating: .max, count: 1 << bits)
        mask = 1 << bits - 1
        shift = UInt64(64 - bits)
        for (rank, pair) in pairs.enumerated() {
            precondition(pair.left < Self.identifierLimit && pair.right < Self.identifierLimit && rank < Self.rankLimit)
            insert(UInt64(pair.left) << 21 | UInt64(pair.right), UInt64(rank))
        }
    }

    deinit { slots.deallocate() }

    private func insert(_ key: UInt64, _ rank: UInt64) {
        var index = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
        while slots[index] != .max, slots[index] >> 22 != key { index = (index &+ 1) & mask }
        slots[index] = key << 22 | rank
    }

    /// The rank of a pair, or `absent`.
    @inline(__always)
    func rank(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let key = UInt64(left) << 21 | UInt64(right)
        var index = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
        while true {
            let slot = slots[index]
            if slot >> 22 == key { return UInt32(truncatingIfNeeded: slot & 0x3F_FFFF) }
            if slot == .max { return Self.absent }
            index = (index &+ 1) & mask
        }
    }
}
