/// A set of 64-bit keys below `UInt64.max` in a flat hash table.
struct KeySet: Sendable {
    private var slots: [UInt64]
    private(set) var count = 0

    /// - Parameter capacity: the most keys that will be inserted.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: .max, count: size)
    }

    private static func hash(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) }

    mutating func insert(_ key: UInt64) {
        let mask = slots.count - 1
        var slot = Self.hash(key) & mask
        while slots[slot] != .max {
            if slots[slot] == key { return }
            slot = (slot + 1) & mask
        }
        slots[slot] = key
        count += 1
    }

    func contains(_ key: UInt64) -> Bool {
        let mask = slots.count - 1
        var slot = Self.hash(key) & mask
        while slots[slot] != .max {
            if slots[slot] == key { return true }
            slot = (slot + 1) & mask
        }
        return false
    }

    /// How many of these keys another set holds too.
    func count(in other: KeySet) -> Int {
        var total = 0
        for key in slots where key != .max && other.contains(key) { total += 1 }
        return total
    }
}
