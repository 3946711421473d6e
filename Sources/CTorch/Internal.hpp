// Shared by the shim's own files: the handle's body and the one place where C++ exceptions become status codes.
#pragma once

#include <ATen/ATen.h>
#include <torch/torch.h>

#include <exception>
#include <utility>

#include "CTorchTypes.h"

struct ct_tensor_s {
    at::Tensor value;
};

namespace ctorch {

void set_last_error(const char *message) noexcept;

/// The tensor behind a handle; an undefined tensor for a null handle.
inline const at::Tensor &unwrap(ct_tensor handle) {
    static const at::Tensor undefined;
    return handle ? handle->value : undefined;
}

/// A new handle owned by the caller.
inline ct_tensor wrap(at::Tensor tensor) { return new ct_tensor_s{std::move(tensor)}; }

/// Runs `body` and turns any exception into a status code and a thread-local message.
template <typename Body>
int guarded(Body &&body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error &error) {
        set_last_error(error.what_without_backtrace());
    } catch (const std::exception &error) {
        set_last_error(error.what());
    } catch (...) {
        set_last_error("unknown C++ exception");
    }
    return 1;
}

}  // namespace ctorch
