// AdamW in one pass over memory, and the global gradient norm.
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>

#include "CTorch.h"
#include "Internal.hpp"
#include "Parallel.hpp"

using ctorch::guarded;
using ctorch::unwrap;

namespace {

/// The numbers of one step, computed once in double as torch.optim.AdamW does and rounded where its kernels round.
struct Step {
    float decay, beta1_weight, beta2, beta2_weight, root_correction, epsilon, size, scale;

    Step(double rate, double beta1, double beta2, double epsilon, double weight_decay, int64_t count, double scale)
        : decay(static_cast<float>(1 - rate * weight_decay)),
          beta1_weight(static_cast<float>(1 - beta1)),
          beta2(static_cast<float>(beta2)),
          beta2_weight(static_cast<float>(1 - beta2)),
          root_correction(static_cast<float>(std::sqrt(1 - std::pow(beta2, static_cast<double>(count))))),
          epsilon(static_cast<float>(epsilon)),
          size(static_cast<float>(rate / (1 - std::pow(beta1, static_cast<double>(count))))),
          scale(static_cast<float>(scale)) {}
};

template <typename Gradient>
void update_range(const Step &s, float *parameter, const Gradient *gradient, float *average, float *square, int64_t begin,
                  int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
        const float g = static_cast<float>(gradient[i]) * s.scale;
        const float m = average[i] + s.beta1_weight * (g - average[i]);
        const float v = square[i] * s.beta2 + (s.beta2_weight * g) * g;
        average[i] = m;
        square[i] = v;
        parameter[i] = parameter[i] * s.decay - (s.size * m) / (std::sqrt(v) / s.root_correction + s.epsilon);
    }
}

template <typename Gradient>
void update_cpu(const Step &s, const at::Tensor &parameter, const at::Tensor &gradient, const at::Tensor &average,
                const at::Tensor &square, const at::Tensor &rounded) {
    auto *p = parameter.data_ptr<float>();
    const auto *g = gradient.data_ptr<Gradient>();
    auto *m = average.data_ptr<float>();
    auto *v = square.data_ptr<float>();
    auto *r = rounded.defined() ? rounded.data_ptr<at::BFloat16>() : nullptr;
    ctorch::parallel_pieces(parameter.numel(), 1 << 15, [&](int64_t begin, int64_t end, int64_t) {
        update_range(s, p, g, m, v, begin, end);
        if (r) {
            for (int64_t i = begin; i < end; ++i) r[i] = at::BFloat16(p[i]);
        }
    });
}

/// The same arithmetic composed from ATen, for every other device, layout and type.
void update_composed(const Step &s, const at::Tensor &parameter, const at::Tensor &gradient, const at::Tensor &average,
                     const at::Tensor &square, const at::Tensor &rounded) {
    auto g = gradient.to(at::kFloat);
    if (s.scale != 1) g = g.mul(s.scale);
    parameter.mul_(s.decay);
    average.lerp_(g, s.beta1_weight);
    square.mul_(s.beta2).addcmul_(g, g, s.beta2_weight);
    parameter.addcdiv_(average, square.sqrt().div_(s.root_correction).add_(s.epsilon), -s.size);
    if (rounded.defined()) rounded.copy_(parameter);
}

bool plain(const at::Tensor &tensor) { return tensor.device().is_cpu() && tensor.is_contiguous(); }

}  // namespace

int ct_adamw_step(ct_tensor parameter, ct_tensor gradient, ct_tensor average, ct_tensor square_average, ct_tensor rounded,
                  double learning_rate, double beta1, double beta2, double epsilon, double weight_decay, int64_t step,
                  double gradient_scale) {
    return guarded([&] {
        at::NoGradGuard guard;
        const auto &p = unwrap(parameter), &g = unwrap(gradient), &m = unwrap(average), &v = unwrap(square_average), &r = unwrap(rounded);
        TORCH_CHECK(p.scalar_type() == at::kFloat && m.scalar_type() == at::kFloat && v.scalar_type() == at::kFloat,
                    "AdamW keeps its parameter and state in float32, found ", p.scalar_type());
        TORCH_CHECK(g.sizes() == p.sizes() && m.sizes() == p.sizes() && v.sizes() == p.sizes() && (!r.defined() || r.sizes() == p.sizes()),
                    "AdamW: parameter ", p.sizes(), ", gradient ", g.sizes(), ", state ", m.sizes(), " and ", v.sizes(), " differ in shape");
        TORCH_CHECK(step >= 1, "AdamW counts steps from 1, found ", step);
        const Step s(learning_rate, beta1, beta2, epsilon, weight_decay, step, gradient_scale);
        const bool fast = plain(p) && plain(g) && plain(m) && plain(v) && (!r.defined() || (plain(r) && r.scalar_type() == at::kBFloat16));
        if (fast && g.scalar_type() == at::kFloat) {
            update_cpu<float>(s, p, g, m, v, r);
        } else if (fast && g.scalar_type() == at::kBFloat16) {
            update_cpu<at::BFloat16>(s, p, g, m, v, r);
        } else {
            update_composed(s, p, g, m, v, r);
            return;
        }
        // What was made from the old values can tell that they have changed.
        p.unsafeGetTensorImpl()->bump_version();
        if (r.defined()) r.unsafeGetTensorImpl()->bump_version();
    });
}

int ct_global_norm(const ct_tensor *tensors, int64_t count, double *norm) {
    return guarded([&] {
        at::NoGradGuard guard;
        std::vector<at::Tensor> norms;
        for (int64_t i = 0; i < count; ++i) {
            const auto &tensor = unwrap(tensors[i]);
            norms.push_back(at::linalg_vector_norm(tensor, 2, at::OptionalIntArrayRef(), false, at::kFloat));
        }
        *norm = norms.empty() ? 0 : at::linalg_vector_norm(at::stack(norms), 2).item<double>();
    });
}
