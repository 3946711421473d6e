// A generation step's attention over a paged key-value cache: prompts among their own tokens, and one new token per row over the cache. Rows that
// share a prompt read its keys once: their query heads become the rows of one matrix product.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "CTorchKernels.h"
#include "ComposedAttention.hpp"
#include "Internal.hpp"
#include "MatrixProduct.hpp"
#include "Parallel.hpp"
#include "Product.hpp"
#include "SegmentForward.hpp"

namespace ctorch {
namespace {

/// Rows of a matrix product are filled up to a multiple of this. Matrix libraries round a few rows, or the few at the end, otherwise than many:
/// filled up with rows of zeros, a row's bits do not depend on how many share its prompt. Our own products need no filling.
int64_t row_multiple() {
    static const int64_t multiple = has_product(Element::float32) ? 1 : 8;
    return multiple;
}

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
        const int64_t padded = (rows + row_multiple() - 1) / row_multiple() * row_multiple();
        reserve(memory, padded * (2 * d + g.block_size + 2));
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

/// The rows of every prefix, and those without one alone, under every key head.
class PagedItems {
public:
    PagedItems(const PagedBatch &batch, int64_t kv_heads) : rows_of_(size_t(batch.prefixes)) {
        for (int32_t row = 0; row < batch.rows; ++row) {
            if (batch.prefix_of_row[row] >= 0) {
                rows_of_[batch.prefix_of_row[row]].push_back(row);
            } else {
                alone_.push_back({row});
            }
        }
        for (int64_t prefix = 0; prefix < batch.prefixes; ++prefix)
            if (!rows_of_[prefix].empty()) add(prefix, rows_of_[prefix], kv_heads);
        for (const auto &rows : alone_) add(-1, rows, kv_heads);
    }
    PagedItems(const PagedItems &) = delete;

    int64_t count() const { return int64_t(items_.size()); }
    const PagedItem &operator[](int64_t index) const { return items_[index]; }

private:
    std::vector<std::vector<int32_t>> rows_of_, alone_;
    std::vector<PagedItem> items_;

    void add(int64_t prefix, const std::vector<int32_t> &rows, int64_t kv_heads) {
        for (int64_t head = 0; head < kv_heads; ++head) items_.push_back({prefix, head, &rows});
    }
};

/// The cache's tensors and where the step's tokens go in them.
struct CacheTarget {
    const at::Tensor &keys, &values;
    const int64_t *slots;
    CacheGeometry g;

    void write(const at::Tensor &key, const at::Tensor &value) const {
        const auto k = key.contiguous(), v = value.contiguous();
        parallel_pieces(key.size(0), 64, [&](int64_t begin, int64_t end, int64_t) {
            copy(k, keys, begin, end);
            copy(v, values, begin, end);
        });
    }

private:
    void copy(const at::Tensor &from, const at::Tensor &to, int64_t begin, int64_t end) const {
        const int64_t size = int64_t(to.element_size()), bytes = g.dimension * size;
        const auto *source = static_cast<const char *>(from.const_data_ptr());
        auto *target = static_cast<char *>(to.data_ptr());
        for (int64_t token = begin; token < end; ++token) {
            const int64_t block = slots[token] / g.block_size, place = slots[token] % g.block_size;
            for (int64_t head = 0; head < g.kv_heads; ++head)
                std::memcpy(target + g.offset(block, head) * size + place * bytes, source + (token * g.kv_heads + head) * bytes, bytes);
        }
    }
};

/// Segments and rows are tasks of one parallel region: a step that computes few prompts beside many rows would else wait for its slowest
/// thread twice a layer.
at::Tensor cached_attention_cpu(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value, const CacheTarget &cache,
                                const std::vector<Segment> &segments, int64_t segment_tokens, const PagedBatch &batch, double scale) {
    cache.write(key, value);
    const auto wide = [](const at::Tensor &x) { return x.to(at::kFloat).contiguous(); };
    const auto q = wide(query), k = wide(key.narrow(0, 0, segment_tokens)), v = wide(value.narrow(0, 0, segment_tokens));
    auto out = at::empty(q.sizes(), q.options());
    const CacheGeometry &g = cache.g;
    const SegmentForward prompts{segments,     {g.heads, g.kv_heads, g.dimension}, q.data_ptr<float>(), k.data_ptr<float>(),
                                 v.data_ptr<float>(), float(scale), out.data_ptr<float>(), nullptr};
    const int64_t before_rows = segment_tokens * g.heads * g.dimension;
    const PagedKernel rows{batch,       g, cache.keys, cache.values, q.data_ptr<float>() + before_rows, out.data_ptr<float>() + before_rows,
                           float(scale)};
    const auto prompt_items = prompts.items();
    const PagedItems row_items(batch, g.kv_heads);
    const int64_t first_row_item = int64_t(prompt_items.size());
    parallel_tasks(first_row_item + row_items.count(), [&](int64_t i) {
        if (i < first_row_item) {
            prompts.run(prompt_items[i], thread_memory());
        } else {
            rows.run(row_items[i - first_row_item], thread_memory());
        }
    });
    return out.to(query.scalar_type());
}

at::Tensor cached_attention_composed(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value, const CacheTarget &cache,
                                     const std::vector<Segment> &segments, int64_t segment_tokens, const PagedBatch &batch, double scale) {
    cache_write_composed(cache.keys, cache.values, key, value, cache.slots);
    const auto first = [&](const at::Tensor &x) { return x.narrow(0, 0, segment_tokens); };
    const auto prompts = [&] { return segment_attention_composed(first(query), first(key), first(value), segments, scale); };
    const auto rows = [&] {
        return paged_attention_composed(query.narrow(0, segment_tokens, batch.rows), cache.keys, cache.values, batch, scale);
    };
    if (batch.rows == 0) return prompts();
    if (segment_tokens == 0) return rows();
    return at::cat({prompts(), rows()});
}

void check_blocks(const at::Tensor &cache, const int32_t *offsets, const int32_t *blocks, const int32_t *lengths, int64_t count,
                  int64_t block_size, const char *what) {
    for (int64_t i = 0; i < count; ++i) {
        TORCH_CHECK(int64_t(offsets[i + 1] - offsets[i]) * block_size >= lengths[i], "cached_attention: ", what, " ", i, " has ",
                    lengths[i], " tokens but only ", offsets[i + 1] - offsets[i], " blocks of ", block_size);
        for (int32_t b = offsets[i]; b < offsets[i + 1]; ++b)
            TORCH_CHECK(blocks[b] >= 0 && blocks[b] < cache.size(0), "cached_attention: block ", blocks[b], " of ", what, " ", i,
                        " is outside the cache of ", cache.size(0), " blocks");
    }
}

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_cached_attention(ct_tensor query, ct_tensor key, ct_tensor value, ct_tensor key_cache, ct_tensor value_cache, const int64_t *slots,
                        int64_t segments, const int64_t *segment_lengths, int64_t rows, const int32_t *prefix_of_row, int64_t prefixes,
                        const int32_t *prefix_offsets, const int32_t *prefix_blocks, const int32_t *prefix_lengths,
                        const int32_t *own_offsets, const int32_t *own_blocks, const int32_t *own_lengths, double scale, ct_tensor *out) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const auto &q = unwrap(query), &k = unwrap(key), &v = unwrap(value), &keys = unwrap(key_cache), &values = unwrap(value_cache);
        TORCH_CHECK(q.dim() == 3 && k.dim() == 3 && k.sizes() == v.sizes() && k.size(0) == q.size(0) && keys.dim() == 4 &&
                        keys.sizes() == values.sizes() && k.size(1) == keys.size(1) && k.size(2) == keys.size(3) &&
                        q.size(2) == keys.size(3) && keys.size(1) > 0 && q.size(1) % keys.size(1) == 0,
                    "cached_attention: query ", q.sizes(), ", key ", k.sizes(), " and value ", v.sizes(), " do not fit the cache ",
                    keys.sizes());
        TORCH_CHECK(q.scalar_type() == keys.scalar_type() && k.scalar_type() == keys.scalar_type() && v.scalar_type() == keys.scalar_type() &&
                        values.scalar_type() == keys.scalar_type(),
                    "cached_attention: query of ", q.scalar_type(), ", key of ", k.scalar_type(), ", value of ", v.scalar_type(), " and value cache of ",
                    values.scalar_type(), " do not fit the key cache of ", keys.scalar_type());
        TORCH_CHECK(q.device() == keys.device() && k.device() == keys.device() && v.device() == keys.device() &&
                        values.device() == keys.device(),
                    "cached_attention: the tensors must be on the key cache's device, ", keys.device());
        TORCH_CHECK(keys.is_contiguous() && values.is_contiguous(), "cached_attention: the cache must be contiguous");
        const int64_t segment_tokens = std::accumulate(segment_lengths, segment_lengths + segments, int64_t(0));
        TORCH_CHECK(std::all_of(segment_lengths, segment_lengths + segments, [](int64_t length) { return length >= 0; }) &&
                        segment_tokens + rows == q.size(0),
                    "cached_attention: segments of ", segment_tokens, " tokens and ", rows, " rows are not the ", q.size(0), " tokens");
        const CacheGeometry g{q.size(1), keys.size(1), keys.size(3), keys.size(2)};
        for (int64_t token = 0; token < q.size(0); ++token)
            TORCH_CHECK(slots[token] >= 0 && slots[token] < keys.size(0) * g.block_size, "cached_attention: slot ", slots[token],
                        " is outside the cache of ", keys.size(0), " blocks of ", g.block_size);
        for (int64_t row = 0; row < rows; ++row)
            TORCH_CHECK(prefix_of_row[row] < prefixes, "cached_attention: row ", row, " names prefix ", prefix_of_row[row], " of ", prefixes);
        check_blocks(keys, prefix_offsets, prefix_blocks, prefix_lengths, prefixes, g.block_size, "prefix");
        check_blocks(keys, own_offsets, own_blocks, own_lengths, rows, g.block_size, "row");
        std::vector<Segment> packed;
        int64_t start = 0;
        for (int64_t i = 0; i < segments; ++i) {
            packed.push_back({start, segment_lengths[i], -1});
            start += segment_lengths[i];
        }
        const PagedBatch batch{rows, prefixes, prefix_of_row, prefix_offsets, prefix_blocks, prefix_lengths, own_offsets, own_blocks,
                               own_lengths};
        const CacheTarget cache{keys, values, slots, g};
        const auto attend = has_kernel(keys) ? cached_attention_cpu : cached_attention_composed;
        *out = wrap(attend(q, k, v, cache, packed, segment_tokens, batch, scale));
    });
}
