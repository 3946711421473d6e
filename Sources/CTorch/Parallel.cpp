#include "Parallel.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#if defined(__APPLE__)
#include <dispatch/dispatch.h>
#else
#include <dlfcn.h>
#include <sched.h>
#endif

#include "CTorch.h"

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

/// Waits a little, then lets others have the processor in between.
class Patience {
public:
    void wait() {
        if (++turns_ < busy_turns) {
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        } else {
            sched_yield();
        }
    }

private:
    // Some tens of microseconds: as long as a small operation between two products takes.
    static constexpr int busy_turns = 2000;
    int turns_ = 0;
};

/// OpenMP's threads, held together for many calls of `parallel_tasks`.
///
/// A parallel region of OpenMP ends when every thread has come to its end, also one that had nothing to do and that the system has taken off its
/// processor meanwhile; on a machine that does other work beside, that costs more than it gains. Here helpers look for work by themselves, and a call ends as
/// soon as the tasks that were begun are done.
class Team {
public:
    void run(Work &work) {
        work_.store(&work);
        calls_.fetch_add(1);
        work.drain();
        work_.store(nullptr);
        // In this order: a helper that comes now finds no work, and one that found it is waited for.
        for (Patience patience; helping_.load() != 0;) patience.wait();
    }

    void help() {
        int64_t seen = 0;
        Patience patience;
        while (!has_ended_.load(std::memory_order_acquire)) {
            const int64_t calls = calls_.load(std::memory_order_acquire);
            if (calls == seen) {
                patience.wait();
                continue;
            }
            seen = calls;
            helping_.fetch_add(1);
            if (Work *work = work_.load()) work->drain();
            helping_.fetch_sub(1);
            patience = Patience();
        }
    }

    void end() { has_ended_.store(true, std::memory_order_release); }

private:
    std::atomic<Work *> work_{nullptr};
    std::atomic<int64_t> calls_{0};
    std::atomic<int> helping_{0};
    std::atomic<bool> has_ended_{false};
};

/// The team of the calling thread while it is not at work itself.
thread_local Team *own_team = nullptr;

/// Tasks see no team: what they divide further stays on their thread.
class WithoutTeam {
public:
    WithoutTeam() : team_(own_team) { own_team = nullptr; }
    ~WithoutTeam() { own_team = team_; }

private:
    Team *team_;
};
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
    if (Team *team = own_team; team && count > 1) {
        const WithoutTeam hidden;
        team->run(work);
    } else if (threads > 1 && openmp_fork() && !inside_parallel_region()) {
        openmp_fork()(drain, &work, unsigned(threads), 0);
    } else {
        work.drain();
    }
#endif
    if (work.error) std::rethrow_exception(work.error);
}

void with_team(const std::function<void()> &body) {
#if !defined(__APPLE__)
    const int threads = at::get_num_threads();
    if (threads > 1 && openmp_fork() && !inside_parallel_region()) {
        struct Region {
            const std::function<void()> &body;
            const std::thread::id owner = std::this_thread::get_id();
            Team team;
            std::exception_ptr error;

            static void enter(void *context) {
                auto &region = *static_cast<Region *>(context);
                if (std::this_thread::get_id() != region.owner) return region.team.help();
                own_team = &region.team;
                try {
                    region.body();
                } catch (...) {
                    region.error = std::current_exception();
                }
                own_team = nullptr;
                region.team.end();
            }
        } region{body};
        openmp_fork()(Region::enter, &region, unsigned(threads), 0);
        if (region.error) std::rethrow_exception(region.error);
        return;
    }
#endif
    body();
}

std::vector<float> &thread_memory() {
    thread_local std::vector<float> memory;
    return memory;
}

}  // namespace ctorch

void ct_with_team(void (*body)(void *context), void *context) {
    ctorch::with_team([&] { body(context); });
}
