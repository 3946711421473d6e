#include "Parallel.hpp"

#include <atomic>
#include <exception>
#include <mutex>

#if defined(__APPLE__)
#include <dispatch/dispatch.h>
#else
#include <dlfcn.h>
#endif

// `at::parallel_for` is a template that only becomes parallel in code compiled with OpenMP, which SwiftPM's clang has no runtime
// for. libtorch's own OpenMP runtime is in the process already: its entry point gives us the very threads that libtorch uses, and nested
// BLAS calls see that they are inside a parallel region and stay on their thread.

namespace ctorch {
namespace {

struct Work {
    const std::function<void(int64_t)> &body;
    const int64_t count;
    std::atomic<int64_t> next{0};
    std::mutex mutex;
    std::exception_ptr error;

    /// Takes tasks until none is left.
    void drain() {
        try {
            for (int64_t task = next++; task < count; task = next++) body(task);
        } catch (...) {
            const std::lock_guard<std::mutex> lock(mutex);
            if (!error) error = std::current_exception();
            next = count;
        }
    }
};

void drain(void *work) { static_cast<Work *>(work)->drain(); }

#if !defined(__APPLE__)
using Fork = void (*)(void (*)(void *), void *, unsigned, unsigned);
using Query = int (*)();

Fork openmp_fork() {
    static const auto fork = reinterpret_cast<Fork>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    return fork;
}

bool inside_parallel_region() {
    static const auto query = reinterpret_cast<Query>(dlsym(RTLD_DEFAULT, "omp_in_parallel"));
    return query && query();
}
#endif

}  // namespace

void parallel_tasks(int64_t count, const std::function<void(int64_t)> &body) {
    const int64_t threads = std::min<int64_t>(std::max<int64_t>(1, at::get_num_threads()), count);
    Work work{body, count};
#if defined(__APPLE__)
    if (threads > 1) {
        dispatch_apply_f(size_t(threads), DISPATCH_APPLY_AUTO, &work, [](void *context, size_t) { drain(context); });
    } else {
        work.drain();
    }
#else
    if (threads > 1 && openmp_fork() && !inside_parallel_region()) {
        openmp_fork()(drain, &work, unsigned(threads), 0);
    } else {
        work.drain();
    }
#endif
    if (work.error) std::rethrow_exception(work.error);
}

std::vector<float> &thread_memory() {
    thread_local std::vector<float> memory;
    return memory;
}

}  // namespace ctorch
