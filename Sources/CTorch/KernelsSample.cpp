// Draws one token per row from its logits.

#include <cmath>
#include <numeric>

#include "CTorchKernels.h"
#include "Internal.hpp"
#include "Parallel.hpp"

namespace ctorch {
namespace {

struct Draw {
    float temperature;
    int32_t top_k;
    float top_p;
    double uniform;
};

/// Inverse cumulative distribution in vocabulary order.
int64_t draw_whole(const float *weights, int64_t count, double target) {
    double cumulative = 0;
    int64_t last_positive = 0;
    for (int64_t i = 0; i < count; ++i) {
        if (weights[i] <= 0) continue;
        cumulative += weights[i];
        last_positive = i;
        if (target < cumulative) return i;
    }
    return last_positive;
}

/// Keeps the top_k most probable tokens, then of those the smallest set whose probability reaches top_p; ties fall to the lower id.
int64_t draw_cut(const float *weights, int64_t count, double sum, const Draw &draw, std::vector<int32_t> &order) {
    order.resize(count);
    std::iota(order.begin(), order.end(), 0);
    const auto heavier = [&](int32_t a, int32_t b) { return weights[a] != weights[b] ? weights[a] > weights[b] : a < b; };
    int64_t kept = draw.top_k > 0 ? std::min<int64_t>(draw.top_k, count) : count;
    std::partial_sort(order.begin(), order.begin() + kept, order.end(), heavier);
    double total = 0;
    if (draw.top_k > 0) {
        for (int64_t i = 0; i < kept; ++i) total += weights[order[i]];
    } else {
        total = sum;
    }
    double mass = 0;
    int64_t inside = 0;
    while (inside < kept) {
        mass += weights[order[inside++]];
        if (draw.top_p < 1 && mass >= draw.top_p * total) break;
    }
    double cumulative = 0;
    for (int64_t i = 0; i < inside; ++i) {
        cumulative += weights[order[i]];
        if (draw.uniform * mass < cumulative) return order[i];
    }
    return order[inside - 1];
}

void sample_row(const float *logits, int64_t count, const Draw &draw, std::vector<float> &weights, std::vector<int32_t> &order,
                int64_t *token, float *log_probability) {
    const bool greedy = draw.temperature <= 0;
    const float scale = greedy ? 1 : 1 / draw.temperature, largest = vector::maximum(logits, count);
    TORCH_CHECK(std::isfinite(largest), "sample: the logits are not finite");
    weights.resize(count);
    vector::exp_scaled(logits, scale, largest, 1, weights.data(), count);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (greedy) {
        *token = std::max_element(logits, logits + count) - logits;
    } else if (draw.top_k > 0 || draw.top_p < 1) {
        *token = draw_cut(weights.data(), count, sum, draw, order);
    } else {
        *token = draw_whole(weights.data(), count, draw.uniform * sum);
    }
    *log_probability = float((double(logits[*token]) - largest) * scale - std::log(sum));
}

/// Per row what decides its draw, as the caller has it.
struct Draws {
    const float *temperature;
    const int32_t *top_k;
    const float *top_p;
    const double *uniform;
    int64_t rows;

    bool greedy(int64_t row) const { return temperature[row] <= 0; }
    bool cut(int64_t row) const { return !greedy(row) && (top_k[row] > 0 || top_p[row] < 1); }

    template <typename Value>
    at::Tensor column(at::ScalarType type, at::Device device, const Value &value) const {
        const auto host = at::empty({rows, 1}, at::TensorOptions().dtype(at::kDouble));
        for (int64_t row = 0; row < rows; ++row) host.data_ptr<double>()[row] = double(value(row));
        return host.to(device, type);
    }
};

/// The first place per row whose cumulative weight is beyond the target; [rows, 1]. Weights are float64, so their order of summation is of no account.
at::Tensor first_beyond(const at::Tensor &cumulative, const at::Tensor &target) {
    return (cumulative <= target).sum(1, true).clamp_max_(cumulative.size(1) - 1);
}

/// `draw_whole` for all rows of probabilities [rows, V] where they are: first the block of the vocabulary, then the token in it.
at::Tensor draw_whole_composed(const at::Tensor &probabilities, const at::Tensor &uniform) {
    constexpr int64_t width = 512;
    const int64_t rows = probabilities.size(0), blocks = (probabilities.size(1) + width - 1) / width;
    const auto padded = at::constant_pad_nd(probabilities, {0, blocks * width - probabilities.size(1)}).view({rows, blocks, width});
    const auto totals = padded.sum(2, false, at::kDouble).cumsum(1);
    const auto target = uniform * totals.narrow(1, blocks - 1, 1);
    const auto block = first_beyond(totals, target);
    const auto before = at::where(block > 0, totals.gather(1, (block - 1).clamp_min_(0)), at::zeros_like(target));
    const auto inside = padded.gather(1, block.unsqueeze(2).expand({rows, 1, width})).squeeze(1).to(at::kDouble).cumsum(1);
    return block * width + first_beyond(inside, target - before);
}

/// `draw_cut` for all rows.
at::Tensor draw_cut_composed(const at::Tensor &probabilities, const Draws &draws, const at::Tensor &uniform) {
    const int64_t count = probabilities.size(1);
    int64_t most = 1;
    for (int64_t row = 0; row < draws.rows; ++row)
        if (draws.cut(row)) most = std::max(most, draws.top_k[row] > 0 ? std::min<int64_t>(draws.top_k[row], count) : count);
    const auto [values, ids] = most < count ? probabilities.topk(most, -1, true, true) : probabilities.sort(true, -1, true);
    const auto device = probabilities.device();
    const auto limit = draws.column(at::kLong, device, [&](int64_t row) { return draws.top_k[row] > 0 ? draws.top_k[row] : count; });
    const auto mass = draws.column(at::kDouble, device, [&](int64_t row) { return draws.top_p[row] < 1 ? double(draws.top_p[row]) : 2.0; });
    const auto kept = values.to(at::kDouble) * (at::arange(most, ids.options()).unsqueeze(0) < limit);
    const auto whole = at::where(limit < count, kept.sum(1, true), probabilities.sum(1, true, at::kDouble));
    const auto inside = kept * (kept.cumsum(1) - kept < mass * whole);
    const auto cumulative = inside.cumsum(1);
    return ids.gather(1, first_beyond(cumulative, uniform * cumulative.narrow(1, most - 1, 1)));
}

/// Draws where the logits are; only tokens and their log-probabilities come to the host.
void sample_composed(const at::Tensor &logits, const Draws &draws, int64_t *tokens, float *log_probabilities) {
    const auto device = logits.device();
    const auto wide = logits.to(at::promote_types(logits.scalar_type(), at::kFloat));
    const auto scale = draws.column(wide.scalar_type(), device, [&](int64_t row) { return draws.greedy(row) ? 1 : 1 / draws.temperature[row]; });
    const auto log_softmax = at::log_softmax(wide * scale, -1);
    const auto largest = wide.argmax(-1, true);
    auto token = largest;
    int64_t cut = 0, whole = 0;
    for (int64_t row = 0; row < draws.rows; ++row) (draws.cut(row) ? cut : whole) += !draws.greedy(row);
    if (cut + whole > 0) {
        const auto probabilities = log_softmax.exp();
        const auto uniform = draws.column(at::kDouble, device, [&](int64_t row) { return draws.uniform[row]; });
        const auto choose = [&](const at::Tensor &drawn, const auto &which) {
            // Rounding can leave the target behind the last token that has a probability.
            const auto inside = drawn.clamp_max(logits.size(1) - 1);
            const auto possible = at::where(probabilities.gather(1, inside) > 0, inside, largest);
            token = at::where(draws.column(at::kBool, device, which), possible, token);
        };
        if (whole > 0) choose(draw_whole_composed(probabilities, uniform), [&](int64_t row) { return !draws.greedy(row) && !draws.cut(row); });
        if (cut > 0) choose(draw_cut_composed(probabilities, draws, uniform), [&](int64_t row) { return draws.cut(row); });
    }
    const auto host = at::cat({token.to(at::kDouble), log_softmax.gather(1, token).to(at::kDouble)}, 1).to(at::kCPU).contiguous();
    for (int64_t row = 0; row < draws.rows; ++row) {
        tokens[row] = int64_t(host.data_ptr<double>()[2 * row]);
        log_probabilities[row] = float(host.data_ptr<double>()[2 * row + 1]);
    }
}

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_sample(ct_tensor logits, const float *temperature, const int32_t *top_k, const float *top_p, const double *uniform, int64_t *tokens,
              float *log_probabilities) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const auto &given = unwrap(logits);
        TORCH_CHECK(given.dim() == 2 && given.size(1) > 0, "sample: logits ", given.sizes(), " are not [rows, vocabulary]");
        if (!has_kernel(given)) {
            if (given.size(0) > 0) sample_composed(given, {temperature, top_k, top_p, uniform, given.size(0)}, tokens, log_probabilities);
            return;
        }
        const auto host = given.contiguous();
        const int64_t rows = host.size(0), width = host.size(1);
        parallel_pieces(rows, 1, [&](int64_t begin, int64_t end, int64_t) {
            RowReader reader(host, width);
            std::vector<float> weights;
            std::vector<int32_t> order;
            for (int64_t row = begin; row < end; ++row)
                sample_row(reader.read(row * width, width), width, {temperature[row], top_k[row], top_p[row], uniform[row]}, weights, order,
                           tokens + row, log_probabilities + row);
        });
    });
}
