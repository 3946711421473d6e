import Generation
import Testing
import Torch

/// What the engine relies on in the kernels: a row's result does not depend on the other rows, bit for bit.
@Suite struct PagedKernelTests {
    let heads = 4
    let kvHeads = 2
    let dimension = 16
    let blockSize = 32

    func random(_ shape: [Int], _ dtype: DType, seed: UInt64) throws -> Tensor {
        let tensor = try Tensor.empty(shape, dtype: dtype)
        try tensor.fillNormal(deviation: 1, seed: seed)
        return tensor
    }

    /// `groups` prompts of different lengths with `rowsPerGroup` rows each; blocks are numbered by prompt and row, so that a selection of rows
    /// finds the same contents.
    /// - Parameter prompts: lengths of prompts that are computed before the rows, in blocks that no row reads.
    func attend(
        _ rows: [(group: Int, row: Int)], query: Tensor, key: Tensor, caches: (keys: Tensor, values: Tensor), prompts: [Int] = []
    ) throws -> Tensor {
        var paged = PagedRows()
        var slots = (0..<prompts.reduce(0, +)).map { Int64(84 * blockSize + $0) }
        let promptTokens = slots.count
        var numbers: [Int: Int32] = [:]
        for (group, row) in rows {
            if numbers[group] == nil {
                numbers[group] = Int32(paged.prefixLengths.count)
                paged.prefixLengths.append(Int32(37 + 19 * group))
                paged.prefixBlocks.append(contentsOf: (0..<5).map { Int32(group * 5 + $0) })
                paged.prefixOffsets.append(Int32(paged.prefixBlocks.count))
            }
            paged.prefixOfRow.append(numbers[group] ?? -1)
            paged.ownBlocks.append(contentsOf: (0..<2).map { Int32(20 + (group * 8 + row) * 2 + $0) })
            paged.ownOffsets.append(Int32(paged.ownBlocks.count))
            let length = 1 + (row * 5) % 16
            paged.ownLengths.append(Int32(length))
            slots.append(Int64((20 + (group * 8 + row) * 2) * blockSize + length - 1))
        }
        let places = try Tensor((0..<promptTokens).map { 32 + $0 } + rows.map { $0.group * 8 + $0.row })
        let chosen = try key.indexSelect(0, places)
        return try Tensor.cachedAttention(
            query: query.indexSelect(0, places), key: chosen, value: chosen, keyCache: caches.keys, valueCache: caches.values, slots: slots,
            promptLengths: prompts.map(Int64.init), rows: paged, scale: 0.25)
    }

    /// Queries and keys of 32 rows and of 150 tokens of prompts.
    func inputs(_ dtype: DType) throws -> (query: Tensor, key: Tensor) {
        (try random([182, heads, dimension], dtype, seed: 1), try random([182, kvHeads, dimension], dtype, seed: 4))
    }

    func caches(_ dtype: DType) throws -> (keys: Tensor, values: Tensor) {
        let shape = [90, kvHeads, blockSize, dimension]
        return (try random(shape, dtype, seed: 2), try random(shape, dtype, seed: 3))
    }

    let allRows = (0..<4).flatMap { group in (0..<8).map { (group: group, row: $0) } }

    @Test(arguments: [DType.float32, .bfloat16]) func aRowDoesNotSeeItsCompany(dtype: DType) throws {
        let (query, key) = try inputs(dtype)
        let caches = try caches(dtype)
        let whole = try attend(allRows, query: query, key: key, caches: caches)
        for count in 1...8 {
            let few = allRows.filter { $0.row < count }
            let found = try attend(few, query: query, key: key, caches: caches)
            let expected = try whole.indexSelect(0, Tensor(few.map { $0.group * 8 + $0.row }))
            #expect(try found.isSame(as: expected), "\(count) rows per prompt")
        }
    }

    /// Prompts and rows in one call give what they give apart, and leave the same in the cache.
    @Test(arguments: [DType.float32, .bfloat16]) func promptsBesideRows(dtype: DType) throws {
        let (query, key) = try inputs(dtype)
        let apart = try caches(dtype)
        let prompts = try attend([], query: query, key: key, caches: apart, prompts: [70, 1, 79])
        let rows = try attend(allRows, query: query, key: key, caches: apart)
        let together = try caches(dtype)
        let found = try attend(allRows, query: query, key: key, caches: together, prompts: [70, 1, 79])
        #expect(try found.isSame(as: Tensor.concatenate([prompts, rows])))
        #expect(try together.keys.isSame(as: apart.keys))
        #expect(try together.values.isSame(as: apart.values))
        #expect(try !together.keys.isSame(as: caches(dtype).keys))
    }

    @Test func valuesOfAnotherTypeAreRefused() throws {
        let (query, key) = try inputs(.float32)
        let (caches, other) = (try caches(.float32), try caches(.bfloat16))
        func attend(_ value: Tensor, _ values: Tensor) throws -> Tensor {
            try Tensor.cachedAttention(
                query: query, key: key, value: value, keyCache: caches.keys, valueCache: values, slots: (0..<182).map(Int64.init),
                promptLengths: [182], rows: PagedRows(), scale: 1)
        }
        #expect(throws: TorchError.self) { try attend(key.to(dtype: .bfloat16), caches.values) }
        #expect(throws: TorchError.self) { try attend(key, other.values) }
        #expect(try attend(key, caches.values).shape == [182, heads, dimension])
    }

    @Test func tokensThatAreNeitherPromptNorRow() throws {
        let (query, key) = try inputs(.float32)
        #expect(throws: TorchError.self) {
            try Tensor.cachedAttention(
                query: query, key: key, value: key, keyCache: caches(.float32).keys, valueCache: caches(.float32).values,
                slots: (0..<182).map(Int64.init), promptLengths: [100, 81], rows: PagedRows(), scale: 1)
        }
    }
}
