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
    func attend(_ rows: [(group: Int, row: Int)], query: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        var paged = PagedRows(
            prefixOfRow: [], prefixOffsets: [0], prefixBlocks: [], prefixLengths: [], ownOffsets: [0], ownBlocks: [], ownLengths: [])
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
            paged.ownLengths.append(Int32(1 + (row * 5) % 16))
        }
        let places = try Tensor(rows.map { $0.group * 8 + $0.row })
        return try Tensor.pagedAttention(
            query: query.indexSelect(0, places), keyCache: keys, valueCache: values, rows: paged, scale: 0.25)
    }

    @Test(arguments: [DType.float32, .bfloat16]) func aRowDoesNotSeeItsCompany(dtype: DType) throws {
        let query = try random([32, heads, dimension], dtype, seed: 1)
        let keys = try random([84, kvHeads, blockSize, dimension], dtype, seed: 2)
        let values = try random([84, kvHeads, blockSize, dimension], dtype, seed: 3)
        let all = (0..<4).flatMap { group in (0..<8).map { (group: group, row: $0) } }
        let whole = try attend(all, query: query, keys: keys, values: values)
        for count in 1...8 {
            let few = all.filter { $0.row < count }
            let found = try attend(few, query: query, keys: keys, values: values)
            let expected = try whole.indexSelect(0, Tensor(few.map { $0.group * 8 + $0.row }))
            #expect(try found.isSame(as: expected), "\(count) rows per prompt")
        }
    }
}
