#include "Parallel.hpp"

#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
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
    const c10::function_ref<void(int64_t)> body;
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

/// How many threads libtorch's operations on this thread use.
using SetThreads = void (*)(int);

SetThreads openmp_set_threads() {
    static const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    return set;
}

/// Waiting in stages: at first ready to go on at once; then others may have the processor in between.
class Patience {
public:
    /// False once it has waited so long that it had better sleep.
    bool wait() {
        ++turns_;
        if (turns_ < busy_turns) {
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        } else {
            sched_yield();
        }
        return turns_ < busy_turns + yielding_turns;
    }

private:
    // Together some hundreds of microseconds: what lies between two products, and between two steps of whoever makes many.
    static constexpr int busy_turns = 2000, yielding_turns = 400;
    int turns_ = 0;
};

/// True on a thread while it works on tasks, which must not be divided further.
thread_local bool is_at_work = false;

/// Threads that are held together for many small calls of `parallel_tasks`.
///
/// A parallel region of OpenMP ends when every thread has come to its end, also one that had nothing to do and that the system has taken off its
/// processor meanwhile; on a machine that does other work beside, that costs more than it gains. Here helpers look for work by themselves, a call waits
/// only for helpers that have come to it, and those that find nothing for long, or are sent to rest, sleep and leave their processor to others.
class Team {
public:
    /// A team lives as long as the process.
    explicit Team(int helpers) : helpers_(helpers) {
        try {
            for (int i = 0; i < helpers; ++i) std::thread([this] { help(); }).detach();
        } catch (const std::system_error &) {
            // The system gives no more threads: whoever is there does the work.
        }
    }

    int size() const { return helpers_ + 1; }

    /// Helpers look for work from now on.
    void rouse() {
        rests_.store(false);
        calls_.fetch_add(1);
        if (sleeping_.load() > 0) calls_.notify_all();
    }

    /// Helpers leave their processors to others at once: whoever is woken next should find one free, not the caller's own.
    void rest() { rests_.store(true); }

    void run(Work &work) {
        work_.store(&work);
        calls_.fetch_add(1);
        if (sleeping_.load() > 0) calls_.notify_all();
        is_at_work = true;
        work.drain();
        is_at_work = false;
        work_.store(nullptr);
        // In this order: a helper that comes now finds no work, and one that found it is waited for.
        for (Patience patience; helping_.load() != 0;) patience.wait();
    }

private:
    const int helpers_;
    std::atomic<Work *> work_{nullptr};
    /// Small, so that the system can wait for its change.
    std::atomic<int32_t> calls_{0};
    std::atomic<int> helping_{0}, sleeping_{0};
    std::atomic<bool> rests_{false};

    void help() {
        is_at_work = true;
        int32_t seen = 0;
        while (true) {
            seen = next_call(seen);
            helping_.fetch_add(1);
            if (Work *work = work_.load()) work->drain();
            helping_.fetch_sub(1);
        }
    }

    /// Waits for another call than the one that was `seen` last.
    int32_t next_call(int32_t seen) {
        for (Patience patience; !rests_.load() && patience.wait();)
            if (const int32_t calls = calls_.load(); calls != seen) return calls;
        sleeping_.fetch_add(1);
        calls_.wait(seen);
        sleeping_.fetch_sub(1);
        return calls_.load();
    }
};

/// The teams, for one thread at a time.
struct TeamOffice {
    std::mutex mutex;
    /// By size. Never destroyed: their threads run until the process ends.
    std::map<int, Team *> teams;

    /// The team of this many threads; the caller holds the mutex.
    Team &of(int threads) {
        auto &team = teams[threads];
        if (!team) team = new Team(threads - 1);
        return *team;
    }

    static TeamOffice &shared() {
        static auto &office = *new TeamOffice;
        return office;
    }
};

/// The calling thread's team.
thread_local Team *own_team = nullptr;

/// Makes a team the calling thread's own, for as long as it lives.
class Membership {
public:
    explicit Membership(Team &team) : team_(team) {
        own_team = &team;
        team.rouse();
        // Libtorch's own threads would stay awake for milliseconds after each of its operations.
        openmp_set_threads()(1);
    }
    ~Membership() {
        openmp_set_threads()(team_.size());
        own_team = nullptr;
        team_.rest();
    }
    Membership(const Membership &) = delete;

private:
    Team &team_;
};
#endif

}  // namespace

int64_t thread_count() {
#if !defined(__APPLE__)
    if (own_team) return own_team->size();
#endif
    return std::max(1, at::get_num_threads());
}

void parallel_tasks(int64_t count, c10::function_ref<void(int64_t)> body) {
#if !defined(__APPLE__)
    if (is_at_work) {
        for (int64_t task = 0; task < count; ++task) body(task);
        return;
    }
#endif
    const int64_t threads = std::min<int64_t>(thread_count(), count);
    Work work{body, count};
#if defined(__APPLE__)
    if (threads > 1) {
        dispatch_apply_f(size_t(threads), DISPATCH_APPLY_AUTO, &work, [](void *context, size_t) { drain(context); });
    } else {
        work.drain();
    }
#else
    if (threads <= 1) {
        work.drain();
    } else if (own_team) {
        own_team->run(work);
    } else if (openmp_fork() && !inside_parallel_region()) {
        openmp_fork()(drain, &work, unsigned(threads), 0);
    } else {
        work.drain();
    }
#endif
    if (work.error) std::rethrow_exception(work.error);
}

void with_team(const std::function<void()> &body) {
#if !defined(__APPLE__)
    const int threads = int(thread_count());
    if (threads > 1 && !own_team && !is_at_work && openmp_set_threads() && !inside_parallel_region()) {
        auto &office = TeamOffice::shared();
        const std::unique_lock<std::mutex> lock(office.mutex, std::try_to_lock);
        if (lock) {
            const Membership membership(office.of(threads));
            body();
            return;
        }
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
