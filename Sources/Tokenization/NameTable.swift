/// Token ids by name: a hash table over one buffer of bytes, because a vocabulary has hundreds of thousands of names and a
/// dictionary of arrays spends its time allocating them.
struct NameTable: Sendable {
    private var storage: [UInt8] = []
    /// Where each entry's name starts in `storage`; one more than there are entries.
    private var starts = [0]
    private(set) var ids: [Int] = []
    /// Entry numbers by hash, -1 where free.
    private var slots: [Int32]

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
    }

    var count: Int { ids.count }

    func name(_ entry: Int) -> ArraySlice<UInt8> { storage[starts[entry]..<starts[entry + 1]] }

    func id(_ name: ArraySlice<UInt8>) -> Int? { id(joining: name, []) }

    /// The id of two names written one after the other.
    func id(joining first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Int? {
        let entry = slots[slot(first, second)]
        return entry < 0 ? nil : ids[Int(entry)]
    }

    /// Gives a name an id; a repeated name keeps its last one.
    mutating func set(_ name: ArraySlice<UInt8>, _ id: Int) {
        let slot = slot(name, [])
        if slots[slot] >= 0 {
            ids[Int(slots[slot])] = id
            return
        }
        slots[slot] = Int32(ids.count)
        storage.append(contentsOf: name)
        starts.append(storage.count)
        ids.append(id)
        if ids.count * 2 > slots.count { grow() }
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for entry in ids.indices { slots[slot(name(entry), [])] = Int32(entry) }
    }

    /// The slot that holds a name, or the free one where it belongs.
    private func slot(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in first { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in second { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
        while slots[slot] >= 0, !equals(Int(slots[slot]), first, second) { slot = (slot + 1) & mask }
        return slot
    }

    private func equals(_ entry: Int, _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
        let start = starts[entry]
        let middle = start + first.count
        guard starts[entry + 1] - middle == second.count else { return false }
        return storage[start..<middle].elementsEqual(first) && storage[middle..<middle + second.count].elementsEqual(second)
    }
}
