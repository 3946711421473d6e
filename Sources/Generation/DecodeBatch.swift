package import Torch

/// The arrays that one decode step hands to the model and to the kernels, refilled in place every step. Rows come in the scheduler's order; rows
/// are added up to a multiple of `rowMultiple` that read and write the scratch block and whose results nobody looks at.
package struct DecodeBatch: Sendable {
    package private(set) var tokens: [Int] = []
    package private(set) var positions: [Int] = []
    /// Where each row's new key and value go.
    package private(set) var slots: [Int64] = []
    /// Which cache blocks every row reads.
    package private(set) var paged = PagedRows()

    /// The number of each scheduler slot's prompt in this batch, -1 where no row reads it.
    private var denseNumbers: [Int32] = []
    private let rowMultiple: Int
    private let scratchBlock: Int32

    package init(rowMultiple: Int, scratchBlock: Int) {
        self.rowMultiple = rowMultiple
        self.scratchBlock = Int32(scratchBlock)
    }

    package var rowCount: Int { tokens.count }

    /// Takes the scheduler's rows. Each feeds the first of its tokens that is not in the cache.
    package mutating func fill(from scheduler: borrowing Scheduler) {
        removeAll()
        let blockSize = scheduler.configuration.blockSize
        denseNumbers.append(contentsOf: repeatElement(-1, count: scheduler.prefixes.count))
        for row in scheduler.rows.indices {
            let slot = scheduler.prefixOfRow[row]
            if denseNumbers[slot] < 0 { addPrefix(slot, scheduler.prefixes[slot]) }
            paged.prefixOfRow.append(denseNumbers[slot])
            add(scheduler.rows[row], promptLength: scheduler.prefixes[slot].tokens.count, blockSize: blockSize)
        }
        let padding = paddedCount(rowCount, multiple: rowMultiple) - rowCount
        for index in 0..<padding { addPadding(slot: Int64(scratchBlock) * Int64(blockSize) + Int64(index % blockSize)) }
    }

    private mutating func removeAll() {
        tokens.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        slots.removeAll(keepingCapacity: true)
        paged.prefixOfRow.removeAll(keepingCapacity: true)
        paged.prefixOffsets.removeAll(keepingCapacity: true)
        paged.prefixBlocks.removeAll(keepingCapacity: true)
        paged.prefixLengths.removeAll(keepingCapacity: true)
        paged.ownOffsets.removeAll(keepingCapacity: true)
        paged.ownBlocks.removeAll(keepingCapacity: true)
        paged.ownLengths.removeAll(keepingCapacity: true)
        denseNumbers.removeAll(keepingCapacity: true)
        paged.prefixOffsets.append(0)
        paged.ownOffsets.append(0)
    }

    private mutating func addPrefix(_ slot: Int, _ prefix: Prefix) {
        denseNumbers[slot] = Int32(paged.prefixLengths.count)
        paged.prefixBlocks.append(contentsOf: prefix.blocks)
        paged.prefixOffsets.append(Int32(paged.prefixBlocks.count))
        paged.prefixLengths.append(Int32(prefix.tokens.count))
    }

    private mutating func add(_ row: TokenSequence, promptLength: Int, blockSize: Int) {
        let index = row.cached
        tokens.append(row.tokens[index])
        positions.append(promptLength + index)
        slots.append(Int64(row.blocks[index / blockSize]) * Int64(blockSize) + Int64(index % blockSize))
        paged.ownBlocks.append(contentsOf: row.blocks)
        paged.ownOffsets.append(Int32(paged.ownBlocks.count))
        paged.ownLengths.append(Int32(index + 1))
    }

    private mutating func addPadding(slot: Int64) {
        tokens.append(0)
        positions.append(0)
        slots.append(slot)
        paged.prefixOfRow.append(-1)
        paged.ownBlocks.append(scratchBlock)
        paged.ownOffsets.append(Int32(paged.ownBlocks.count))
        paged.ownLengths.append(1)
    }
}

/// The least multiple of `multiple` that is not below `count`.
package func paddedCount(_ count: Int, multiple: Int) -> Int { (count + multiple - 1) / multiple * multiple }
