import Dispatch
import Foundation
import Synchronization

/// A thread of its own for an actor: an engine's steps compute for long and must not hold up Swift's few shared threads, and the
/// threads that a tensor library keeps belong to the thread that called it first.
final class EngineThread: SerialExecutor {
    /// What the thread works off; apart from the executor, so that the thread does not keep it alive.
    private final class Jobs: Sendable {
        struct State {
            var jobs: [UnownedJob] = []
            var isStopped = false
        }

        let state = Mutex(State())
        let available = DispatchSemaphore(value: 0)

        func append(_ job: UnownedJob) {
            state.withLock { $0.jobs.append(job) }
            available.signal()
        }

        func stop() {
            state.withLock { $0.isStopped = true }
            available.signal()
        }

        func next() -> UnownedJob? {
            while true {
                available.wait()
                let (job, isStopped) = state.withLock { state in
                    (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
                }
                if let job { return job }
                if isStopped { return nil }
            }
        }
    }

    private let jobs = Jobs()

    init(name: String) {
        let jobs = jobs
        let executor = UnownedReference(self)
        let thread = Thread {
            while let job = jobs.next() { job.runSynchronously(on: executor.unowned) }
        }
        thread.name = name
        // Tensor libraries are used to a main thread's stack.
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit { jobs.stop() }

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(UnownedJob(job)) }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Calls `body` on the thread.
    func run<Result>(_ body: @Sendable () throws -> sending Result) async throws -> sending Result { try await Visitor(thread: self).run(body) }

    private actor Visitor {
        private let thread: EngineThread

        init(thread: EngineThread) { self.thread = thread }

        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func run<Result>(_ body: @Sendable () throws -> sending Result) throws -> sending Result { try body() }
    }

    /// A reference that keeps nothing alive: a job runs only while its actor lives, and the actor holds the executor.
    private struct UnownedReference: Sendable {
        let unowned: UnownedSerialExecutor

        init(_ executor: EngineThread) { unowned = UnownedSerialExecutor(ordinary: executor) }
    }
}
