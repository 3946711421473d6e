import Policy
import Torch

/// Attention of one step: every prompt to itself, and behind the prompts every row's new token to its shared prompt and its own tokens. All keys and
/// values are kept in the cache.
struct CachedAttention: AttentionMechanism {
    private let cache: KeyValueCache
    private let slots: [Int64]
    private let promptLengths: [Int64]
    private let rows: PagedRows

    /// Either may be absent.
    init(cache: KeyValueCache, prompts: PrefillBatch? = nil, rows batch: DecodeBatch? = nil) {
        self.cache = cache
        slots = (prompts?.slots ?? []) + (batch?.slots ?? [])
        promptLengths = (prompts?.lengths ?? []).map(Int64.init)
        rows = batch?.paged ?? PagedRows()
    }

    func attend(layer: Int, query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try cache.attend(
            layer: layer, query: query, key: key, value: value, slots: slots, promptLengths: promptLengths, rows: rows)
    }
}
