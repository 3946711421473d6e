// Tensors from shapes, numbers and memory; conversion and copies.
#include <cstring>

#include <ATen/CPUGeneratorImpl.h>

#include "CTorch.h"
#include "Internal.hpp"

using ctorch::guarded;
using ctorch::unwrap;
using ctorch::wrap;

namespace {

at::TensorOptions options(int dtype, const char *device) {
    return at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype)).device(c10::Device(std::string(device)));
}

at::IntArrayRef sizes(const int64_t *shape, int64_t rank) { return {shape, static_cast<size_t>(rank)}; }

}  // namespace

int ct_empty(const int64_t *shape, int64_t rank, int dtype, const char *device, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::empty(sizes(shape, rank), options(dtype, device))); });
}

int ct_full(const int64_t *shape, int64_t rank, double value, int dtype, const char *device, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::full(sizes(shape, rank), value, options(dtype, device))); });
}

int ct_arange(int64_t start, int64_t end, int64_t step, int dtype, const char *device, ct_tensor *out) {
    return guarded([&] { *out = wrap(at::arange(start, end, step, options(dtype, device))); });
}

int ct_random(bool normal, const int64_t *shape, int64_t rank, int dtype, const char *device, ct_tensor *out) {
    return guarded([&] {
        const auto size = sizes(shape, rank);
        const auto choice = options(dtype, device);
        *out = wrap(normal ? at::randn(size, choice) : at::rand(size, choice));
    });
}

int ct_fill_normal(ct_tensor tensor, double mean, double deviation, uint64_t seed) {
    return guarded([&] {
        at::NoGradGuard guard;
        const auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
        const auto &target = unwrap(tensor);
        target.copy_(at::normal(mean, deviation, target.sizes(), generator, at::TensorOptions().dtype(at::kFloat)));
    });
}

int ct_from_buffer(const void *data, int64_t bytes, const int64_t *shape, int64_t rank, int dtype, const char *device,
                   ct_tensor *out) {
    return guarded([&] {
        auto tensor = at::empty(sizes(shape, rank), options(dtype, "cpu"));
        const auto size = static_cast<int64_t>(tensor.nbytes());
        TORCH_CHECK(size == bytes, "shape ", sizes(shape, rank), " needs ", size, " bytes, found ", bytes);
        if (size > 0) std::memcpy(tensor.data_ptr(), data, static_cast<size_t>(size));
        *out = wrap(tensor.to(c10::Device(std::string(device))));
    });
}

int ct_from_external(void *data, const int64_t *shape, int64_t rank, int dtype, void (*release)(void *), void *context,
                     ct_tensor *out) {
    return guarded([&] {
        // Released by the storage; where there is no storage in the end, with this.
        std::shared_ptr<void> owner(context, release);
        auto deleter = [owner](void *) mutable { owner.reset(); };
        *out = wrap(at::from_blob(data, sizes(shape, rank), std::move(deleter), options(dtype, "cpu")));
    });
}

int ct_to(ct_tensor tensor, int dtype, const char *device, ct_tensor *out) {
    return guarded([&] {
        *out = wrap(unwrap(tensor).to(c10::Device(std::string(device)), static_cast<c10::ScalarType>(dtype)));
    });
}

int ct_clone(ct_tensor tensor, ct_tensor *out) {
    return guarded([&] { *out = wrap(unwrap(tensor).clone()); });
}

int ct_copy(ct_tensor destination, ct_tensor source) {
    return guarded([&] {
        at::NoGradGuard guard;
        unwrap(destination).copy_(unwrap(source));
    });
}

int ct_fill(ct_tensor tensor, double value) {
    return guarded([&] {
        at::NoGradGuard guard;
        unwrap(tensor).fill_(value);
    });
}
