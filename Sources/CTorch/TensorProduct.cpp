#include "TensorProduct.hpp"

#include <torch/torch.h>

#include "CTorch.h"
#include "Internal.hpp"
#include "Parallel.hpp"

struct ct_packed_s {
    std::unique_ptr<ctorch::PackedWeight> value;
};

namespace ctorch {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Element element_of(const at::Tensor &x) { return x.scalar_type() == at::kFloat ? Element::float32 : Element::bfloat16; }

bool ours(const at::Tensor &a, const at::Tensor &b) {
    return has_kernel(a) && a.scalar_type() == b.scalar_type() && b.is_cpu() && has_product(element_of(a));
}

/// Copies only where neither rows nor columns lie side by side.
at::Tensor with_unit_stride(const at::Tensor &x) { return x.stride(0) == 1 || x.stride(1) == 1 ? x : x.contiguous(); }

MatrixView view(const at::Tensor &x) { return {x.const_data_ptr(), x.size(0), x.size(1), x.stride(0), x.stride(1)}; }

/// y = x W^T, or base + x W^T.
struct Linear : torch::autograd::Function<Linear> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, const at::Tensor &base) {
        context->save_for_backward({x, weight});
        context->saved_data["base"] = base.numel() > 0;
        if (base.numel() == 0) return product(x, weight.t());
        auto out = base.clone(at::MemoryFormat::Contiguous);
        product_into(out, x, weight.t(), true);
        return out;
    }

    static variable_list backward(AutogradContext *context, variable_list upstream) {
        const auto saved = context->get_saved_variables();
        const auto &dy = upstream[0];
        at::Tensor dx, dw;
        if (context->needs_input_grad(0)) dx = product(dy, saved[1]);
        if (context->needs_input_grad(1)) dw = product(dy.t(), saved[0]);
        return {dx, dw, context->saved_data["base"].toBool() ? dy : at::Tensor()};
    }
};

}  // namespace

at::Tensor product(const at::Tensor &a, const at::Tensor &b) {
    at::NoGradGuard no_grad;
    if (!ours(a, b)) return at::mm(a, b);
    auto c = at::empty({a.size(0), b.size(1)}, a.options());
    product_into(c, a, b, false);
    return c;
}

void product_into(const at::Tensor &c, const at::Tensor &a, const at::Tensor &b, bool accumulates) {
    TORCH_CHECK(a.dim() == 2 && b.dim() == 2 && c.dim() == 2 && a.size(1) == b.size(0) && c.size(0) == a.size(0) && c.size(1) == b.size(1),
                "product: ", a.sizes(), " times ", b.sizes(), " does not give ", c.sizes());
    if (ours(a, b) && has_kernel(c) && c.stride(1) == 1) {
        const auto left = with_unit_stride(a), right = with_unit_stride(b);
        multiply(element_of(a), view(left), view(right), {c.data_ptr(), c.stride(0), element_of(c), accumulates});
    } else if (!accumulates && c.scalar_type() == a.scalar_type()) {
        auto out = c;
        at::mm_out(out, a, b);
    } else if (!accumulates) {
        c.copy_(at::mm(a, b));
    } else if (c.scalar_type() == a.scalar_type()) {
        c.addmm_(a, b);
    } else {
        c.add_(at::mm(a, b));
    }
}

at::Tensor linear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &base) {
    const bool applies = x.dim() == 2 && weight.dim() == 2 && ours(x, weight) && (!base.defined() || base.scalar_type() == x.scalar_type());
    if (!applies) {
        if (base.defined()) return at::addmm(base, x, weight.t());
        return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
    }
    TORCH_CHECK(x.size(1) == weight.size(1), "linear: input ", x.sizes(), " does not fit weight ", weight.sizes());
    const at::Tensor sum = base.defined() ? base.expand({x.size(0), weight.size(0)}) : x.new_empty({0});
    const auto y = Linear::apply(x, weight, sum);
    return bias.defined() ? y + bias : y;
}

void PackedWeight::refresh() {
    const int64_t current = weight._version();
    if (version == current) return;
    matrix.pack(view(weight.t()));
    version = current;
}

std::unique_ptr<PackedWeight> packed_weight(const at::Tensor &weight) {
    if (weight.dim() != 2 || !weight.is_contiguous() || !ours(weight, weight)) return nullptr;
    return std::unique_ptr<PackedWeight>(new PackedWeight{weight, PackedMatrix(element_of(weight), weight.size(1), weight.size(0))});
}

at::Tensor linear(const at::Tensor &x, const PackedWeight &packed, const at::Tensor &bias, const at::Tensor &base) {
    at::NoGradGuard no_grad;
    const auto &weight = packed.weight;
    TORCH_CHECK(x.dim() == 2 && x.size(1) == weight.size(1) && x.is_cpu() && x.scalar_type() == weight.scalar_type(), "linear: input ",
                x.sizes(), " of ", x.scalar_type(), " does not fit weight ", weight.sizes(), " of ", weight.scalar_type());
    TORCH_CHECK(packed.version >= 0, "linear: the weight was not packed");
    auto y = at::empty({x.size(0), weight.size(0)}, x.options());
    const auto left = with_unit_stride(x);
    const ProductTarget target{y.data_ptr(), y.stride(0), element_of(y), false};
    at::Tensor sum;
    if (base.defined()) {
        TORCH_CHECK(base.is_cpu() && base.scalar_type() == x.scalar_type(), "linear: base of ", base.scalar_type(), " on ", base.device(),
                    " does not fit input of ", x.scalar_type());
        sum = base.expand(y.sizes()).contiguous();
    }
    multiply(view(left), packed.matrix, target, sum.defined() ? sum.const_data_ptr() : nullptr);
    return bias.defined() ? y + bias : y;
}

}  // namespace ctorch

using namespace ctorch;

bool ct_has_own_product(int dtype) {
    return (dtype == ct_float32 && has_product(Element::float32)) || (dtype == ct_bfloat16 && has_product(Element::bfloat16));
}

int ct_linear(ct_tensor input, ct_tensor weight, ct_tensor bias, ct_tensor *out) {
    return guarded([&] { *out = wrap(linear(unwrap(input), unwrap(weight), unwrap(bias), {})); });
}

int ct_linear_add(ct_tensor base, ct_tensor input, ct_tensor weight, ct_tensor *out) {
    return guarded([&] { *out = wrap(linear(unwrap(input), unwrap(weight), {}, unwrap(base))); });
}

int ct_pack_weight(ct_tensor weight, ct_packed *out) {
    return guarded([&] {
        auto packed = packed_weight(unwrap(weight));
        *out = packed ? new ct_packed_s{std::move(packed)} : nullptr;
    });
}

void ct_release_packed(ct_packed packed) { delete packed; }

int64_t ct_packed_bytes(ct_packed packed) { return packed->value->matrix.bytes(); }

int ct_refresh_packed(ct_packed packed) {
    return guarded([&] { packed->value->refresh(); });
}

int ct_linear_packed(ct_tensor input, ct_packed weight, ct_tensor bias, ct_tensor base, ct_tensor *out) {
    return guarded([&] { *out = wrap(linear(unwrap(input), *weight->value, unwrap(bias), unwrap(base))); });
}
