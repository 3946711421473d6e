// Attention of one new token per row over a paged key-value cache. Rows that share a prompt read its keys once: their query
// heads become the rows of one matrix product.

#include <cmath>
#include <limits>

#include "CTorchKernels.h"
#include "ComposedAttention.hpp"
#include "Internal.hpp"
#include "MatrixProduct.hpp"
#include "Parallel.hpp"

namespace ctorch {
namespace {

/// Rows of a matrix product are filled up to a multiple of this.
constexpr int64_t row_multiple = 8;

struct CacheGeometry {
    int64_t heads, kv_heads, dimension, block_size;
    int64_t group() const { return heads / kv_heads; }
    /// Elements before the first token of a block's key head.
    int64_t offset(int64_t block, int64_t kv_head) const { return (block * kv_heads + kv_head) * block_size * dimension; }
};

/// A running softmax over several stretches of keys, one per query row.
struct RunningSoftmax {
    float *maxima, *totals, *sums;
    int64_t dimension;

    void begin(int64_t rows) {
        std::fill(maxima, maxima + rows, -std::numeric_limits<float>::infinity());
        std::fill(totals, totals + rows, 0.0f);
        std::fill(sums, sums + rows * dimension, 0.0f);
    }
    /// Turns scores into weights on the row's current scale.
    void weigh(int64_t row, float *scores, int64_t count) {
        const float largest = std::max(maxima[row], vector::maximum(scores, count));
        if (largest > maxima[row]) {
            const float correction = std::exp(maxima[row] - largest);
            totals[row] *= correction;
            vector::scale(correction, sums + row * dimension, dimension);
            maxima[row] = largest;
        }
        totals[row] += vector::exp_shifted_in_place(scores, largest, count);
    }
};

/// Rows (a shared prefix's, or a single row without one) under one key head.
struct PagedItem {
    int64_t prefix, kv_head;
    std::vector<int32_t> const *rows;
};

struct PagedKernel {
    PagedBatch batch;
    CacheGeometry g;
    const at::Tensor &key_cache, &value_cache;
    const float *query;
    float *out;
    float scale;

    void run(const PagedItem &item, std::vector<float> &memory) const {
        const int64_t d = g.dimension, group = g.group(), rows = int64_t(item.rows->size()) * group;
        // Matrix libraries round a few rows, or the few at the end, otherwise than many: filled up with rows of zeros, a row's bits do not
        // depend on how many share its prompt.
        const int64_t padded = (rows + row_multiple - 1) / row_multiple * row_multiple;
        memory.resize(padded * (2 * d + g.block_size + 2));
        float *queries = memory.data(), *sums = queries + padded * d, *scores = sums + padded * d;
        RunningSoftmax softmax{scores + padded * g.block_size, scores + padded * g.block_size + padded, sums, d};
        softmax.begin(padded);
        std::fill(queries + rows * d, queries + padded * d, 0.0f);
        for (size_t i = 0; i < item.rows->size(); ++i)
            vector::scaled_copy(scale, query + ((*item.rows)[i] * g.heads + item.kv_head * group) * d, queries + i * group * d,
                                group * d);
        RowReader keys(key_cache, g.block_size * d), values(value_cache, g.block_size * d);
        if (item.prefix >= 0) attend_prefix(item, rows, padded, queries, scores, keys, values, softmax);
        for (size_t i = 0; i < item.rows->size(); ++i) attend_own(item, i, queries, scores, softmax);
        for (int64_t row = 0; row < rows; ++row) {
            const int64_t head = item.kv_head * group + row % group;
            vector::scaled_copy(1 / softmax.totals[row], sums + row * d, out + ((*item.rows)[row / group] * g.heads + head) * d, d);
        }
    }

    void attend_prefix(const PagedItem &item, int64_t rows, int64_t padded, const float *queries, float *scores, RowReader &keys,
                       RowReader &values, RunningSoftmax &softmax) const {
        int64_t left = batch.prefix_lengths[item.prefix];
        const int64_t d = g.dimension;
        for (int32_t i = batch.prefix_offsets[item.prefix]; i < batch.prefix_offsets[item.prefix + 1] && left > 0; ++i) {
            const int64_t count = std::min(left, g.block_size), offset = g.offset(batch.prefix_blocks[i], item.kv_head);
            left -= count;
            product_nt(padded, count, d, 1, queries, d, keys.read(offset, count * d), d, 0, scores, g.block_size);
            for (int64_t row = 0; row < rows; ++row) softmax.weigh(row, scores + row * g.block_size, count);
            product_nn(padded, d, count, 1, scores, g.block_size, values.read(offset, count * d), d, 1, softmax.sums, d);
        }
    }

    void attend_own(const PagedItem &item, size_t index, const float *queries, float *scores, RunningSoftmax &softmax) const {
        if (key_cache.scalar_type() == at::kFloat) {
            attend_own<float>(item, index, queries, scores, softmax, vector::row_scores, vector::add_weighted_rows);
        } else {
            attend_own<at::BFloat16>(item, index, queries, scores, softmax, vector::row_scores_bfloat16,
                                     vector::add_weighted_rows_bfloat16);
        }
    }

    template <typename Number, typename Scores, typename AddRows>
    void attend_own(const PagedItem &item, size_t index, const float *queries, float *scores, RunningSoftmax &softmax,
                    const Scores &row_scores, const AddRows &add_weighted_rows) const {
        const int32_t row = (*item.rows)[index];
        const int64_t d = g.dimension, group = g.group();
        const auto *keys = key_cache.data_ptr<Number>(), *values = value_cache.data_ptr<Number>();
        int64_t left = batch.own_lengths[row];
        const int32_t end = batch.own_offsets[row + 1];
        for (int32_t i = batch.own_offsets[row]; i < end && left > 0; ++i) {
            const int64_t count = std::min(left, g.block_size), offset = g.offset(batch.own_blocks[i], item.kv_head);
            left -= count;
            if (i + 1 < end) {
                const int64_t next = g.offset(batch.own_blocks[i + 1], item.kv_head), elements = std::min(left, g.block_size) * d;
                prefetch(keys + next, elements);
                prefetch(values + next, elements);
            }
            for (int64_t j = 0; j < group; ++j) {
                const int64_t head = int64_t(index) * group + j;
                row_scores(queries + head * d, keys + offset, count, d, scores);
                softmax.weigh(head, scores, count);
                add_weighted_rows(scores, values + offset, count, d, softmax.sums + head * d);
            }
        }
    }

    /// Blocks lie anywhere in the cache, so the processor cannot guess the next one.
    template <typename Number>
    static void prefetch(const Number *data, int64_t elements) {
        const char *bytes = reinterpret_cast<const char *>(data);
        for (int64_t line = 0; line < elements * int64_t(sizeof(Number)); line += 64) __builtin_prefetch(bytes + line);
    }
};

void paged_attention_cpu(const at::Tensor &query, const at::Tensor &key_cache, const at::Tensor &value_cache, const PagedBatch &batch,
                         const CacheGeometry &g, double scale, at::Tensor &out) {
    std::vector<std::vector<int32_t>> rows_of(batch.prefixes);
    std::vector<std::vector<int32_t>> alone;
    for (int32_t row = 0; row < batch.rows; ++row) {
        if (batch.prefix_of_row[row] >= 0) {
            rows_of[batch.prefix_of_row[row]].push_back(row);
        } else {
            alone.push_back({row});
        }
    }
    std::vector<PagedItem> items;
    for (int64_t prefix = 0; prefix < batch.prefixes; ++prefix)
        for (int64_t head = 0; head < g.kv_heads && !rows_of[prefix].empty(); ++head) items.push_back({prefix, head, &rows_of[prefix]});
    for (const auto &rows : alone)
        for (int64_t head = 0; head < g.kv_heads; ++head) items.push_back({-1, head, &rows});
    const PagedKernel kernel{batch,       g, key_cache, value_cache, query.data_ptr<float>(), out.data_ptr<float>(),
                             float(scale)};
    parallel_tasks(int64_t(items.size()), [&](int64_t i) { kernel.run(items[i], thread_memory()); });
}

void check_blocks(const at::Tensor &cache, const int32_t *offsets, const int32_t *blocks, const int32_t *lengths, int64_t count,
                  int64_t block_size, const char *what) {
    for (int64_t i = 0; i < count; ++i) {
        TORCH_CHECK(int64_t(offsets[i + 1] - offsets[i]) * block_size >= lengths[i], "paged_attention: ", what, " ", i, " has ",
                    lengths[i], " tokens but only ", offsets[i + 1] - offsets[i], " blocks of ", block_size);
        for (int32_t b = offsets[i]; b < offsets[i + 1]; ++b)
            TORCH_CHECK(blocks[b] >= 0 && blocks[b] < cache.size(0), "paged_attention: block ", blocks[b], " of ", what, " ", i,
                        " is outside the cache of ", cache.size(0), " blocks");
    }
}

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_cache_write(ct_tensor key_cache, ct_tensor value_cache, ct_tensor key, ct_tensor value, const int64_t *slots) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const auto &keys = unwrap(key_cache), &values = unwrap(value_cache), &k = unwrap(key), &v = unwrap(value);
        TORCH_CHECK(keys.dim() == 4 && keys.sizes() == values.sizes() && k.dim() == 3 && k.sizes() == v.sizes() &&
                        k.size(1) == keys.size(1) && k.size(2) == keys.size(3) && k.scalar_type() == keys.scalar_type(),
                    "cache_write: keys ", k.sizes(), " do not fit the cache ", keys.sizes());
        const int64_t tokens = k.size(0), kv_heads = keys.size(1), block_size = keys.size(2), d = keys.size(3);
        for (int64_t t = 0; t < tokens; ++t)
            TORCH_CHECK(slots[t] >= 0 && slots[t] < keys.size(0) * block_size, "cache_write: slot ", slots[t],
                        " is outside the cache of ", keys.size(0), " blocks of ", block_size);
        TORCH_CHECK(keys.is_contiguous() && values.is_contiguous(), "cache_write: the cache must be contiguous");
        if (!keys.is_cpu()) {
            cache_write_composed(keys, values, k, v, slots);
            return;
        }
        const auto k_rows = k.contiguous(), v_rows = v.contiguous();
        const int64_t bytes = d * keys.element_size();
        const auto copy = [&](const at::Tensor &from, const at::Tensor &to) {
            const auto *source = static_cast<const char *>(from.const_data_ptr());
            auto *target = static_cast<char *>(to.data_ptr());
            for (int64_t t = 0; t < tokens; ++t) {
                const int64_t block = slots[t] / block_size, offset = slots[t] % block_size;
                for (int64_t head = 0; head < kv_heads; ++head)
                    std::memcpy(target + ((block * kv_heads + head) * block_size + offset) * bytes, source + (t * kv_heads + head) * bytes,
                                bytes);
            }
        };
        copy(k_rows, keys);
        copy(v_rows, values);
    });
}

int ct_paged_attention(ct_tensor query, ct_tensor key_cache, ct_tensor value_cache, int64_t rows, const int32_t *prefix_of_row,
                       int64_t prefixes, const int32_t *prefix_offsets, const int32_t *prefix_blocks, const int32_t *prefix_lengths,
                       const int32_t *own_offsets, const int32_t *own_blocks, const int32_t *own_lengths, double scale, ct_tensor *out) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const auto &q = unwrap(query), &keys = unwrap(key_cache), &values = unwrap(value_cache);
        TORCH_CHECK(q.dim() == 3 && q.size(0) == rows && keys.dim() == 4 && keys.sizes() == values.sizes() && q.size(2) == keys.size(3) &&
                        keys.size(1) > 0 && q.size(1) % keys.size(1) == 0,
                    "paged_attention: query ", q.sizes(), " does not fit ", rows, " rows and the cache ", keys.sizes());
        const CacheGeometry g{q.size(1), keys.size(1), keys.size(3), keys.size(2)};
        for (int64_t row = 0; row < rows; ++row)
            TORCH_CHECK(prefix_of_row[row] < prefixes, "paged_attention: row ", row, " names prefix ", prefix_of_row[row], " of ", prefixes);
        check_blocks(keys, prefix_offsets, prefix_blocks, prefix_lengths, prefixes, g.block_size, "prefix");
        check_blocks(keys, own_offsets, own_blocks, own_lengths, rows, g.block_size, "row");
        const PagedBatch batch{rows, prefixes, prefix_of_row, prefix_offsets, prefix_blocks, prefix_lengths, own_offsets, own_blocks,
                               own_lengths};
        TORCH_CHECK(keys.is_contiguous() && values.is_contiguous(), "paged_attention: the cache must be contiguous");
        if (!has_kernel(keys)) {
            *out = wrap(paged_attention_composed(q, keys, values, batch, scale));
            return;
        }
        const auto wide = q.to(at::kFloat).contiguous();
        auto result = at::empty(wide.sizes(), wide.options());
        paged_attention_cpu(wide, keys, values, batch, g, scale, result);
        *out = wrap(result.to(q.scalar_type()));
    });
}
