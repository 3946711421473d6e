// Matrix products of tensors: our own kernels where the processor has them, libtorch's elsewhere.
#pragma once

#include <ATen/ATen.h>

#include <memory>

#include "Product.hpp"

namespace ctorch {

/// a b; a [M, K], b [K, N], of one type and any strides. Not recorded for differentiation.
at::Tensor product(const at::Tensor &a, const at::Tensor &b);

/// c = a b, or c += a b. c [M, N] has rows side by side; its type may be float32 where a and b are bfloat16.
void product_into(const at::Tensor &c, const at::Tensor &a, const at::Tensor &b, bool accumulates);

/// x W^T, plus `bias` [O] or `base` [T, O] where they are defined. x [T, I], W [O, I]. Differentiable.
at::Tensor linear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &base);

/// W^T of a weight W [O, I] as the kernels read it.
struct PackedWeight {
    at::Tensor weight;
    PackedMatrix matrix;
    /// The weight's version when it was packed; -1 before.
    int64_t version = -1;

    /// Packs the weight anew if it was changed in place since.
    void refresh();
};

/// Null where products of such weights do not go through our own kernels.
std::unique_ptr<PackedWeight> packed_weight(const at::Tensor &weight);

/// To the bit what `linear` gives for the weight; x [T, I] of the weight's type. Not recorded for differentiation.
at::Tensor linear(const at::Tensor &x, const PackedWeight &weight, const at::Tensor &bias, const at::Tensor &base);

}  // namespace ctorch
