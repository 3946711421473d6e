import Generation
import Testing

@Suite struct BlockPoolTests {
    @Test func lowNumbersComeFirstAndReturnFirst() {
        var pool = BlockPool(count: 4)
        let taken1 = pool.allocate(3)
        #expect(taken1 == [0, 1, 2])
        let taken2 = pool.allocate(2)
        #expect(taken2 == nil)
        #expect(pool.freeCount == 1)
        pool.release([0, 1])
        let taken3 = pool.allocate()
        #expect(taken3 == 0)
        let taken4 = pool.allocate()
        #expect(taken4 == 1)
        let taken5 = pool.allocate()
        #expect(taken5 == 3)
        let taken6 = pool.allocate()
        #expect(taken6 == nil)
        #expect(pool.peakUsed == 4)
    }

    @Test func sharedBlocksAreFreedByTheirLastUser() {
        var pool = BlockPool(count: 3)
        let shared = pool.allocate(2) ?? []
        pool.retain(shared)
        pool.release(shared)
        #expect(pool.referenceCounts == [1, 1, 0])
        #expect(pool.usedCount == 2)
        pool.release(shared)
        #expect(pool.referenceCounts == [0, 0, 0])
        #expect(pool.freeCount == 3)
    }

    @Test func noBlocksFromAnEmptyPool() {
        var pool = BlockPool(count: 0)
        let taken7 = pool.allocate()
        #expect(taken7 == nil)
        let taken8 = pool.allocate(0)
        #expect(taken8 == [])
    }
}
