// Elementwise operations, products and reductions.
#include "CTorch.h"
#include "Internal.hpp"

using ctorch::guarded;
using ctorch::unwrap;
using ctorch::wrap;

namespace {

at::Tensor unary(int operation, const at::Tensor &x) {
    switch (operation) {
        case ct_negate: return x.neg();
        case ct_exp: return x.exp();
        case ct_log: return x.log();
        case ct_sqrt: return x.sqrt();
        case ct_rsqrt: return x.rsqrt();
        case ct_cos: return x.cos();
        case ct_sin: return x.sin();
        case ct_abs: return x.abs();
        case ct_sigmoid: return x.sigmoid();
        case ct_silu: return at::silu(x);
        case ct_tanh: return x.tanh();
        case ct_reciprocal: return x.reciprocal();
        case ct_relu: return x.relu();
        case ct_floor: return x.floor();
        case ct_is_finite: return x.isfinite();
        default: TORCH_CHECK(false, "unknown unary operation ", operation);
    }
}

at::Tensor binary(int operation, const at::Tensor &a, const at::Tensor &b) {
    switch (operation) {
        case ct_add: return a.add(b);
        case ct_subtract: return a.sub(b);
        case ct_multiply: return a.mul(b);
        case ct_divide: return a.div(b);
        case ct_power: return a.pow(b);
        case ct_maximum: return at::maximum(a, b);
        case ct_minimum: return at::minimum(a, b);
        case ct_equal: return a.eq(b);
        case ct_less: return a.lt(b);
        case ct_greater: return a.gt(b);
        default: TORCH_CHECK(false, "unknown binary operation ", operation);
    }
}

at::Tensor with_scalar(int operation, const at::Tensor &a, double b) {
    switch (operation) {
        case ct_add: return a.add(b);
        case ct_subtract: return a.sub(b);
        case ct_multiply: return a.mul(b);
        case ct_divide: return a.div(b);
        case ct_power: return a.pow(b);
        case ct_maximum: return a.clamp_min(b);
        case ct_minimum: return a.clamp_max(b);
        case ct_equal: return a.eq(b);
        case ct_less: return a.lt(b);
        case ct_greater: return a.gt(b);
        default: TORCH_CHECK(false, "unknown binary operation ", operation);
    }
}

at::Tensor with_scalar_left(int operation, double a, const at::Tensor &b) {
    switch (operation) {
        case ct_subtract: return at::rsub(b, a);
        case ct_divide: return b.reciprocal().mul(a);
        case ct_power: return at::pow(a, b);
        default: TORCH_CHECK(false, "operation ", operation, " has no scalar on its left");
    }
}

template <typename Right>
void in_place(int operation, const at::Tensor &a, const Right &b) {
    switch (operation) {
        case ct_add: a.add_(b); break;
        case ct_subtract: a.sub_(b); break;
        case ct_multiply: a.mul_(b); break;
        case ct_divide: a.div_(b); break;
        default: TORCH_CHECK(false, "operation ", operation, " has no in-place form");
    }
}

at::Tensor reduce(int operation, const at::Tensor &x, int64_t dim, bool keep) {
    switch (operation) {
        case ct_sum: return x.sum(dim, keep);
        case ct_mean: return x.mean(dim, keep);
        case ct_max: return x.amax(dim, keep);
        case ct_min: return x.amin(dim, keep);
        case ct_argmax: return x.argmax(dim, keep);
        case ct_norm: return at::linalg_vector_norm(x, 2, at::IntArrayRef{dim}, keep);
        case ct_logsumexp: return x.logsumexp(dim, keep);
        default: TORCH_CHECK(false, "unknown reduction ", operation);
    }
}

at::Tensor reduce_all(int operation, const at::Tensor &x) {
    switch (operation) {
        case ct_sum: return x.sum();
        case ct_mean: return x.mean();
        case ct_max: return x.max();
        case ct_min: return x.min();
        case ct_argmax: return x.argmax();
        case ct_norm: return at::linalg_vector_norm(x, 2);
        case ct_logsumexp: return x.flatten().logsumexp(0);
        default: TORCH_CHECK(false, "unknown reduction ", operation);
    }
}

}  // namespace

int ct_apply_unary(int operation, ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = wrap(unary(operation, unwrap(tensor))); });
}

int ct_apply_binary(int operation, ct_tensor left, ct_tensor right, ct_tensor *out) {
    return guarded([&] { *out = wrap(binary(operation, unwrap(left), unwrap(right))); });
}

int ct_apply_scalar(int operation, ct_tensor left, double right, ct_tensor *out) {
    return guarded([&] { *out = wrap(with_scalar(operation, unwrap(left), right)); });
}

int ct_apply_scalar_left(int operation, double left, ct_tensor right, ct_tensor *out) {
    return guarded([&] { *out = wrap(with_scalar_left(operation, left, unwrap(right))); });
}

int ct_apply_binary_in_place(int operation, ct_tensor left, ct_tensor right) {
    return guarded([&] { in_place(operation, unwrap(left), unwrap(right)); });
}

int ct_apply_scalar_in_place(int operation, ct_tensor left, double right) {
    return guarded([&] { in_place(operation, unwrap(left), at::Scalar(right)); });
}

int ct_add_scaled_in_place(ct_tensor left, ct_tensor right, double scale) {
    return guarded([&] { unwrap(left).add_(unwrap(right), scale); });
}

int ct_clamp(ct_tensor tensor, double minimum, double maximum, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).clamp(minimum, maximum)); });
}

int ct_where(ct_tensor condition, ct_tensor left, ct_tensor right, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::where(unwrap(condition), unwrap(left), unwrap(right))); });
}

int ct_masked_fill(ct_tensor tensor, ct_tensor mask, double value, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).masked_fill(unwrap(mask), value)); });
}

int ct_matmul(ct_tensor left, ct_tensor right, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::matmul(unwrap(left), unwrap(right))); });
}

int ct_outer(ct_tensor left, ct_tensor right, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::outer(unwrap(left), unwrap(right))); });
}

int ct_reduce(int operation, ct_tensor tensor, bool all, int64_t dim, bool keep, ct_tensor *out) {
    return guarded([&] {
        const auto &x = unwrap(tensor);
        *out = wrap(all ? reduce_all(operation, x) : reduce(operation, x, dim, keep));
    });
}

int ct_softmax(ct_tensor tensor, int64_t dim, bool logarithm, ct_tensor *out) {
    return guarded([&] {
        const auto &x = unwrap(tensor);
        *out = wrap(logarithm ? x.log_softmax(dim) : x.softmax(dim));
    });
}

int ct_cumulative_sum(ct_tensor tensor, int64_t dim, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).cumsum(dim)); });
}

int ct_top_k(ct_tensor tensor, int64_t count, int64_t dim, ct_tensor *values, ct_tensor *indices) {
    return guarded([&] {
        auto [best, places] = unwrap(tensor).topk(count, dim);
        *values = wrap(best);
        *indices = wrap(places);
    });
}

int ct_same(ct_tensor left, ct_tensor right, bool *out) {
    return guarded([&] { *out = at::equal(unwrap(left), unwrap(right)); });
}

int ct_all_close(ct_tensor left, ct_tensor right, double relative, double absolute, bool *out) {
    return guarded([&] { *out = at::allclose(unwrap(left), unwrap(right), relative, absolute); });
}
