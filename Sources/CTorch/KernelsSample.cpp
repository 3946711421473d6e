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

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_sample(ct_tensor logits, const float *temperature, const int32_t *top_k, const float *top_p, const double *uniform, int64_t *tokens,
              float *log_probabilities) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const auto &given = unwrap(logits);
        TORCH_CHECK(given.dim() == 2 && given.size(1) > 0, "sample: logits ", given.sizes(), " are not [rows, vocabulary]");
        const auto host = (given.scalar_type() == at::kBFloat16 ? given.to(at::kCPU) : given.to(at::kCPU, at::kFloat)).contiguous();
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
