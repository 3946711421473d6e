// Attention within packed segments, as tasks that any kernel may share among threads.
#pragma once

#include <cstdint>
#include <vector>

#include "ComposedAttention.hpp"

namespace ctorch {

/// The shape of queries [T, heads, D] and of keys and values [T, kv_heads, D].
struct HeadGeometry {
    int64_t heads, kv_heads, dimension;
    int64_t group() const { return heads / kv_heads; }
    int64_t query_stride() const { return heads * dimension; }
    int64_t key_stride() const { return kv_heads * dimension; }
};

/// The forward pass over segments; every task computes some of a segment's tokens under one key head.
struct SegmentForward {
    const std::vector<Segment> &segments;
    HeadGeometry g;
    const float *query, *key, *value;
    float scale;
    /// [T, heads, D]
    float *out;
    /// [T, heads]: the logarithm of the sum of exponentials, for the way back; null where nobody asks.
    float *log_sum;

    /// Tokens first ..< last of a segment, relative to its start.
    struct Item {
        int64_t segment, kv_head, first, last;
    };

    std::vector<Item> items() const;
    /// Computes one item; `memory` is working memory.
    void run(const Item &item, std::vector<float> &memory) const;
};

}  // namespace ctorch
