/// The prompts of one prefill, packed behind each other.
package struct PrefillBatch: Sendable {
    package private(set) var tokens: [Int] = []
    package private(set) var positions: [Int] = []
    /// Where each token's key and value go.
    package private(set) var slots: [Int64] = []
    /// Tokens per prompt, and of the padding where there is some.
    package private(set) var lengths: [Int] = []
    /// Where each prompt's last token is.
    package private(set) var lastTokens: [Int] = []

    /// Packs the prompts in these scheduler slots and adds tokens up to a multiple of `rowMultiple`, which go to the scratch block.
    package init(_ prompts: [Int], of scheduler: borrowing Scheduler, rowMultiple: Int, scratchBlock: Int) {
        let blockSize = scheduler.configuration.blockSize
        for slot in prompts {
            let prefix = scheduler.prefixes[slot]
            lengths.append(prefix.tokens.count)
            tokens.append(contentsOf: prefix.tokens)
            positions.append(contentsOf: prefix.tokens.indices)
            for position in prefix.tokens.indices {
                slots.append(Int64(prefix.blocks[position / blockSize]) * Int64(blockSize) + Int64(position % blockSize))
            }
            lastTokens.append(tokens.count - 1)
        }
        let padding = paddedCount(tokens.count, multiple: rowMultiple) - tokens.count
        guard padding > 0 else { return }
        lengths.append(padding)
        tokens.append(contentsOf: repeatElement(0, count: padding))
        positions.append(contentsOf: 0..<padding)
        slots.append(contentsOf: (0..<padding).map { Int64(scratchBlock) * Int64(blockSize) + Int64($0 % blockSize) })
    }
}
