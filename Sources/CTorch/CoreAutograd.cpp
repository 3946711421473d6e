// Differentiation: gradients of leaves, the backward pass, the per-thread gradient mode.
#include "CTorch.h"
#include "Internal.hpp"

using ctorch::guarded;
using ctorch::unwrap;
using ctorch::wrap;

int ct_detach(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).detach()); });
}

int ct_set_requires_grad(ct_tensor tensor, bool value) {
    return guarded([&] { unwrap(tensor).set_requires_grad(value); });
}

bool ct_requires_grad(ct_tensor tensor) { return unwrap(tensor).requires_grad(); }

int ct_gradient(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] {
        const auto &gradient = unwrap(tensor).grad();
        *out = gradient.defined() ? wrap(gradient) : nullptr;
    });
}

int ct_set_gradient(ct_tensor tensor, ct_tensor gradient) {
    return guarded([&] { unwrap(tensor).mutable_grad() = unwrap(gradient); });
}

int ct_backward(const ct_tensor *tensors, const ct_tensor *gradients, int64_t count, bool retain_graph) {
    return guarded([&] {
        std::vector<at::Tensor> roots, seeds;
        for (int64_t i = 0; i < count; ++i) {
            roots.push_back(unwrap(tensors[i]));
            seeds.push_back(gradients ? unwrap(gradients[i]) : at::Tensor());
        }
        torch::autograd::backward(roots, seeds, retain_graph);
    });
}

bool ct_grad_enabled(void) { return at::GradMode::is_enabled(); }
void ct_set_grad_enabled(bool value) { at::GradMode::set_enabled(value); }
