#include "ComposedAttention.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <memory>

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

/// Slots as one padded index, the same for every layer.
struct SlotLayout {
    std::vector<std::vector<int64_t>> slots;
    at::Device device;
    int64_t block_size;
    int64_t longest = 1;
    at::Tensor block, offset;  // [rows * longest]
    at::Tensor mask;           // bool [rows, 1, longest]

    SlotLayout(const std::vector<std::vector<int64_t>> &given, int64_t size, at::Device place)
        : slots(given), device(place), block_size(size) {
        const int64_t rows = int64_t(given.size());
        for (const auto &row : given) longest = std::max(longest, int64_t(row.size()));
        const auto places = at::zeros({rows, longest}, at::kLong), present = at::zeros({rows, 1, longest}, at::kBool);
        for (int64_t row = 0; row < rows; ++row) {
            std::copy(given[row].begin(), given[row].end(), places.data_ptr<int64_t>() + row * longest);
            std::fill_n(present.data_ptr<bool>() + row * longest, given[row].size(), true);
        }
        const auto index = places.flatten().to(place);
        block = at::div(index, size, "floor");
        offset = index.remainder(size);
        mask = present.to(place);
    }
};

std::shared_ptr<const SlotLayout> slot_layout(const std::vector<std::vector<int64_t>> &slots, int64_t block_size, at::Device device) {
    thread_local std::shared_ptr<const SlotLayout> last;
    if (!last || last->device != device || last->block_size != block_size || last->slots != slots)
        last = std::make_shared<const SlotLayout>(slots, block_size, device);
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

at::Tensor paged_attention_composed(const at::Tensor &query, const at::Tensor &key_cache, const at::Tensor &value_cache,
                                    const std::vector<std::vector<int64_t>> &slots, double scale) {
    const auto layout = slot_layout(slots, key_cache.size(2), query.device());
    const auto take = [&](const at::Tensor &cache) {  // indices on two dimensions put the indexed one first: [rows * longest, kv_heads, D]
        return cache.transpose(1, 2).index({layout->block, layout->offset}).view({query.size(0), layout->longest, cache.size(1), cache.size(3)});
    };
    return attend(query.unsqueeze(1), take(key_cache), take(value_cache), layout->mask, scale);
}

}  // namespace ctorch
