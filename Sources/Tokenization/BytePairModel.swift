/// A byte-pair vocabulary with its merges, ready for encoding.
struct BytePairModel: Sendable {
    /// The token of each single byte, or nil where the vocabulary lacks it.
    let byteTokens: [UInt32?]
    let ranks: PairTable
    /// The token that each merge makes, by rank.
    let results: [UInt32]
    /// Stands for bytes that the vocabulary lacks; without it they vanish, as in the reference.
    let unknown: UInt32?
    /// Whether neighbouring unknown bytes become one token.
    let fusesUnknown: Bool
    /// Whole words that are tokens without asking the merges; empty unless the model ignores merges for them.
    let wholeWords: [[UInt8]: UInt32]

    /// The tokens of a word before merging.
    func symbols(_ word: UnsafeBufferPointer<UInt8>, into symbols: inout [UInt32]) {
        symbols.removeAll(keepingCapacity: true)
        var afterUnknown = false
        for byte in word {
            if let token = byteTokens[Int(byte)] {
                symbols.append(token)
                afterUnknown = false
            } else if let unknown {
                if !(afterUnknown && fusesUnknown) { symbols.append(unknown) }
                afterUnknown = true
            }
        }
    }

    /// Merges in place: again and again the pair of lowest rank, the leftmost of equals.
    func merge(_ symbols: inout [UInt32], ranks pairRanks: inout [UInt32]) {
        guard symbols.count > 1 else { return }
        if symbols.count > 48 { return mergeLong(&symbols) }
        pairRanks.removeAll(keepingCapacity: true)
        for i in 1..<symbols.count { pairRanks.append(ranks.rank(symbols[i - 1], symbols[i])) }
        let count = symbols.withUnsafeMutableBufferPointer { symbols in
            pairRanks.withUnsafeMutableBufferPointer { mergeShort(symbols, $0) }
        }
        symbols.removeLast(symbols.count - count)
    }

    /// Looks at every pair for each merge: fastest for words, quadratic in the length. Returns the new count.
    private func mergeShort(_ symbols: UnsafeMutableBufferPointer<UInt32>, _ pairRanks: UnsafeMutableBufferPointer<UInt32>) -> Int {
        var pairs = pairRanks.count
        while pairs > 0 {
            var best = PairTable.absent
            var at = 0
            for i in 0..<pairs where pairRanks[i] < best {
                best = pairRanks[i]
                at = i
            }
            if best == PairTable.absent { break }
            symbols[at] = results[Int(best)]
            pairs &-= 1
            for i in at..<pairs {
                symbols[i &+ 1] = symbols[i &+ 2]
                pairRanks[i] = pairRanks[i &+ 1]
            }
            if at > 0 { pairRanks[at &- 1] = ranks.rank(symbols[at &- 1], symbols[at]) }
            if at < pairs { pairRanks[at] = ranks.rank(symbols[at], symbols[at &+ 1]) }
        }
        return pairs &+ 1
    }

    /// The same with a heap over a linked list: n log n, for words of any length.
    private func mergeLong(_ symbols: inout [UInt32]) {
        let count = symbols.count
        var next = Array(1...count)
        var previous = Array(-1..<count - 1)
        var pairRanks = [UInt32](repeating: PairTable.absent, count: count)
        var heap = RankHeap()
        func update(_ i: Int) {
            pairRanks[i] = next[i] < count ? ranks.rank(symbols[i], symbols[next[i]]) : PairTable.absent
            if pairRanks[i] != PairTable.absent { heap.push(rank: pairRanks[i], position: i) }
        }
        for i in 0..<count { update(i) }
        while let (rank, i) = heap.pop() {
            // Entries of pairs that have changed since are stale.
            guard pairRanks[i] == rank else { continue }
            let right = next[i]
            symbols[i] = results[Int(rank)]
            pairRanks[right] = PairTable.absent
            next[i] = next[right]
            if next[i] < count { previous[next[i]] = i }
            update(i)
            if previous[i] >= 0 { update(previous[i]) }
        }
        var kept = 0
        var i = 0
        while i < count {
            symbols[kept] = symbols[i]
            kept += 1
            i = next[i]
        }
        symbols.removeLast(count - kept)
    }
}

/// A binary heap of (rank, position), the smallest first.
struct RankHeap {
    private var keys: [UInt64] = []

    mutating func push(rank: UInt32, position: Int) {
        keys.append(UInt64(rank) << 40 | UInt64(position))
        var child = keys.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if keys[parent] <= keys[child] { break }
            keys.swapAt(parent, child)
            child = parent
        }
    }

    mutating func pop() -> (rank: UInt32, position: Int)? {
        guard let top = keys.first, let last = keys.popLast() else { return nil }
        if !keys.isEmpty {
            keys[0] = last
            sink()
        }
        return (UInt32(top >> 40), Int(top & 0xFF_FFFF_FFFF))
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= keys.count { break }
            if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
            if keys[parent] <= keys[child] { break }
            keys.swapAt(parent, child)
            parent = child
        }
    }
}
