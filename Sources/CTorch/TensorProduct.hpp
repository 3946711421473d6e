// Matrix products of tensors: our own kernels where the processor has them, libtorch's elsewhere.
#pragma once

#include <ATen/ATen.h>

namespace ctorch {

/// a b; a [M, K], b [K, N], of one type and any strides. Not recorded for differentiation.
at::Tensor product(const at::Tensor &a, const at::Tensor &b);

/// c = a b, or c += a b. c [M, N] has rows side by side; its type may be float32 where a and b are bfloat16.
void product_into(const at::Tensor &c, const at::Tensor &a, const at::Tensor &b, bool accumulates);

/// x W^T, plus `bias` [O] or `base` [T, O] where they are defined. x [T, I], W [O, I]. Differentiable.
at::Tensor linear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &base);

}  // namespace ctorch
