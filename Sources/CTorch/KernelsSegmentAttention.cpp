// Causal attention over packed segments with shared parents: exact, blockwise, never a [T, T] matrix
// (online softmax after Milakov and Gimelshein 2018; backward by recomputation after Dao et al. 2022).

#include <cmath>
#include <limits>

#include "CTorchKernels.h"
#include "ComposedAttention.hpp"
#include "Internal.hpp"
#include "MatrixProduct.hpp"
#include "Parallel.hpp"
#include "SegmentForward.hpp"

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows of a score tile and columns of it: both operands and the tile stay in the second-level cache.
constexpr int64_t tile_rows = 192, tile_columns = 256;

/// One stretch of keys that a block of queries attends to.
struct KeySpan {
    int64_t start, length;
    bool causal;
};

std::vector<KeySpan> key_spans(const std::vector<Segment> &segments, const Segment &segment, int64_t last_query) {
    std::vector<KeySpan> spans;
    if (segment.parent >= 0) {
        const auto &parent = segments[segment.parent];
        if (parent.length > 0) spans.push_back({parent.start, parent.length, false});
    }
    spans.push_back({segment.start, last_query, true});
    return spans;
}

/// Tokens whose queries fill a tile.
int64_t block_tokens(const HeadGeometry &g) { return std::max<int64_t>(1, tile_rows / g.group()); }

/// Copies the heads of one key head for tokens first ..< last into consecutive rows, times `factor`.
void gather(const float *source, const HeadGeometry &g, int64_t kv_head, int64_t first, int64_t last, float factor, float *rows) {
    const int64_t width = g.group() * g.dimension;
    for (int64_t t = first; t < last; ++t, rows += width)
        vector::scaled_copy(factor, source + t * g.query_stride() + kv_head * width, rows, width);
}

/// How many of the tile's columns the query at `position` may see.
int64_t visible(const KeySpan &span, int64_t position, int64_t column, int64_t columns) {
    return span.causal ? std::clamp<int64_t>(position - column + 1, 0, columns) : columns;
}

}  // namespace

std::vector<SegmentForward::Item> SegmentForward::items() const {
    std::vector<Item> items;
    for (size_t s = 0; s < segments.size(); ++s)
        for (int64_t first = 0; first < segments[s].length; first += block_tokens(g))
            for (int64_t head = 0; head < g.kv_heads; ++head)
                items.push_back({int64_t(s), head, first, std::min(segments[s].length, first + block_tokens(g))});
    return items;
}

void SegmentForward::run(const Item &item, std::vector<float> &memory) const {
    const auto &segment = segments[item.segment];
    const int64_t d = g.dimension, group = g.group(), rows = (item.last - item.first) * group;
    reserve(memory, rows * (2 * d + tile_columns + 2));
    float *queries = memory.data(), *sums = queries + rows * d, *tile = sums + rows * d;
    float *maxima = tile + rows * tile_columns, *totals = maxima + rows;
    gather(query, g, item.kv_head, segment.start + item.first, segment.start + item.last, scale, queries);
    std::fill(sums, sums + rows * d, 0.0f);
    std::fill(maxima, maxima + rows, -std::numeric_limits<float>::infinity());
    std::fill(totals, totals + rows, 0.0f);

    for (const auto &span : key_spans(segments, segment, item.last)) {
        for (int64_t column = 0; column < span.length; column += tile_columns) {
            const int64_t columns = std::min(tile_columns, span.length - column);
            const int64_t offset = (span.start + column) * g.key_stride() + item.kv_head * d;
            product_nt(rows, columns, d, 1, queries, d, key + offset, g.key_stride(), 0, tile, tile_columns);
            for (int64_t row = 0; row < rows; ++row) {
                float *scores = tile + row * tile_columns;
                const int64_t seen = visible(span, item.first + row / group, column, columns);
                std::fill(scores + seen, scores + columns, 0.0f);
                if (seen == 0) continue;
                const float largest = std::max(maxima[row], vector::maximum(scores, seen));
                if (largest > maxima[row]) {
                    const float correction = std::exp(maxima[row] - largest);
                    totals[row] *= correction;
                    vector::scale(correction, sums + row * d, d);
                    maxima[row] = largest;
                }
                totals[row] += vector::exp_shifted_in_place(scores, largest, seen);
            }
            product_nn(rows, d, columns, 1, tile, tile_columns, value + offset, g.key_stride(), 1, sums, d);
        }
    }
    for (int64_t row = 0; row < rows; ++row) {
        const int64_t token = segment.start + item.first + row / group, head = item.kv_head * group + row % group;
        vector::scaled_copy(1 / totals[row], sums + row * d, out + token * g.query_stride() + head * d, d);
        if (log_sum) log_sum[token * g.heads + head] = maxima[row] + std::log(totals[row]);
    }
}

namespace {

struct Gradients {
    float *query, *key, *value;
};

/// All gradients that pass through the keys of one head of one family: a parentless segment and the segments that hang on it.
void backward_family(const std::vector<int64_t> &family, int64_t kv_head, const std::vector<Segment> &segments, const HeadGeometry &g,
                     const float *q, const float *k, const float *v, const float *out, const float *log_sum, const float *d_out,
                     float scale, Gradients gradients, std::vector<float> &memory) {
    const int64_t d = g.dimension, group = g.group(), most_rows = block_tokens(g) * group;
    reserve(memory, most_rows * (4 * d + 2 * tile_columns + 1));
    float *queries = memory.data(), *upstream = queries + most_rows * d, *outputs = upstream + most_rows * d;
    float *d_queries = outputs + most_rows * d, *tile = d_queries + most_rows * d;
    float *d_tile = tile + most_rows * tile_columns, *delta = d_tile + most_rows * tile_columns;
    for (const int64_t index : family) {
        const auto &segment = segments[index];
        for (int64_t first = 0; first < segment.length; first += block_tokens(g)) {
            const int64_t last = std::min(segment.length, first + block_tokens(g)), rows = (last - first) * group;
            const int64_t begin = segment.start + first, end = segment.start + last;
            gather(q, g, kv_head, begin, end, scale, queries);
            gather(d_out, g, kv_head, begin, end, 1, upstream);
            gather(out, g, kv_head, begin, end, 1, outputs);
            for (int64_t row = 0; row < rows; ++row) delta[row] = vector::dot(upstream + row * d, outputs + row * d, d);
            std::fill(d_queries, d_queries + rows * d, 0.0f);

            for (const auto &span : key_spans(segments, segment, last)) {
                for (int64_t column = 0; column < span.length; column += tile_columns) {
                    const int64_t columns = std::min(tile_columns, span.length - column);
                    const int64_t offset = (span.start + column) * g.key_stride() + kv_head * d, stride = g.key_stride();
                    product_nt(rows, columns, d, 1, queries, d, k + offset, stride, 0, tile, tile_columns);
                    product_nt(rows, columns, d, 1, upstream, d, v + offset, stride, 0, d_tile, tile_columns);
                    for (int64_t row = 0; row < rows; ++row) {
                        float *p = tile + row * tile_columns, *dp = d_tile + row * tile_columns;
                        const int64_t seen = visible(span, first + row / group, column, columns);
                        const int64_t token = begin + row / group, head = kv_head * group + row % group;
                        vector::exp_shifted_in_place(p, log_sum[token * g.heads + head], seen);
                        vector::softmax_backward(p, dp, delta[row], dp, seen);
                        std::fill(p + seen, p + columns, 0.0f);
                        std::fill(dp + seen, dp + columns, 0.0f);
                    }
                    product_tn(columns, d, rows, 1, tile, tile_columns, upstream, d, 1, gradients.value + offset, stride);
                    product_tn(columns, d, rows, 1, d_tile, tile_columns, queries, d, 1, gradients.key + offset, stride);
                    product_nn(rows, d, columns, 1, d_tile, tile_columns, k + offset, stride, 1, d_queries, d);
                }
            }
            for (int64_t row = 0; row < rows; ++row) {
                const int64_t token = begin + row / group, head = kv_head * group + row % group;
                vector::scaled_copy(scale, d_queries + row * d, gradients.query + token * g.query_stride() + head * d, d);
            }
        }
    }
}

std::vector<Segment> unpack(const std::vector<int64_t> &flat) {
    std::vector<Segment> segments(flat.size() / 3);
    for (size_t i = 0; i < segments.size(); ++i) segments[i] = {flat[3 * i], flat[3 * i + 1], flat[3 * i + 2]};
    return segments;
}

struct SegmentAttention : torch::autograd::Function<SegmentAttention> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                              const std::vector<int64_t> &flat, double scale) {
        const auto segments = unpack(flat);
        const HeadGeometry g{query.size(1), key.size(1), query.size(2)};
        const auto q = query.to(at::kFloat).contiguous(), k = key.to(at::kFloat).contiguous(), v = value.to(at::kFloat).contiguous();
        auto out = at::zeros(q.sizes(), q.options());
        auto log_sum = at::zeros({q.size(0), g.heads}, q.options());
        const SegmentForward kernel{segments,     g, q.data_ptr<float>(), k.data_ptr<float>(), v.data_ptr<float>(),
                                    float(scale), out.data_ptr<float>(), log_sum.data_ptr<float>()};
        const auto items = kernel.items();
        parallel_tasks(int64_t(items.size()), [&](int64_t i) { kernel.run(items[i], thread_memory()); });
        auto result = out.to(query.scalar_type());
        context->save_for_backward({query, key, value, result, log_sum});
        context->saved_data["segments"] = flat;
        context->saved_data["scale"] = scale;
        return result;
    }

    static variable_list backward(AutogradContext *context, variable_list upstream) {
        const auto saved = context->get_saved_variables();
        const auto segments = unpack(context->saved_data["segments"].toIntVector());
        const double scale = context->saved_data["scale"].toDouble();
        const auto wide = [](const at::Tensor &x) { return x.to(at::kFloat).contiguous(); };
        const auto q = wide(saved[0]), k = wide(saved[1]), v = wide(saved[2]), out = wide(saved[3]), d_out = wide(upstream[0]);
        const auto &log_sum = saved[4];
        const HeadGeometry g{q.size(1), k.size(1), q.size(2)};
        auto dq = at::zeros_like(q), dk = at::zeros_like(k), dv = at::zeros_like(v);
        std::vector<std::vector<int64_t>> families;
        std::vector<int64_t> family_of(segments.size(), -1);
        for (size_t s = 0; s < segments.size(); ++s)
            if (segments[s].parent < 0) {
                family_of[s] = int64_t(families.size());
                families.push_back({int64_t(s)});
            }
        for (size_t s = 0; s < segments.size(); ++s)
            if (segments[s].parent >= 0) families[family_of[segments[s].parent]].push_back(int64_t(s));
        parallel_tasks(int64_t(families.size()) * g.kv_heads, [&](int64_t i) {
            backward_family(families[i / g.kv_heads], i % g.kv_heads, segments, g, q.data_ptr<float>(), k.data_ptr<float>(),
                            v.data_ptr<float>(), out.data_ptr<float>(), log_sum.data_ptr<float>(),
                            d_out.data_ptr<float>(), float(scale),
                            {dq.data_ptr<float>(), dk.data_ptr<float>(), dv.data_ptr<float>()}, thread_memory());
        });
        const auto type = saved[0].scalar_type();
        return {dq.to(type), dk.to(type), dv.to(type), at::Tensor(), at::Tensor()};
    }
};

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_segment_attention(ct_tensor query, ct_tensor key, ct_tensor value, const int64_t *start, const int64_t *length,
                         const int64_t *parent, int64_t segments, double scale, ct_tensor *out) {
    return guarded([&] {
        const auto &q = unwrap(query), &k = unwrap(key), &v = unwrap(value);
        TORCH_CHECK(q.dim() == 3 && k.dim() == 3 && k.sizes() == v.sizes() && q.size(0) == k.size(0) && q.size(2) == k.size(2) &&
                        k.size(1) > 0 && q.size(1) % k.size(1) == 0,
                    "segment_attention: query ", q.sizes(), ", key ", k.sizes(), " and value ", v.sizes(), " do not fit together");
        std::vector<int64_t> flat;
        flat.reserve(3 * segments);
        for (int64_t i = 0; i < segments; ++i) {
            TORCH_CHECK(start[i] >= 0 && length[i] >= 0 && start[i] + length[i] <= q.size(0), "segment_attention: segment ", i,
                        " (start ", start[i], ", length ", length[i], ") leaves the ", q.size(0), " tokens");
            TORCH_CHECK(parent[i] < segments && (parent[i] < 0 || parent[parent[i]] < 0), "segment_attention: segment ", i,
                        " has parent ", parent[i], ", which must be an earlier segment without a parent");
            flat.insert(flat.end(), {start[i], length[i], parent[i]});
        }
        *out = wrap(has_kernel(q) ? SegmentAttention::apply(q, k, v, flat, scale)
                                  : segment_attention_composed(q, k, v, unpack(flat), scale));
    });
}
