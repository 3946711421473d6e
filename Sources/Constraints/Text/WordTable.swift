/// Words by their code points, with a number for each: a flat hash table that is asked without making a key.
struct WordTable: Sendable {
    private var slots: [Int32]
    private var hashes: [UInt64] = []
    private var starts: [Int32] = [0]
    private var codes: Scalars = []
    /// What goes with each word, in the order of insertion.
    private var values: [Int] = []

    /// Keeps the first value of a word that occurs twice.
    init(_ words: some Sequence<(Scalars, Int)>) {
        let list = Array(words)
        var size = 16
        while size < list.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for (word, value) in list { insert(word, value) }
    }

    /// A set of words.
    init(words: some Sequence<Scalars>) { self.init(words.map { ($0, 1) }) }

    var isEmpty: Bool { values.isEmpty }

    private mutating func insert(_ word: Scalars, _ value: Int) {
        word.withUnsafeBufferPointer { word in
            guard self.value(of: word) == nil else { return }
            let hash = Self.hash(word)
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(values.count)
            hashes.append(hash)
            codes.append(contentsOf: word)
            starts.append(Int32(codes.count))
            values.append(value)
        }
    }

    /// The number of a word, nil where it is unknown.
    func value(of word: Codes) -> Int? {
        let hash = Self.hash(word)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash, equals(index, word) { return values[index] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    func value(of word: Scalars) -> Int? { word.withUnsafeBufferPointer { value(of: $0) } }

    @inline(__always)
    func contains(_ word: Codes) -> Bool { value(of: word) != nil }

    func contains(_ word: Piece) -> Bool { word.withUnsafeBufferPointer { value(of: $0) != nil } }

    private func equals(_ index: Int, _ word: Codes) -> Bool {
        let start = Int(starts[index])
        guard Int(starts[index + 1]) - start == word.count else { return false }
        for offset in 0..<word.count where codes[start + offset] != word[offset] { return false }
        return true
    }

    @inline(__always)
    static func hash(_ word: Codes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for code in word {
            hash = (hash ^ UInt64(code)) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
        }
        return hash ^ (hash >> 32)
    }
}
