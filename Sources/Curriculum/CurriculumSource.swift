/// One source of prompts as the curriculum sees it: a name, and how many items of which difficulty.
public struct CurriculumSource: Sendable, Equatable {
    public enum Items: Sendable, Equatable {
        /// This many items without an order of difficulty.
        case plain(count: Int)
        /// Items with a known difficulty each, such as the complexity score of a sequential instruction.
        case graded(difficulties: [Double], ladder: IntervalLadder.Configuration)
        /// Items whose difficulty is learned while training, from the success of each item's keys (its constraint ids).
        case online(keys: [[String]], ladder: IntervalLadder.Configuration, difficulty: OnlineDifficulty.Configuration)
    }

    public var name: String
    public var items: Items
    /// A hash of what the items say, where the data are to be known again by more than number and difficulty; 0: none.
    public var digest: UInt64

    public init(name: String, items: Items, digest: UInt64 = 0) {
        self.name = name
        self.items = items
        self.digest = digest
    }

    var count: Int {
        switch items {
        case .plain(let count): max(count, 0)
        case .graded(let difficulties, _): difficulties.count
        case .online(let keys, _, _): keys.count
        }
    }

    func validate() throws {
        switch items {
        case .plain(let count):
            try require(count >= 0, "source \"\(name)\"", "\(count) items", "at least 0")
        case .graded(let difficulties, let ladder):
            try ladder.validate()
            for (index, difficulty) in difficulties.enumerated() where !difficulty.isFinite {
                throw CurriculumError.nonFinite(source: name, what: "difficulty", index: index, found: difficulty)
            }
        case .online(_, let ladder, let difficulty):
            try ladder.validate()
            try difficulty.validate()
        }
    }

    /// A hash of the items' order, difficulty and digest (64-bit FNV-1a), by which a resumed run knows its data again.
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        func mix(word: UInt64) {
            for shift in stride(from: UInt64(0), to: 64, by: 8) { mix(byte: UInt8(truncatingIfNeeded: word >> shift)) }
        }
        mix(word: UInt64(count))
        mix(word: digest)
        switch items {
        case .plain: break
        case .graded(let difficulties, _): for difficulty in difficulties { mix(word: difficulty.bitPattern) }
        case .online(let keys, _, _):
            for item in keys {
                mix(word: UInt64(item.count))
                for key in item {
                    for byte in key.utf8 { mix(byte: byte) }
                    mix(byte: 0xFF)
                }
            }
        }
        return hash
    }
}
