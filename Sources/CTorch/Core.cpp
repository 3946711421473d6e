// Errors, ownership, description of tensors, and the machine underneath.
#include <cstring>
#include <string>

#include <ATen/Parallel.h>
#include <torch/version.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "CTorch.h"
#include "Internal.hpp"

using ctorch::guarded;
using ctorch::unwrap;
using ctorch::wrap;

namespace {
thread_local std::string last_error;
}

void ctorch::set_last_error(const char *message) noexcept { last_error = message ? message : ""; }

const char *ct_last_error(void) { return last_error.c_str(); }

void ct_release(ct_tensor tensor) { delete tensor; }

// MARK: Description

int64_t ct_rank(ct_tensor tensor) { return unwrap(tensor).dim(); }

void ct_shape(ct_tensor tensor, int64_t *sizes) {
    const auto shape = unwrap(tensor).sizes();
    std::copy(shape.begin(), shape.end(), sizes);
}

int64_t ct_element_count(ct_tensor tensor) { return unwrap(tensor).numel(); }
int ct_dtype_of(ct_tensor tensor) { return static_cast<int>(unwrap(tensor).scalar_type()); }
int64_t ct_element_size(ct_tensor tensor) { return static_cast<int64_t>(unwrap(tensor).element_size()); }
bool ct_is_contiguous(ct_tensor tensor) { return unwrap(tensor).is_contiguous(); }
bool ct_is_cpu(ct_tensor tensor) { return unwrap(tensor).device().is_cpu(); }

void ct_device_of(ct_tensor tensor, char *name, int64_t capacity) {
    if (capacity <= 0) return;
    const std::string text = unwrap(tensor).device().str();
    std::strncpy(name, text.c_str(), static_cast<size_t>(capacity - 1));
    name[capacity - 1] = 0;
}

int ct_data(ct_tensor tensor, void **data) {
    return guarded([&] {
        const auto &value = unwrap(tensor);
        TORCH_CHECK(value.device().is_cpu(), "the elements of a tensor on ", value.device().str(), " are not in this process's memory");
        TORCH_CHECK(value.is_contiguous(), "the elements of a non-contiguous tensor cannot be taken as one buffer");
        *data = value.data_ptr();
    });
}

int ct_copy_to_buffer(ct_tensor tensor, int dtype, void *buffer, int64_t bytes) {
    return guarded([&] {
        const auto type = static_cast<c10::ScalarType>(dtype);
        const auto source = unwrap(tensor).detach().to(c10::Device(c10::kCPU), type).contiguous();
        const auto size = static_cast<int64_t>(source.nbytes());
        TORCH_CHECK(size == bytes, "buffer of ", bytes, " bytes for a tensor of ", size);
        if (size > 0) std::memcpy(buffer, source.data_ptr(), static_cast<size_t>(size));
    });
}

// MARK: The machine

bool ct_device_available(const char *device) {
    bool available = false;
    guarded([&] {
        const c10::Device parsed{std::string(device)};
        switch (parsed.type()) {
            case c10::kCPU: available = true; break;
            case c10::kCUDA:
                available = torch::cuda::is_available() && (!parsed.has_index() || parsed.index() < static_cast<int>(torch::cuda::device_count()));
                break;
            case c10::kMPS: available = at::hasMPS(); break;
            default: break;
        }
    });
    return available;
}

void ct_keep_freed_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_ARENA_MAX, 1);
#endif
}

int ct_thread_count(void) { return at::get_num_threads(); }
void ct_set_thread_count(int count) {
    guarded([&] { at::set_num_threads(count); });
}

int ct_manual_seed(uint64_t seed) {
    return guarded([&] { torch::manual_seed(seed); });
}

int ct_random_state(const char *device, ct_tensor *out) {
    return guarded([&] {
        auto generator = at::globalContext().defaultGenerator(c10::Device(std::string(device)));
        std::lock_guard<std::mutex> lock(generator.mutex());
        *out = wrap(generator.get_state());
    });
}

int ct_set_random_state(const char *device, ct_tensor state) {
    return guarded([&] {
        auto generator = at::globalContext().defaultGenerator(c10::Device(std::string(device)));
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_state(unwrap(state));
    });
}

int ct_synchronize(const char *device) {
    return guarded([&] {
        const c10::Device parsed{std::string(device)};
        if (parsed.is_cuda()) torch::cuda::synchronize(parsed.index());
    });
}

const char *ct_version(void) { return TORCH_VERSION; }
