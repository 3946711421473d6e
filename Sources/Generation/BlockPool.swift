/// The blocks of the key-value cache as numbers: which are free and how often each other one is used. The blocks of a shared prompt are held once
/// by the prompt and once by each row that reads them.
public struct BlockPool: Sendable {
    /// References per block; 0 means free.
    public private(set) var referenceCounts: [Int32]
    /// A stack; low numbers on top at first, so that memory is touched only as far as it is needed.
    private var free: [Int32]
    /// The most blocks that were ever in use at one time.
    public internal(set) var peakUsed = 0

    public init(count: Int) {
        referenceCounts = Array(repeating: 0, count: count)
        free = (0..<Int32(count)).reversed()
    }

    public var count: Int { referenceCounts.count }
    public var freeCount: Int { free.count }
    public var usedCount: Int { count - freeCount }

    /// One free block, now referenced once; nil where none is free.
    public mutating func allocate() -> Int32? {
        guard let block = free.popLast() else { return nil }
        referenceCounts[Int(block)] = 1
        peakUsed = max(peakUsed, usedCount)
        return block
    }

    /// `count` free blocks, or nil and no change.
    public mutating func allocate(_ count: Int) -> [Int32]? {
        guard count <= freeCount else { return nil }
        return (0..<count).compactMap { _ in allocate() }
    }

    /// One more user of blocks in use.
    public mutating func retain(_ blocks: [Int32]) {
        for block in blocks {
            precondition(referenceCounts[Int(block)] > 0, "block \(block) is free and cannot be shared")
            referenceCounts[Int(block)] += 1
        }
    }

    /// One user less; blocks without users become free.
    public mutating func release(_ blocks: [Int32]) {
        for block in blocks.reversed() {
            precondition(referenceCounts[Int(block)] > 0, "block \(block) is released more often than it was taken")
            referenceCounts[Int(block)] -= 1
            if referenceCounts[Int(block)] == 0 { free.append(block) }
        }
    }
}
