// The language-model head by chunks of rows: log-probabilities, entropies and their gradient without a [T, V] tensor.

#include <cmath>

#include "CTorchKernels.h"
#include "Internal.hpp"
#include "Parallel.hpp"
#include "TensorProduct.hpp"

namespace ctorch {
namespace {

struct Head {
    const at::Tensor &hidden, &weight;
    const int64_t *targets;
    double temperature;
    int64_t chunk_rows;

    int64_t rows() const { return hidden.size(0); }
    int64_t vocabulary() const { return weight.size(0); }

    void check() const {
        TORCH_CHECK(hidden.dim() == 2 && weight.dim() == 2 && hidden.size(1) == weight.size(1), "head: hidden states ", hidden.sizes(),
                    " do not fit the weight ", weight.sizes());
        TORCH_CHECK(temperature > 0 && chunk_rows > 0, "head: temperature ", temperature, " and chunk ", chunk_rows, " must be positive");
        for (int64_t row = 0; row < rows(); ++row)
            TORCH_CHECK(targets[row] >= 0 && targets[row] < vocabulary(), "head: target ", targets[row], " of row ", row,
                        " is outside the vocabulary of ", vocabulary());
    }

    template <typename Body>
    void for_each_chunk(const Body &body) const {
        for (int64_t first = 0; first < rows(); first += chunk_rows) body(first, std::min(chunk_rows, rows() - first));
    }

    at::Tensor logits(int64_t first, int64_t count) const { return product(hidden.narrow(0, first, count), weight.t()); }
};

/// Per row: maximum of the logits and log of the sum of exp((x - maximum) / temperature).
struct RowScale {
    float maximum, log_sum;
};

void measure_cpu(const at::Tensor &logits, const int64_t *targets, float inverse_temperature, float *log_probabilities, float *entropy,
                 std::vector<RowScale> &scales) {
    const int64_t rows = logits.size(0), width = logits.size(1);
    scales.resize(rows);
    parallel_pieces(rows, 1, [&](int64_t begin, int64_t end, int64_t) {
        RowReader reader(logits, width);
        for (int64_t row = begin; row < end; ++row) {
            const float *x = reader.read(row * width, width);
            const float largest = vector::maximum(x, width);
            float moment;
            const float sum = vector::exp_sum(x, inverse_temperature, largest, width, &moment);
            const float log_sum = std::log(sum);
            scales[row] = {largest, log_sum};
            log_probabilities[row] = (x[targets[row]] - largest) * inverse_temperature - log_sum;
            if (entropy) entropy[row] = log_sum - moment / sum;
        }
    });
}

/// logits <- coefficient / temperature * (one-hot(target) - softmax), in place.
void differentiate_cpu(at::Tensor &logits, const int64_t *targets, float inverse_temperature, const std::vector<RowScale> &scales,
                       const float *coefficients) {
    const int64_t rows = logits.size(0), width = logits.size(1);
    parallel_pieces(rows, 1, [&](int64_t begin, int64_t end, int64_t) {
        RowReader reader(logits, width);
        RowWriter writer(logits, width);
        for (int64_t row = begin; row < end; ++row) {
            const float *x = reader.read(row * width, width);
            float *target = writer.row(row * width);
            const float c = coefficients[row] * inverse_temperature;
            if (c == 0) {
                std::fill(target, target + width, 0.0f);
            } else {
                const float shift = scales[row].maximum + scales[row].log_sum / inverse_temperature;
                vector::exp_scaled(x, inverse_temperature, shift, -c, target, width);
                target[targets[row]] += c;
            }
            writer.commit(row * width, width);
        }
    });
}

at::Tensor device_targets(const int64_t *targets, int64_t count, const at::Tensor &like) {
    return at::from_blob(const_cast<int64_t *>(targets), {count}, at::kLong).to(like.device()).unsqueeze(1);
}

void copy_out(const at::Tensor &values, float *target) {
    const auto host = values.to(at::kCPU, at::kFloat).contiguous();
    std::copy_n(host.data_ptr<float>(), host.numel(), target);
}

void measure_composed(const at::Tensor &logits, const int64_t *targets, double temperature, float *log_probabilities, float *entropy) {
    const auto log_softmax = at::log_softmax(logits.to(at::kFloat).div(temperature), -1);
    copy_out(log_softmax.gather(1, device_targets(targets, logits.size(0), logits)).squeeze(1), log_probabilities);
    if (entropy) copy_out(-(log_softmax.exp() * log_softmax).sum(-1), entropy);
}

at::Tensor differentiate_composed(const at::Tensor &logits, const int64_t *targets, double temperature, const float *coefficients) {
    const auto c = at::from_blob(const_cast<float *>(coefficients), {logits.size(0), 1}, at::kFloat).to(logits.device()) / temperature;
    auto gradient = at::softmax(logits.to(at::kFloat).div(temperature), -1).mul_(-c);
    gradient.scatter_add_(1, device_targets(targets, logits.size(0), logits), c);
    return gradient.to(logits.scalar_type());
}

void measure(const Head &head, const at::Tensor &logits, int64_t first, float *log_probabilities, float *entropy,
             std::vector<RowScale> &scales) {
    float *chunk_entropy = entropy ? entropy + first : nullptr;
    if (has_kernel(logits)) {
        measure_cpu(logits, head.targets + first, float(1 / head.temperature), log_probabilities + first, chunk_entropy, scales);
    } else {
        measure_composed(logits, head.targets + first, head.temperature, log_probabilities + first, chunk_entropy);
    }
}

/// Consumes a chunk's logits: gradient of its rows of hidden, and the weight's share.
void propagate(const Head &head, at::Tensor logits, int64_t first, const std::vector<RowScale> &scales, const float *coefficients,
               const at::Tensor &weight_gradient, at::Tensor &hidden_gradient) {
    const int64_t count = logits.size(0);
    if (has_kernel(logits)) {
        differentiate_cpu(logits, head.targets + first, float(1 / head.temperature), scales, coefficients + first);
    } else {
        logits = differentiate_composed(logits, head.targets + first, head.temperature, coefficients + first);
    }
    product_into(hidden_gradient.narrow(0, first, count), logits, head.weight, false);
    if (weight_gradient.defined()) product_into(weight_gradient, logits.t(), head.hidden.narrow(0, first, count), true);
}

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_head_log_probabilities(ct_tensor hidden, ct_tensor weight, const int64_t *targets, double temperature, int64_t chunk_rows,
                              float *log_probabilities, float *entropy) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const Head head{unwrap(hidden), unwrap(weight), targets, temperature, chunk_rows};
        head.check();
        std::vector<RowScale> scales;
        head.for_each_chunk([&](int64_t first, int64_t count) {
            measure(head, head.logits(first, count), first, log_probabilities, entropy, scales);
        });
    });
}

int ct_head_backward(ct_tensor hidden, ct_tensor weight, const int64_t *targets, double temperature, int64_t chunk_rows,
                     const float *coefficients, ct_tensor weight_gradient, ct_tensor *hidden_gradient) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const Head head{unwrap(hidden), unwrap(weight), targets, temperature, chunk_rows};
        head.check();
        auto gradient = at::empty_like(head.hidden, at::MemoryFormat::Contiguous);
        std::vector<RowScale> scales;
        std::vector<float> ignored(head.rows());
        head.for_each_chunk([&](int64_t first, int64_t count) {
            auto logits = head.logits(first, count);
            if (has_kernel(logits)) measure(head, logits, first, ignored.data(), nullptr, scales);
            propagate(head, std::move(logits), first, scales, coefficients, unwrap(weight_gradient), gradient);
        });
        *hidden_gradient = wrap(std::move(gradient));
    });
}

int ct_head_fused(ct_tensor hidden, ct_tensor weight, const int64_t *targets, double temperature, int64_t chunk_rows,
                  ct_coefficient_function coefficient, void *context, float *log_probabilities, float *entropy, ct_tensor weight_gradient,
                  ct_tensor *hidden_gradient) {
    return guarded([&] {
        at::NoGradGuard no_grad;
        const Head head{unwrap(hidden), unwrap(weight), targets, temperature, chunk_rows};
        head.check();
        auto gradient = at::empty_like(head.hidden, at::MemoryFormat::Contiguous);
        std::vector<RowScale> scales;
        std::vector<float> coefficients(head.rows());
        head.for_each_chunk([&](int64_t first, int64_t count) {
            auto logits = head.logits(first, count);
            measure(head, logits, first, log_probabilities, entropy, scales);
            coefficient(context, first, count, log_probabilities + first, entropy ? entropy + first : nullptr, coefficients.data() + first);
            propagate(head, std::move(logits), first, scales, coefficients.data(), unwrap(weight_gradient), gradient);
        });
        *hidden_gradient = wrap(std::move(gradient));
    });
}
