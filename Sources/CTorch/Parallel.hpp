// How the kernels share rows among threads, and how they see bfloat16 rows as float32.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/util/FunctionRef.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "Vector.hpp"

namespace ctorch {

/// Kernels of our own run on CPU tensors in these two types; everything else takes the composed path.
inline bool has_kernel(const at::Tensor &x) {
    return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

/// How many threads `parallel_tasks` uses.
int64_t thread_count();

/// Calls body(0) ... body(count - 1), each once, on `thread_count()` threads. Which thread takes which task is open, so a task's
/// result must not depend on it. An exception of a task is thrown on after all threads have stopped.
void parallel_tasks(int64_t count, c10::function_ref<void(int64_t)> body);

/// Calls `body`, which makes many small calls of `parallel_tasks`, with threads held together for it: they look for work between two calls.
/// Operations of libtorch itself stay on the calling thread meanwhile. For one caller at a time; beside it, `body` is just called.
void with_team(const std::function<void()> &body);

/// Working memory of the calling thread, kept from task to task.
std::vector<float> &thread_memory();

/// Makes room for `count` floats of whatever content. Never shrinks: what grows again would be cleared.
inline void reserve(std::vector<float> &memory, int64_t count) {
    if (int64_t(memory.size()) < count) memory.resize(size_t(count));
}

/// Splits 0 ..< count into at most one piece per thread, always the same way for the same thread count, and calls
/// body(begin, end, piece).
template <typename Body>
void parallel_pieces(int64_t count, int64_t smallest_piece, const Body &body) {
    const int64_t pieces = std::clamp<int64_t>(count / std::max<int64_t>(1, smallest_piece), 1, thread_count());
    const int64_t size = (count + pieces - 1) / pieces;
    parallel_tasks(pieces, [&](int64_t piece) {
        const int64_t begin = piece * size, end = std::min(count, begin + size);
        if (begin < end) body(begin, end, piece);
    });
}

/// A row of floats to read: the tensor's own memory in float32, a widened copy in bfloat16.
struct RowReader {
    explicit RowReader(const at::Tensor &tensor, int64_t width)
        : floats(tensor.scalar_type() == at::kFloat ? tensor.data_ptr<float>() : nullptr),
          halves(floats ? nullptr : tensor.data_ptr<at::BFloat16>()),
          buffer(floats ? 0 : width) {}

    const float *read(int64_t offset, int64_t count) {
        if (floats) return floats + offset;
        vector::widen(halves + offset, buffer.data(), count);
        return buffer.data();
    }

    const float *floats;
    const at::BFloat16 *halves;
    std::vector<float> buffer;
};

/// A row of floats to write: the tensor's own memory in float32, a buffer that `commit` narrows in bfloat16.
struct RowWriter {
    explicit RowWriter(at::Tensor &tensor, int64_t width)
        : floats(tensor.scalar_type() == at::kFloat ? tensor.data_ptr<float>() : nullptr),
          halves(floats ? nullptr : tensor.data_ptr<at::BFloat16>()),
          buffer(floats ? 0 : width) {}

    float *row(int64_t offset) { return floats ? floats + offset : buffer.data(); }
    void commit(int64_t offset, int64_t count) {
        if (!floats) vector::narrow(buffer.data(), halves + offset, count);
    }

    float *floats;
    at::BFloat16 *halves;
    std::vector<float> buffer;
};

}  // namespace ctorch
