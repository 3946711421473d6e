import Dispatch
import Foundation
import Synchronization

/// The thread that starts workers, which lasts as long as the program.
///
/// bubblewrap's `--die-with-parent` asks the kernel for a signal at the end of the *thread* that started it, and the threads of a pool end when
/// they have been idle for a while: a worker started by one of them would die in the middle of a later job.
final class SpawnThread: Sendable {
    static let shared = SpawnThread()

    private let work = Mutex<[@Sendable () -> Void]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    private init() {
        Thread.detachNewThread { [self] in
            while true {
                arrivals.wait()
                let next = work.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                next?()
            }
        }
    }

    /// Runs `body` on the thread and waits for its result.
    func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        work.withLock { work in
            work.append {
                let result = Result { try body() }
                outcome.result.withLock { $0 = result }
                outcome.done.signal()
            }
        }
        arrivals.signal()
        outcome.done.wait()
        guard let result = outcome.result.withLock({ $0 }) else { throw PythonSandboxError.workerFailed(reason: "it was not started") }
        return try result.get()
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
    }
}
