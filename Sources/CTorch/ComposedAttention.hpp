// Attention put together from ATen's operations, for devices and types without a kernel of ours.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace ctorch {

/// Tokens start ..< start + length of a pack, and the segment that they continue; -1 for none.
struct Segment {
    int64_t start, length, parent;
};

/// Which blocks of a cache every row reads: those of its prefix (-1 for none), then its own; block lists by offsets.
struct PagedBatch {
    int64_t rows, prefixes;
    const int32_t *prefix_of_row, *prefix_offsets, *prefix_blocks, *prefix_lengths, *own_offsets, *own_blocks, *own_lengths;
};

/// query [T, heads, D], key and value [T, kv_heads, D] -> [T, heads, D]. Differentiable.
at::Tensor segment_attention_composed(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                                      const std::vector<Segment> &segments, double scale);

/// query [rows, heads, D]; contiguous caches [blocks, kv_heads, block_size, D] -> [rows, heads, D].
at::Tensor paged_attention_composed(const at::Tensor &query, const at::Tensor &key_cache, const at::Tensor &value_cache,
                                    const PagedBatch &batch, double scale);

/// Writes rows [T, kv_heads, D] into the slots (block * block_size + offset) of a contiguous cache.
void cache_write_composed(const at::Tensor &key_cache, const at::Tensor &value_cache, const at::Tensor &key, const at::Tensor &value,
                          const int64_t *slots);

}  // namespace ctorch
