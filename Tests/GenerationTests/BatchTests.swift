import Generation
import Testing
import Torch

@Suite struct BatchTests {
    /// Prompts of 3 (group of two), 2 and 1 tokens in blocks of 2; the first completion of the group has 1 token, all are at their second.
    func scheduler() throws -> Scheduler {
        var scheduler = Scheduler(configuration: .init(maximumRows: 4, prefillTokens: 64, blockSize: 2, blockCount: 20))
        let prompts = [(7, [11, 12, 13]), (7, [11, 12, 13]), (8, [21, 22]), (9, [31])]
        for (ticket, (group, prompt)) in prompts.enumerated() {
            let sampling = SamplingParameters.greedy(maxNewTokens: 6)
            let request = GenerationRequest(id: UInt64(ticket), group: group, promptTokens: prompt, sampling: sampling)
            try scheduler.add(request, ticket: ticket, maxNewTokens: 6)
        }
        return scheduler
    }

    @Test func prefillPacksPromptsAndFillsUp() throws {
        var scheduler = try scheduler()
        let plan = scheduler.next()
        #expect(plan == .compute(prompts: [0, 1, 2], rows: false))
        let batch = PrefillBatch([0, 1, 2], of: scheduler, rowMultiple: 4, scratchBlock: 20)
        #expect(batch.tokens == [11, 12, 13, 21, 22, 31, 0, 0])
        #expect(batch.positions == [0, 1, 2, 0, 1, 0, 0, 1])
        // Blocks 0 and 1, block 2, block 3, then the scratch block.
        #expect(batch.slots == [0, 1, 2, 4, 5, 6, 40, 41])
        #expect(batch.lengths == [3, 2, 1, 2])
        #expect(batch.lastTokens == [2, 4, 5])
    }

    @Test func decodeNamesBlocksAndLengths() throws {
        var scheduler = try scheduler()
        var events: [GenerationEvent] = []
        _ = scheduler.next()
        scheduler.start([0, 1, 2], tokens: [1, 2, 3, 4], logProbabilities: [0, 0, 0, 0], events: &events)
        for step in 0..<2 {
            _ = scheduler.next()
            let tokens = (0..<4).map { 10 * (step + 1) + $0 }
            scheduler.advance(tokens: tokens, logProbabilities: [0, 0, 0, 0], events: &events)
        }
        _ = scheduler.next()
        var batch = DecodeBatch(rowMultiple: 3, scratchBlock: 20)
        // Twice: what an earlier step left must not show.
        batch.fill(from: scheduler)
        batch.fill(from: scheduler)
        #expect(batch.tokens == [20, 21, 22, 23, 0, 0])
        #expect(batch.positions == [5, 5, 4, 3, 0, 0])
        // Blocks 4 to 7 were taken at the first decode step, 8 to 11 at the third.
        #expect(batch.paged.ownBlocks == [4, 8, 5, 9, 6, 10, 7, 11, 20, 20])
        #expect(batch.paged.ownOffsets == [0, 2, 4, 6, 8, 9, 10])
        #expect(batch.paged.ownLengths == [3, 3, 3, 3, 1, 1])
        #expect(batch.slots == [16, 18, 20, 22, 40, 41])
        #expect(batch.paged.prefixOfRow == [0, 0, 1, 2, -1, -1])
        #expect(batch.paged.prefixBlocks == [0, 1, 2, 3])
        #expect(batch.paged.prefixOffsets == [0, 2, 3, 4])
        #expect(batch.paged.prefixLengths == [3, 2, 1])
    }

    @Test func paddedCounts() {
        #expect([0, 1, 7, 8, 9].map { paddedCount($0, multiple: 8) } == [0, 8, 8, 8, 16])
        #expect(paddedCount(5, multiple: 1) == 5)
    }
}
