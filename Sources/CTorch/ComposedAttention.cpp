#include "ComposedAttention.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows of a pack by index [N, ...] -> [count, ...]. A prompt's keys are taken once per completion, so their gradients are added up in float32.
struct TakeRows : torch::autograd::Function<TakeRows> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &source, const at::Tensor &index) {
        context->save_for_backward({index});
        context->saved_data["rows"] = source.size(0);
        return source.index_select(0, index);
    }

    static variable_list backward(AutogradContext *context, variable_list upstream) {
        const auto &gradient = upstream[0];
        auto shape = gradient.sizes().vec();
        shape[0] = context->saved_data["rows"].toInt();
        const auto wide = at::promote_types(gradient.scalar_type(), at::kFloat);
        auto sum = at::zeros(shape, gradient.options().dtype(wide));
        sum.index_add_(0, context->get_saved_variables()[0], gradient.to(wide));
        return {sum.to(gradient.scalar_type()), at::Tensor()};
    }
};

/// Segments of one kind as one padded batch: every segment's queries in a row of `queries` places, its keys, the parent's first, in one of `keys`.
struct PaddedSegments {
    int64_t count, queries, keys;
    at::Tensor query_index;  // [count * queries]
    at::Tensor key_index;    // [count * keys]
    at::Tensor mask;         // bool [count, queries, keys]
    at::Tensor results;      // which of count * queries are no padding
    at::Tensor places;       // the token of each of them

    PaddedSegments(const std::vector<Segment> &all, const std::vector<int64_t> &chosen, at::Device device) : count(int64_t(chosen.size())) {
        int64_t prefix = 0;
        queries = 0;
        for (const int64_t index : chosen) {
            queries = std::max(queries, all[index].length);
            if (all[index].parent >= 0) prefix = std::max(prefix, all[all[index].parent].length);
        }
        keys = prefix + queries;
        const auto long_type = at::TensorOptions().dtype(at::kLong);
        const auto from = at::empty({count, queries}, long_type), to = at::empty({count, keys}, long_type);
        const auto own = at::empty({count}, long_type), shared = at::empty({count}, long_type);
        std::vector<int64_t> kept, tokens;
        for (int64_t row = 0; row < count; ++row) {
            const auto &segment = all[chosen[row]];
            const Segment parent = segment.parent >= 0 ? all[segment.parent] : Segment{segment.start, 0, -1};
            own.data_ptr<int64_t>()[row] = segment.length;
            shared.data_ptr<int64_t>()[row] = parent.length;
            // Padding repeats a token that is there; the mask hides it from the others and nobody takes its result.
            for (int64_t i = 0; i < queries; ++i) {
                const int64_t token = segment.start + std::min(i, segment.length - 1);
                from.data_ptr<int64_t>()[row * queries + i] = to.data_ptr<int64_t>()[row * keys + prefix + i] = token;
                if (i >= segment.length) continue;
                kept.push_back(row * queries + i);
                tokens.push_back(token);
            }
            for (int64_t i = 0; i < prefix; ++i)
                to.data_ptr<int64_t>()[row * keys + i] = parent.start + std::max<int64_t>(0, std::min(i, parent.length - 1));
        }
        query_index = from.flatten().to(device);
        key_index = to.flatten().to(device);
        results = at::tensor(kept, long_type).to(device);
        places = at::tensor(tokens, long_type).to(device);
        const auto column = at::arange(keys, long_type.device(device)).view({1, 1, keys});
        const auto row = at::arange(queries, long_type.device(device)).view({1, queries, 1});
        const auto own_length = own.to(device).view({count, 1, 1}), shared_length = shared.to(device).view({count, 1, 1});
        const auto position = column - prefix;
        mask = (position < 0).logical_and(column < shared_length) | (position >= 0).logical_and(position <= row).logical_and(position < own_length);
    }
};

/// What a pack's layout gives, the same for every layer.
struct PackLayout {
    std::vector<Segment> segments;
    at::Device device;
    std::vector<PaddedSegments> batches;  // those without parent, those with one

    PackLayout(const std::vector<Segment> &given, at::Device place) : segments(given), device(place) {
        std::vector<int64_t> roots, children;
        for (size_t index = 0; index < given.size(); ++index)
            if (given[index].length > 0) (given[index].parent >= 0 ? children : roots).push_back(int64_t(index));
        for (const auto &chosen : {roots, children})
            if (!chosen.empty()) batches.emplace_back(given, chosen, place);
    }

    bool describes(const std::vector<Segment> &others, at::Device place) const {
        const auto same = [](const Segment &a, const Segment &b) { return a.start == b.start && a.length == b.length && a.parent == b.parent; };
        return device == place && std::equal(segments.begin(), segments.end(), others.begin(), others.end(), same);
    }
};

/// The layout of a pack; the last one is kept, because a pack goes through all layers in turn.
std::shared_ptr<const PackLayout> pack_layout(const std::vector<Segment> &segments, at::Device device) {
    thread_local std::shared_ptr<const PackLayout> last;
    if (!last || !last->describes(segments, device)) last = std::make_shared<const PackLayout>(segments, device);
    return last;
}

/// Queries [count, n, heads, D], keys and values [count, m, kv_heads, D], mask [count, n or 1, m] -> [count * n, heads, D]. The queries that share a
/// key head go in as further rows of it, so keys are not repeated.
at::Tensor attend(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value, const at::Tensor &mask, double scale) {
    const int64_t count = query.size(0), n = query.size(1), heads = query.size(2), d = query.size(3), kv_heads = key.size(2);
    const int64_t group = heads / kv_heads, m = key.size(1);
    const auto rows = query.view({count, n, kv_heads, group, d}).permute({0, 2, 3, 1, 4}).reshape({count, kv_heads, group * n, d});
    const auto seen = mask.unsqueeze(1).expand({count, group, n, m}).reshape({count, 1, group * n, m});
    const auto out = at::scaled_dot_product_attention(rows, key.transpose(1, 2), value.transpose(1, 2), seen, 0.0, false, scale);
    return out.view({count, kv_heads, group, n, d}).permute({0, 3, 1, 2, 4}).reshape({count * n, heads, d});
}

/// Host numbers as a tensor of the device.
at::Tensor on_device(const std::vector<int64_t> &numbers, at::IntArrayRef shape, at::Device device) {
    return at::tensor(numbers, at::TensorOptions().dtype(at::kLong)).view(shape).to(device);
}

/// Keys of several lists of blocks as one padded batch.
struct PaddedBlocks {
    int64_t keys;      // places per list: the longest one's, up to a multiple that memory-efficient attention can align
    at::Tensor index;  // [lists * kv_heads * keys], rows of a cache seen as [blocks * kv_heads * block_size, D]
    at::Tensor mask;   // bool [lists, 1, 1, keys]

    PaddedBlocks(int64_t lists, const int32_t *offsets, const int32_t *blocks, const int32_t *lengths, int64_t kv_heads, int64_t block_size,
                 at::Device device) {
        int64_t longest = 1;
        for (int64_t list = 0; list < lists; ++list) longest = std::max<int64_t>(longest, lengths[list]);
        keys = (longest + 15) / 16 * 16;
        const int64_t width = (keys + block_size - 1) / block_size;
        std::vector<int64_t> table(lists * width), counts(lists);
        for (int64_t list = 0; list < lists; ++list) {
            counts[list] = lengths[list];
            const int64_t count = std::min<int64_t>(width, offsets[list + 1] - offsets[list]);
            std::copy_n(blocks + offsets[list], count, table.begin() + list * width);
        }
        const auto position = at::arange(keys, at::TensorOptions().dtype(at::kLong).device(device));
        const auto offset = position.remainder(block_size);
        const auto block = on_device(table, {lists, width}, device).index_select(1, at::div(position, block_size, "floor"));
        const auto head = at::arange(kv_heads, position.options()).view({1, kv_heads, 1});
        index = ((block.unsqueeze(1) * kv_heads + head) * block_size + offset).flatten();
        mask = (position < on_device(counts, {lists, 1}, device)).view({lists, 1, 1, keys});
    }

    at::Tensor take(const at::Tensor &cache, int64_t lists) const {
        return cache.view({-1, cache.size(3)}).index_select(0, index).view({lists, cache.size(1), keys, cache.size(3)});
    }
};

/// A decoding step's batch as padded indices, the same for every layer.
struct PagedLayout {
    std::vector<int64_t> key;  // what it was made from
    at::Device device;
    int64_t rows, prefixes, rows_per_prefix = 0;
    std::optional<PaddedBlocks> own, shared;
    at::Tensor members;     // [prefixes * rows_per_prefix]: the rows of every prefix, padded by row 0
    at::Tensor place;       // [rows]: where among `members` a row is
    at::Tensor has_prefix;  // bool [rows, 1, 1]

    PagedLayout(std::vector<int64_t> made_from, const PagedBatch &batch, int64_t kv_heads, int64_t block_size, at::Device where)
        : key(std::move(made_from)), device(where), rows(batch.rows), prefixes(batch.prefixes) {
        own.emplace(rows, batch.own_offsets, batch.own_blocks, batch.own_lengths, kv_heads, block_size, device);
        std::vector<std::vector<int64_t>> rows_of(prefixes);
        std::vector<int64_t> places(rows), prefixed(rows);
        for (int64_t row = 0; row < rows; ++row) {
            const int32_t prefix = batch.prefix_of_row[row];
            prefixed[row] = prefix >= 0 && batch.prefix_lengths[prefix] > 0;
            if (!prefixed[row]) continue;
            rows_of[prefix].push_back(row);
            rows_per_prefix = std::max(rows_per_prefix, int64_t(rows_of[prefix].size()));
        }
        if (rows_per_prefix == 0) return;
        std::vector<int64_t> table(prefixes * rows_per_prefix);
        for (int64_t prefix = 0; prefix < prefixes; ++prefix)
            for (size_t i = 0; i < rows_of[prefix].size(); ++i) {
                table[prefix * rows_per_prefix + int64_t(i)] = rows_of[prefix][i];
                places[rows_of[prefix][i]] = prefix * rows_per_prefix + int64_t(i);
            }
        shared.emplace(prefixes, batch.prefix_offsets, batch.prefix_blocks, batch.prefix_lengths, kv_heads, block_size, device);
        members = on_device(table, {prefixes * rows_per_prefix}, device);
        place = on_device(places, {rows}, device);
        has_prefix = on_device(prefixed, {rows, 1, 1}, device).to(at::kBool);
    }
};

std::shared_ptr<const PagedLayout> paged_layout(const PagedBatch &batch, int64_t kv_heads, int64_t block_size, at::Device device) {
    thread_local std::shared_ptr<const PagedLayout> last;
    std::vector<int64_t> key = {batch.rows, batch.prefixes, kv_heads, block_size};
    const auto append = [&](const int32_t *values, int64_t count) { key.insert(key.end(), values, values + count); };
    append(batch.prefix_of_row, batch.rows);
    append(batch.prefix_lengths, batch.prefixes);
    append(batch.prefix_offsets, batch.prefixes + 1);
    append(batch.prefix_blocks, batch.prefix_offsets[batch.prefixes]);
    append(batch.own_lengths, batch.rows);
    append(batch.own_offsets, batch.rows + 1);
    append(batch.own_blocks, batch.own_offsets[batch.rows]);
    if (!last || last->device != device || last->key != key)
        last = std::make_shared<const PagedLayout>(std::move(key), batch, kv_heads, block_size, device);
    return last;
}

/// Attention over one of several stretches of keys.
struct Partial {
    at::Tensor out;      // [lists, kv_heads, n, D]
    at::Tensor log_sum;  // float [lists, kv_heads, n, 1]: of the exponentials of the scores
};

/// Queries [lists, kv_heads, n, D], keys and values [lists, kv_heads, m, D], mask bool [lists, 1, 1, m].
Partial attend_partially(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value, const at::Tensor &mask, double scale) {
    const int64_t n = query.size(2), m = key.size(2);
    const auto lowest = at::zeros(mask.sizes(), query.options()).masked_fill_(mask.logical_not(), -std::numeric_limits<double>::infinity());
    const auto bias = lowest.expand({query.size(0), query.size(1), n, m});
    if (query.is_cuda() && query.size(3) % 8 == 0) {
        const auto [out, log_sum, seed, offset] = at::_scaled_dot_product_efficient_attention(query, key, value, bias, true, 0.0, false, scale);
        return {out, log_sum.narrow(2, 0, n).unsqueeze(3)};
    }
    const auto wide = at::promote_types(query.scalar_type(), at::kFloat);
    const auto scores = at::matmul(query.to(wide), key.to(wide).transpose(2, 3)) * scale + bias;
    return {at::matmul(scores.softmax(-1), value.to(wide)), scores.logsumexp({-1}, true)};
}

/// The rows of a cache, seen as [blocks * kv_heads * block_size, D], that tokens are written to; the same for every layer.
struct WrittenRows {
    std::vector<int64_t> slots;
    at::Device device;
    int64_t kv_heads, block_size;
    at::Tensor index;  // [T * kv_heads]

    WrittenRows(std::vector<int64_t> given, int64_t heads, int64_t size, at::Device where)
        : slots(std::move(given)), device(where), kv_heads(heads), block_size(size) {
        const auto slot = on_device(slots, {int64_t(slots.size()), 1}, device);
        const auto head = at::arange(kv_heads, slot.options()).unsqueeze(0);
        index = ((at::div(slot, block_size, "floor") * kv_heads + head) * block_size + slot.remainder(block_size)).flatten();
    }
};

std::shared_ptr<const WrittenRows> written_rows(const int64_t *slots, int64_t count, const at::Tensor &cache) {
    thread_local std::shared_ptr<const WrittenRows> last;
    const int64_t kv_heads = cache.size(1), block_size = cache.size(2);
    const bool same = last && last->device == cache.device() && last->kv_heads == kv_heads && last->block_size == block_size &&
                      std::equal(last->slots.begin(), last->slots.end(), slots, slots + count);
    if (!same) last = std::make_shared<const WrittenRows>(std::vector<int64_t>(slots, slots + count), kv_heads, block_size, cache.device());
    return last;
}

}  // namespace

at::Tensor segment_attention_composed(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
                                      const std::vector<Segment> &segments, double scale) {
    const auto layout = pack_layout(segments, query.device());
    const int64_t heads = query.size(1), kv_heads = key.size(1), d = query.size(2);
    auto out = at::zeros_like(query);
    for (const auto &batch : layout->batches) {
        const auto take = [&](const at::Tensor &source, const at::Tensor &index, int64_t width, int64_t count) {
            return TakeRows::apply(source, index).view({batch.count, width, count, d});
        };
        const auto rows = attend(take(query, batch.query_index, batch.queries, heads), take(key, batch.key_index, batch.keys, kv_heads),
                                 take(value, batch.key_index, batch.keys, kv_heads), batch.mask, scale);
        out = out.index_copy(0, batch.places, rows.index_select(0, batch.results));
    }
    return out;
}

/// A row's own tokens and its prefix's are two stretches, put together by their sums of exponentials; a prefix's keys are read once for all its rows.
at::Tensor paged_attention_composed(const at::Tensor &query, const at::Tensor &key_cache, const at::Tensor &value_cache,
                                    const PagedBatch &batch, double scale) {
    const int64_t rows = query.size(0), heads = query.size(1), d = query.size(2), kv_heads = key_cache.size(1), group = heads / kv_heads;
    const auto layout = paged_layout(batch, kv_heads, key_cache.size(2), query.device());
    const auto grouped = query.contiguous().view({rows, kv_heads, group, d});
    const auto &own = *layout->own;
    const auto alone = attend_partially(grouped, own.take(key_cache, rows), own.take(value_cache, rows), own.mask, scale);
    if (!layout->shared) return alone.out.to(query.scalar_type()).reshape({rows, heads, d});

    const int64_t prefixes = layout->prefixes, n = layout->rows_per_prefix;
    const auto together = grouped.index_select(0, layout->members).view({prefixes, n, kv_heads, group, d}).transpose(1, 2);
    const auto prefix = attend_partially(together.reshape({prefixes, kv_heads, n * group, d}), layout->shared->take(key_cache, prefixes),
                                         layout->shared->take(value_cache, prefixes), layout->shared->mask, scale);
    const auto by_row = [&](const at::Tensor &x) {
        const int64_t width = x.size(3);
        return x.view({prefixes, kv_heads, n, group, width}).transpose(1, 2).reshape({prefixes * n, heads, width}).index_select(0, layout->place);
    };
    const auto own_log_sum = alone.log_sum.reshape({rows, heads, 1});
    // The share of the prefix: 1 / (1 + exp(own - prefix)), and none where there is no prefix.
    const auto share = (by_row(prefix.log_sum.contiguous()) - own_log_sum).sigmoid().mul_(layout->has_prefix);
    return at::lerp(alone.out.reshape({rows, heads, d}).to(share.scalar_type()), by_row(prefix.out.contiguous()).to(share.scalar_type()), share)
        .to(query.scalar_type());
}

void cache_write_composed(const at::Tensor &key_cache, const at::Tensor &value_cache, const at::Tensor &key, const at::Tensor &value,
                          const int64_t *slots) {
    const auto written = written_rows(slots, key.size(0), key_cache);
    const int64_t d = key.size(2);
    key_cache.view({-1, d}).index_copy_(0, written->index, key.reshape({-1, d}));
    value_cache.view({-1, d}).index_copy_(0, written->index, value.reshape({-1, d}));
}

}  // namespace ctorch
