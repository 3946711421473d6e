import CTorch

// The fused operations of the transformer. T is the number of packed tokens.
extension Tensor {
    /// Root-mean-square normalisation over the last dimension, `x * weight / sqrt(mean(x²) + epsilon)`: [T, H] by [H]. Differentiable.
    public func rmsNorm(_ weight: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
        try made { ct_rms_norm(handle, weight.handle, epsilon, $0) }
    }

    /// `silu(gate) * up` of the fused projection: [T, 2 I], gate first -> [T, I]. Differentiable.
    public func swiGLU() throws(TorchError) -> Tensor { try made { ct_swiglu(handle, $0) } }

    /// Splits the fused projection [T, (heads + 2 kvHeads) D] and rotates it. Differentiable.
    ///
    /// Per head an optional RMS norm (`queryNorm`, `keyNorm` [D]), then rotary embedding in the half-split layout of Hugging Face.
    /// - Parameters:
    ///   - cos: float32 [T, D / 2], and `sin` alike.
    /// - Returns: query [T, heads, D]; key and value [T, kvHeads, D].
    public func splitRotary(
        queryNorm: Tensor?, keyNorm: Tensor?, epsilon: Double, cos: Tensor, sin: Tensor, heads: Int, kvHeads: Int
    ) throws(TorchError) -> (query: Tensor, key: Tensor, value: Tensor) {
        var query: ct_tensor?
        var key: ct_tensor?
        var value: ct_tensor?
        try check(
            ct_split_rotary(
                handle, queryNorm?.handle, keyNorm?.handle, epsilon, cos.handle, sin.handle, Int64(heads), Int64(kvHeads), &query,
                &key, &value))
        guard let query, let key, let value else { throw .libtorch("no tensor was made") }
        return (Tensor(owning: query), Tensor(owning: key), Tensor(owning: value))
    }

    /// Causal attention over packed segments with grouped queries. Differentiable.
    ///
    /// Segment i is the tokens `starts[i] ..< starts[i] + lengths[i]`; its tokens see each other causally and, where `parents[i]` is not
    /// negative, all tokens of that segment (which itself has no parent).
    /// query [T, heads, D], key and value [T, kvHeads, D] -> [T, heads, D].
    public static func segmentAttention(
        query: Tensor, key: Tensor, value: Tensor, starts: [Int64], lengths: [Int64], parents: [Int64], scale: Double
    ) throws(TorchError) -> Tensor {
        guard starts.count == lengths.count, starts.count == parents.count else {
            throw .wrongElementCount(found: lengths.count, expected: starts.count, shape: [starts.count])
        }
        return try made {
            ct_segment_attention(
                query.handle, key.handle, value.handle, starts, lengths, parents, Int64(starts.count), scale, $0)
        }
    }
}

/// Which cache blocks every row of a decoding step attends to.
public struct PagedRows: Sendable {
    /// Per row its shared prefix, -1 for none.
    public var prefixOfRow: [Int32]
    /// Blocks of prefix p: `prefixBlocks[prefixOffsets[p] ..< prefixOffsets[p + 1]]`; one more offset than prefixes.
    public var prefixOffsets: [Int32]
    public var prefixBlocks: [Int32]
    /// Per prefix its tokens.
    public var prefixLengths: [Int32]
    /// Blocks of row r: `ownBlocks[ownOffsets[r] ..< ownOffsets[r + 1]]`; one more offset than rows.
    public var ownOffsets: [Int32]
    public var ownBlocks: [Int32]
    /// Per row its own tokens, the new one counted.
    public var ownLengths: [Int32]

    /// No rows.
    public init() {
        self.init(
            prefixOfRow: [], prefixOffsets: [0], prefixBlocks: [], prefixLengths: [], ownOffsets: [0], ownBlocks: [], ownLengths: [])
    }

    public init(
        prefixOfRow: [Int32], prefixOffsets: [Int32], prefixBlocks: [Int32], prefixLengths: [Int32], ownOffsets: [Int32],
        ownBlocks: [Int32], ownLengths: [Int32]
    ) {
        self.prefixOfRow = prefixOfRow
        self.prefixOffsets = prefixOffsets
        self.prefixBlocks = prefixBlocks
        self.prefixLengths = prefixLengths
        self.ownOffsets = ownOffsets
        self.ownBlocks = ownBlocks
        self.ownLengths = ownLengths
    }

    /// Throws unless every array has the length that the others ask for.
    func checkLengths() throws(TorchError) {
        let rows = prefixOfRow.count
        let prefixes = prefixLengths.count
        try expect(prefixOffsets.count, prefixes + 1)
        try expect(ownOffsets.count, rows + 1)
        try expect(ownLengths.count, rows)
        try expect(prefixBlocks.count, Int(prefixOffsets.last ?? 0))
        try expect(ownBlocks.count, Int(ownOffsets.last ?? 0))
    }

    private func expect(_ found: Int, _ expected: Int) throws(TorchError) {
        guard found == expected else { throw .wrongElementCount(found: found, expected: expected, shape: [expected]) }
    }
}

extension Tensor {
    /// Attention of a generation step over a paged cache, which first takes the T tokens' keys and values. Not differentiable.
    ///
    /// The tokens are prompts of these lengths, packed behind each other, and behind them one new token for each of `rows`. A prompt's
    /// tokens see each other causally. A row attends to its shared prefix and to its own blocks.
    /// - Parameters:
    ///   - query: [T, heads, D]; key and value [T, kvHeads, D].
    ///   - keyCache: [blocks, kvHeads, blockSize, D]; `valueCache` alike.
    ///   - slots: where each token's key and value go: block * blockSize + offset.
    /// - Returns: [T, heads, D].
    public static func cachedAttention(
        query: Tensor, key: Tensor, value: Tensor, keyCache: Tensor, valueCache: Tensor, slots: [Int64], promptLengths: [Int64],
        rows: PagedRows, scale: Double
    ) throws(TorchError) -> Tensor {
        try rows.checkLengths()
        let tokens = query.shape.first ?? 0
        guard slots.count == tokens else { throw .wrongElementCount(found: slots.count, expected: tokens, shape: [tokens]) }
        return try made {
            ct_cached_attention(
                query.handle, key.handle, value.handle, keyCache.handle, valueCache.handle, slots, Int64(promptLengths.count),
                promptLengths, Int64(rows.prefixOfRow.count), rows.prefixOfRow, Int64(rows.prefixLengths.count), rows.prefixOffsets,
                rows.prefixBlocks, rows.prefixLengths, rows.ownOffsets, rows.ownBlocks, rows.ownLengths, scale, $0)
        }
    }

    /// Draws one token per row of these logits [rows, V].
    ///
    /// Temperature 0 is greedy. Top-k 0 and top-p 1 leave the distribution whole; both cut it after the temperature. `uniform` in
    /// [0, 1) decides. The log-probability is that of the token under the whole distribution at the temperature (at temperature 1
    /// where greedy).
    public func sample(
        temperature: [Float], topK: [Int32], topP: [Float], uniform: [Double]
    ) throws(TorchError) -> (tokens: [Int], logProbabilities: [Float]) {
        let rows = shape.first ?? 0
        for count in [temperature.count, topK.count, topP.count, uniform.count] where count != rows {
            throw .wrongElementCount(found: count, expected: rows, shape: [rows])
        }
        var tokens = [Int64](repeating: 0, count: rows)
        var logProbabilities = [Float](repeating: 0, count: rows)
        try check(ct_sample(handle, temperature, topK, topP, uniform, &tokens, &logProbabilities))
        return (tokens.map(Int.init), logProbabilities)
    }
}
