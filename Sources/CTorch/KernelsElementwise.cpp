// RMS normalisation, the gated activation and the rotary embedding, each one pass over memory forward and backward.

#include <cmath>

#include "CTorchKernels.h"
#include "Internal.hpp"
#include "Parallel.hpp"

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Below this many elements a second thread costs more than it brings.
constexpr int64_t elements_per_piece = 16384;

int64_t rows_per_piece(int64_t width) { return std::max<int64_t>(1, elements_per_piece / std::max<int64_t>(1, width)); }

float inverse_rms(const float *x, int64_t count, double epsilon) {
    return 1.0f / std::sqrt(vector::sum_of_squares(x, count) / static_cast<float>(count) + static_cast<float>(epsilon));
}

at::Tensor rms_norm_composed(const at::Tensor &x, const at::Tensor &weight, double epsilon) {
    if (x.is_cuda()) return at::rms_norm(x, {x.size(-1)}, weight, epsilon);  // one kernel
    const auto wide = x.to(at::kFloat);
    const auto normalised = wide * at::rsqrt(wide.square().mean(-1, true) + epsilon);
    return weight * normalised.to(x.scalar_type());
}

struct RMSNorm : torch::autograd::Function<RMSNorm> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight, double epsilon) {
        const auto x = input.contiguous();
        const int64_t width = x.size(-1), rows = x.numel() / std::max<int64_t>(1, width);
        const auto w = weight.to(at::kFloat).contiguous();
        auto out = at::empty_like(x);
        parallel_pieces(rows, rows_per_piece(width), [&](int64_t begin, int64_t end, int64_t) {
            RowReader reader(x, width);
            RowWriter writer(out, width);
            for (int64_t row = begin; row < end; ++row) {
                const float *source = reader.read(row * width, width);
                vector::scaled_product(source, w.data_ptr<float>(), inverse_rms(source, width, epsilon),
                                       writer.row(row * width), width);
                writer.commit(row * width, width);
            }
        });
        context->save_for_backward({x, weight});
        context->saved_data["epsilon"] = epsilon;
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0];
        const double epsilon = context->saved_data["epsilon"].toDouble();
        const auto dy = gradients[0].to(x.scalar_type()).contiguous();
        const int64_t width = x.size(-1), rows = x.numel() / std::max<int64_t>(1, width);
        const auto w = saved[1].to(at::kFloat).contiguous();
        auto dx = at::empty_like(x);
        auto dw = at::zeros({thread_count(), width}, at::kFloat);
        parallel_pieces(rows, rows_per_piece(width), [&](int64_t begin, int64_t end, int64_t piece) {
            RowReader reader(x, width), upstream(dy, width);
            RowWriter writer(dx, width);
            float *own = dw.data_ptr<float>() + piece * width;
            for (int64_t row = begin; row < end; ++row) {
                const float *source = reader.read(row * width, width);
                vector::rms_norm_backward(source, w.data_ptr<float>(), upstream.read(row * width, width),
                                          inverse_rms(source, width, epsilon), writer.row(row * width), own, width);
                writer.commit(row * width, width);
            }
        });
        return {dx, dw.sum(0).to(saved[1].scalar_type()), at::Tensor()};
    }
};

at::Tensor swiglu_composed(const at::Tensor &gate_up) {
    const auto halves = gate_up.chunk(2, -1);
    return at::silu(halves[0]) * halves[1];
}

struct SwiGLU : torch::autograd::Function<SwiGLU> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input) {
        const auto x = input.contiguous();
        const int64_t width = x.size(-1) / 2, rows = x.numel() / std::max<int64_t>(1, 2 * width);
        auto out = at::empty({rows, width}, x.options());
        parallel_pieces(rows, rows_per_piece(width), [&](int64_t begin, int64_t end, int64_t) {
            RowReader reader(x, 2 * width);
            RowWriter writer(out, width);
            for (int64_t row = begin; row < end; ++row) {
                const float *source = reader.read(row * 2 * width, 2 * width);
                vector::swiglu(source, source + width, writer.row(row * width), width);
                writer.commit(row * width, width);
            }
        });
        context->save_for_backward({x});
        auto shape = x.sizes().vec();
        shape.back() = width;
        return out.view(shape);
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto x = context->get_saved_variables()[0];
        const auto dy = gradients[0].to(x.scalar_type()).contiguous();
        const int64_t width = x.size(-1) / 2, rows = x.numel() / std::max<int64_t>(1, 2 * width);
        auto dx = at::empty_like(x);
        parallel_pieces(rows, rows_per_piece(width), [&](int64_t begin, int64_t end, int64_t) {
            RowReader reader(x, 2 * width), upstream(dy, width);
            RowWriter writer(dx, 2 * width);
            for (int64_t row = begin; row < end; ++row) {
                const float *source = reader.read(row * 2 * width, 2 * width);
                float *target = writer.row(row * 2 * width);
                vector::swiglu_backward(source, source + width, upstream.read(row * width, width), target, target + width, width);
                writer.commit(row * 2 * width, 2 * width);
            }
        });
        return {dx};
    }
};

struct HeadLayout {
    int64_t heads, kv_heads, dimension;
    int64_t width() const { return (heads + 2 * kv_heads) * dimension; }
};

variable_list split_rotary_composed(const at::Tensor &qkv, const at::Tensor &query_norm, const at::Tensor &key_norm, double epsilon,
                                    const at::Tensor &cos, const at::Tensor &sin, HeadLayout layout) {
    const int64_t tokens = qkv.size(0), d = layout.dimension;
    const auto parts = qkv.split_with_sizes({layout.heads * d, layout.kv_heads * d, layout.kv_heads * d}, -1);
    const auto c = at::cat({cos, cos}, -1).unsqueeze(1), s = at::cat({sin, sin}, -1).unsqueeze(1);
    const auto heads_of = [&](const at::Tensor &part, int64_t heads, const at::Tensor &norm) {
        const auto x = part.reshape({tokens, heads, d});
        return norm.defined() ? rms_norm_composed(x, norm, epsilon) : x;
    };
    // Queries and keys turn together: on an accelerator every operation costs its launch.
    const auto x = at::cat({heads_of(parts[0], layout.heads, query_norm), heads_of(parts[1], layout.kv_heads, key_norm)}, 1);
    const auto halves = x.chunk(2, -1);
    const auto turned = (x * c + at::cat({-halves[1], halves[0]}, -1) * s).to(qkv.scalar_type());
    return {turned.narrow(1, 0, layout.heads), turned.narrow(1, layout.heads, layout.kv_heads), parts[2].reshape({tokens, layout.kv_heads, d})};
}

struct SplitRotary : torch::autograd::Function<SplitRotary> {
    static variable_list forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &query_norm,
                                 const at::Tensor &key_norm, double epsilon, const at::Tensor &cos, const at::Tensor &sin,
                                 int64_t heads, int64_t kv_heads) {
        const auto x = input.contiguous();
        const HeadLayout layout{heads, kv_heads, x.size(-1) / (heads + 2 * kv_heads)};
        const int64_t tokens = x.size(0), d = layout.dimension, half = d / 2, width = layout.width();
        const bool normalised = query_norm.numel() > 0;
        const auto wq = normalised ? query_norm.to(at::kFloat).contiguous() : at::Tensor();
        const auto wk = normalised ? key_norm.to(at::kFloat).contiguous() : at::Tensor();
        auto query = at::empty({tokens, heads, d}, x.options());
        auto key = at::empty({tokens, kv_heads, d}, x.options());
        auto value = at::empty({tokens, kv_heads, d}, x.options());
        const float *c = cos.data_ptr<float>(), *s = sin.data_ptr<float>();
        parallel_pieces(tokens, rows_per_piece(width), [&](int64_t begin, int64_t end, int64_t) {
            RowReader reader(x, width);
            RowWriter queries(query, heads * d), keys(key, kv_heads * d), values(value, kv_heads * d);
            std::vector<float> scratch(d);
            for (int64_t t = begin; t < end; ++t) {
                const float *source = reader.read(t * width, width);
                float *q = queries.row(t * heads * d), *k = keys.row(t * kv_heads * d), *v = values.row(t * kv_heads * d);
                for (int64_t head = 0; head < heads + kv_heads; ++head) {
                    const bool is_query = head < heads;
                    const float *from = source + head * d;
                    if (normalised) {
                        const auto &w = is_query ? wq : wk;
                        vector::scaled_product(from, w.data_ptr<float>(), inverse_rms(from, d, epsilon), scratch.data(), d);
                        from = scratch.data();
                    }
                    vector::rotate(from, c + t * half, s + t * half, is_query ? q + head * d : k + (head - heads) * d, half);
                }
                std::copy(source + (heads + kv_heads) * d, source + width, v);
                queries.commit(t * heads * d, heads * d);
                keys.commit(t * kv_heads * d, kv_heads * d);
                values.commit(t * kv_heads * d, kv_heads * d);
            }
        });
        context->save_for_backward({normalised ? x : x.new_empty({0}), query_norm, key_norm, cos, sin});
        context->saved_data["epsilon"] = epsilon;
        return {query, key, value};
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const bool normalised = saved[1].numel() > 0;
        const double epsilon = context->saved_data["epsilon"].toDouble();
        const auto &cos = saved[3], &sin = saved[4];
        const auto dq = gradients[0].contiguous(), dk = gradients[1].contiguous(), dv = gradients[2].contiguous();
        const HeadLayout layout{dq.size(1), dk.size(1), dq.size(2)};
        const int64_t tokens = dq.size(0), d = layout.dimension, half = d / 2, width = layout.width();
        const int64_t heads = layout.heads, kv_heads = layout.kv_heads, threads = thread_count();
        const auto &x = saved[0];
        const auto wq = normalised ? saved[1].to(at::kFloat).contiguous() : at::Tensor();
        const auto wk = normalised ? saved[2].to(at::kFloat).contiguous() : at::Tensor();
        auto dx = at::empty({tokens, width}, dq.options());
        auto dw = at::zeros({threads, 2, d}, at::kFloat);
        const float *c = cos.data_ptr<float>(), *s = sin.data_ptr<float>();
        parallel_pieces(tokens, rows_per_piece(width), [&](int64_t begin, int64_t end, int64_t piece) {
            RowReader queries(dq, heads * d), keys(dk, kv_heads * d), values(dv, kv_heads * d);
            RowReader reader(normalised ? x : dq, width);
            RowWriter writer(dx, width);
            std::vector<float> scratch(d);
            float *own = dw.data_ptr<float>() + piece * 2 * d;
            for (int64_t t = begin; t < end; ++t) {
                const float *q = queries.read(t * heads * d, heads * d), *k = keys.read(t * kv_heads * d, kv_heads * d);
                const float *v = values.read(t * kv_heads * d, kv_heads * d);
                const float *source = normalised ? reader.read(t * width, width) : nullptr;
                float *target = writer.row(t * width);
                for (int64_t head = 0; head < heads + kv_heads; ++head) {
                    const bool is_query = head < heads;
                    const float *upstream = is_query ? q + head * d : k + (head - heads) * d;
                    if (!normalised) {
                        vector::rotate_back(upstream, c + t * half, s + t * half, target + head * d, half);
                        continue;
                    }
                    vector::rotate_back(upstream, c + t * half, s + t * half, scratch.data(), half);
                    const float *from = source + head * d;
                    const auto &w = is_query ? wq : wk;
                    vector::rms_norm_backward(from, w.data_ptr<float>(), scratch.data(), inverse_rms(from, d, epsilon),
                                              target + head * d, own + (is_query ? 0 : d), d);
                }
                std::copy(v, v + kv_heads * d, target + (heads + kv_heads) * d);
                writer.commit(t * width, width);
            }
        });
        at::Tensor d_query_norm, d_key_norm;
        if (normalised) {
            const auto summed = dw.sum(0);
            d_query_norm = summed[0].to(saved[1].scalar_type());
            d_key_norm = summed[1].to(saved[2].scalar_type());
        }
        return {dx, d_query_norm, d_key_norm, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

}  // namespace
}  // namespace ctorch

using namespace ctorch;

int ct_rms_norm(ct_tensor x, ct_tensor weight, double epsilon, ct_tensor *out) {
    return guarded([&] {
        const auto &input = unwrap(x), &w = unwrap(weight);
        TORCH_CHECK(input.dim() >= 1 && w.dim() == 1 && input.size(-1) == w.size(0), "rms_norm: weight ", w.sizes(),
                    " does not fit input ", input.sizes());
        *out = wrap(has_kernel(input) ? RMSNorm::apply(input, w, epsilon) : rms_norm_composed(input, w, epsilon));
    });
}

int ct_split_rotary(ct_tensor qkv, ct_tensor query_norm, ct_tensor key_norm, double epsilon, ct_tensor cos, ct_tensor sin,
                    int64_t heads, int64_t kv_heads, ct_tensor *query, ct_tensor *key, ct_tensor *value) {
    return guarded([&] {
        const auto &x = unwrap(qkv), &c = unwrap(cos), &s = unwrap(sin);
        TORCH_CHECK(x.dim() == 2 && heads > 0 && kv_heads > 0 && x.size(1) % (heads + 2 * kv_heads) == 0,
                    "split_rotary: projection ", x.sizes(), " does not hold ", heads, " + 2 x ", kv_heads, " heads");
        const int64_t d = x.size(1) / (heads + 2 * kv_heads);
        TORCH_CHECK(d % 2 == 0 && c.sizes() == at::IntArrayRef({x.size(0), d / 2}) && s.sizes() == c.sizes(),
                    "split_rotary: tables ", c.sizes(), " do not fit ", x.size(0), " tokens of head size ", d);
        const auto &qn = unwrap(query_norm), &kn = unwrap(key_norm);
        TORCH_CHECK(qn.defined() == kn.defined(), "split_rotary: one of the two head norms is missing");
        // The autograd function wants defined tensors; an empty one stands for "no norm".
        const auto none = x.new_empty({0});
        auto parts = has_kernel(x) ? SplitRotary::apply(x, qn.defined() ? qn : none, kn.defined() ? kn : none, epsilon, c.to(at::kFloat).contiguous(),
                                                        s.to(at::kFloat).contiguous(), heads, kv_heads)
                                   : split_rotary_composed(x, qn, kn, epsilon, c, s, {heads, kv_heads, d});
        *query = wrap(std::move(parts[0]));
        *key = wrap(std::move(parts[1]));
        *value = wrap(std::move(parts[2]));
    });
}

int ct_swiglu(ct_tensor gate_up, ct_tensor *out) {
    return guarded([&] {
        const auto &x = unwrap(gate_up);
        TORCH_CHECK(x.dim() >= 1 && x.size(-1) % 2 == 0, "swiglu: last dimension of ", x.sizes(), " is not even");
        *out = wrap(has_kernel(x) ? SwiGLU::apply(x) : swiglu_composed(x));
    });
}
