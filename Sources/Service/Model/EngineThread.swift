import Dispatch
import Foundation
import Synchronization

/// A thread of its own for an actor: an engine's steps compute for long and must not hold up Swift's few shared threads, and the
/// threads that a tensor library keeps belong to the thread that called it first.
final class EngineThread: SerialExecutor {
    /// What the thread works off; apart from the executor, so that the thread does not keep it alive.
    private final class Jobs: Sendable {
        enum Job {
            case task(UnownedJob)
            case call(@Sendable () -> Void)
        }

        struct State {
            var jobs: [Job] = []
            var isStopped = false
        }

        let state = Mutex(State())
        let available = DispatchSemaphore(value: 0)

        var isEmpty: Bool { state.withLock { $0.jobs.isEmpty } }

        func append(_ job: Job) {
            state.withLock { $0.jobs.append(job) }
            available.signal()
        }

        func stop() {
            state.withLock { $0.isStopped = true }
            available.signal()
        }

        func next() -> Job? {
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
            Thread.current.name = name
            while let job = jobs.next() {
                switch job {
                case .task(let task): task.runSynchronously(on: executor.unowned)
                case .call(let body): body()
                }
            }
        }
        // Tensor libraries are used to a main thread's stack.
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit { jobs.stop() }

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(.task(UnownedJob(job))) }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Lets what waits for the thread run before its caller, who is on it, goes on. `Task.yield` would go round by the shared threads, which
    /// takes time from whoever computes.
    nonisolated(nonsending) func giveWay() async {
        guard !jobs.isEmpty else { return }
        await withUnsafeContinuation { continuation in jobs.append(.call { continuation.resume() }) }
    }

    /// Calls `body` on the thread.
    func run<Value>(_ body: @Sendable () throws -> sending Value) async throws -> sending Value {
        try await Visitor(thread: self).run(body)
    }

    private actor Visitor {
        private let thread: EngineThread

        init(thread: EngineThread) { self.thread = thread }

        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func run<Value>(_ body: @Sendable () throws -> sending Value) throws -> sending Value { try body() }
    }

    /// A reference that keeps nothing alive: a job runs only while its actor lives, and the actor holds the executor.
    private struct UnownedReference: Sendable {
        let unowned: UnownedSerialExecutor

        init(_ executor: EngineThread) { unowned = UnownedSerialExecutor(ordinary: executor) }
    }
}
