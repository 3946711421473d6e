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

/// query [T, heads, D], key and value [T, kv_heads, D] -> [T, heads, D]. Differentiable.
at::Tensor segment_attention_composed(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                                      const std::vector<Segment> &segments, double scale);

/// query [rows, heads, D]; caches [blocks, kv_heads, block_size, D]; per row the slots (block * block_size + offset) it reads.
at::Tensor paged_attention_composed(const at::Tensor &query, const at::Tensor &key_cache, const at::Tensor &value_cache,
                                    const std::vector<std::vector<int64_t>> &slots, double scale);

}  // namespace ctorch
