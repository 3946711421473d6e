import Policy
import Torch

/// Attention of a prefill: every prompt to itself, its keys and values kept in the cache.
struct PrefillAttention: AttentionMechanism {
    private let cache: KeyValueCache
    private let slots: [Int64]
    private let segments: SegmentAttention

    init(cache: KeyValueCache, batch: PrefillBatch) throws {
        self.cache = cache
        slots = batch.slots
        segments = try SegmentAttention(segments: batch.segments.map { Segment(start: $0.start, length: $0.length) })
    }

    func attend(layer: Int, query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try cache.write(layer: layer, key: key, value: value, slots: slots)
        return try segments.attend(layer: layer, query: query, key: key, value: value)
    }
}

/// Attention of a decode step: every row's new token to its shared prompt and its own tokens, all in the cache.
struct PagedAttention: AttentionMechanism {
    let cache: KeyValueCache
    let batch: DecodeBatch

    func attend(layer: Int, query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try cache.write(layer: layer, key: key, value: value, slots: batch.slots)
        return try cache.attend(layer: layer, query: query, rows: batch.paged)
    }
}

/// Attention of a step that computes prompts and, behind their tokens, rows.
struct MixedAttention: AttentionMechanism {
    let prompts: PrefillAttention
    let rows: PagedAttention
    let promptTokens: Int

    func attend(layer: Int, query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        let first = 0..<promptTokens
        let rest = promptTokens..<promptTokens + rows.batch.rowCount
        return try Tensor.concatenate([
            prompts.attend(layer: layer, query: query[first], key: key[first], value: value[first]),
            rows.attend(layer: layer, query: query[rest], key: key[rest], value: value[rest]),
        ])
    }
}
