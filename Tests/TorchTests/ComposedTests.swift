import Testing
import Torch

/// What devices without kernels of ours compute with (float64 takes the same way on the processor) against those kernels.
@Suite struct ComposedTests {
    let heads = 4
    let kvHeads = 2
    let dimension = 8

    func random(_ shape: [Int], seed: UInt64) throws -> Tensor {
        let tensor = try Tensor.empty(shape)
        try tensor.fillNormal(deviation: 1, seed: seed)
        return tensor
    }

    /// Two prompts of different lengths with three and two completions, one of them empty, and a text that stands alone.
    @Test func segmentAttention() throws {
        let starts: [Int64] = [0, 5, 8, 8, 15, 17, 20, 27]
        let lengths: [Int64] = [5, 3, 0, 7, 2, 3, 7, 4]
        let parents: [Int64] = [-1, 0, 0, 0, -1, 4, 4, -1]
        let given = try [(heads, UInt64(1)), (kvHeads, 2), (kvHeads, 3)].map { try random([31, $0.0, dimension], seed: $0.1) }
        let upstream = try random([31, heads, dimension], seed: 4)
        func run(_ type: DType) throws -> [Tensor] {
            let inputs = try given.map { try $0.to(dtype: type).detached().requireGradient() }
            let out = try Tensor.segmentAttention(
                query: inputs[0], key: inputs[1], value: inputs[2], starts: starts, lengths: lengths, parents: parents, scale: 0.3)
            try out.backward(upstream.to(dtype: type))
            return try [out.detached()] + inputs.map { try #require(try $0.gradient) }
        }
        for (kernel, composed) in zip(try run(.float32), try run(.float64)) {
            #expect(try kernel.isClose(to: composed.to(dtype: .float32), relative: 1e-4, absolute: 1e-5))
        }
    }

    /// The layout is kept from call to call: another one must not be answered with it.
    @Test func segmentsChangeFromCallToCall() throws {
        let query = try random([6, heads, dimension], seed: 1)
        let key = try random([6, kvHeads, dimension], seed: 2)
        for lengths in [[6], [2, 4], [4, 2], [6]] as [[Int64]] {
            let starts = lengths.indices.map { lengths[..<$0].reduce(0, +) }
            let parents = [Int64](repeating: -1, count: lengths.count)
            func run(_ type: DType) throws -> Tensor {
                let (query, key) = (try query.to(dtype: type), try key.to(dtype: type))
                return try Tensor.segmentAttention(
                    query: query, key: key, value: key, starts: starts, lengths: lengths, parents: parents, scale: 1)
            }
            #expect(try run(.float32).isClose(to: run(.float64).to(dtype: .float32), relative: 1e-4, absolute: 1e-5), "\(lengths)")
        }
    }

    /// Prompts, rows, and both in one call.
    @Test(arguments: [([], true), ([3, 2], false), ([3, 2], true)] as [([Int64], Bool)])
    func cachedAttention(prompts: [Int64], hasRows: Bool) throws {
        let given = try [1, 2].map { try random([11, kvHeads, 4, dimension], seed: $0) }
        let tokens = Int(prompts.reduce(0, +)) + (hasRows ? 4 : 0)
        let query = try random([tokens, heads, dimension], seed: 3)
        let (key, value) = (try random([tokens, kvHeads, dimension], seed: 4), try random([tokens, kvHeads, dimension], seed: 5))
        for lengths in [[1, 4, 5, 7], [2, 3, 6, 8]] as [[Int32]] {
            let rows = PagedRows(
                prefixOfRow: [0, 0, 1, -1], prefixOffsets: [0, 2, 3], prefixBlocks: [8, 1, 3], prefixLengths: [6, 2],
                ownOffsets: [0, 1, 2, 4, 6], ownBlocks: [0, 2, 4, 5, 6, 7], ownLengths: lengths)
            let ownBlocks = [[0], [2], [4, 5], [6, 7]]
            let own = ownBlocks.indices.map { row in
                let last = Int(lengths[row]) - 1
                return Int64(ownBlocks[row][last / 4] * 4 + last % 4)
            }
            let promptSlots = [36, 37, 38, 40, 41].prefix(Int(prompts.reduce(0, +))).map(Int64.init)
            let slots = hasRows ? promptSlots + own : promptSlots
            func run(_ type: DType) throws -> [Tensor] {
                let caches = try given.map { try $0.to(dtype: type).detached().clone() }
                let out = try Tensor.cachedAttention(
                    query: query.to(dtype: type), key: key.to(dtype: type), value: value.to(dtype: type), keyCache: caches[0],
                    valueCache: caches[1], slots: slots, promptLengths: prompts, rows: hasRows ? rows : PagedRows(), scale: 0.3)
                return [out] + caches
            }
            for (kernel, composed) in zip(try run(.float32), try run(.float64)) {
                #expect(try kernel.isClose(to: composed.to(dtype: .float32), relative: 1e-4, absolute: 1e-5))
            }
        }
    }

    /// Greedy rows, whole distributions and every cut, in one batch, over a vocabulary that is no multiple of anything.
    @Test(arguments: [5, 700, 1537]) func draws(vocabulary: Int) throws {
        let count = 400
        let logits = try random([count, vocabulary], seed: 5)
        let temperature = (0..<count).map { Float([0, 1, 0.7, 1.5][$0 % 4]) }
        let topK = (0..<count).map { Int32([0, 0, 3, 20, 0][$0 % 5]) }
        let topP = (0..<count).map { Float([1, 0.8, 1, 0.9, 0.3, 1, 1][$0 % 7]) }
        let uniform = (0..<count).map { (Double($0) + 0.5) / Double(count) }
        func run(_ type: DType) throws -> (tokens: [Int], logProbabilities: [Float]) {
            try logits.to(dtype: type).sample(temperature: temperature, topK: topK, topP: topP, uniform: uniform)
        }
        let (kernel, composed) = (try run(.float32), try run(.float64))
        // A uniform number that falls on the edge between two tokens goes to either.
        #expect(zip(kernel.tokens, composed.tokens).count { $0 != $1 } <= 2)
        for place in 0..<count where kernel.tokens[place] == composed.tokens[place] {
            #expect(abs(kernel.logProbabilities[place] - composed.logProbabilities[place]) < 1e-4)
        }
    }

    @Test func undefinedLogitsShowInTheLogProbability() throws {
        let logits = try Tensor([1, .nan, 2, 3] as [Float], shape: [2, 2]).to(dtype: .float64)
        let drawn = try logits.sample(temperature: [1, 1], topK: [0, 0], topP: [1, 1], uniform: [0.5, 0.5])
        #expect(drawn.logProbabilities[0].isNaN)
        #expect(!drawn.logProbabilities[1].isNaN)
    }
}
