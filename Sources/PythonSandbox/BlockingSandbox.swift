import Dispatch
import Foundation
import Synchronization

/// Sandboxed workers for callers that wait on their own thread, such as verifiers: the counterpart of ``SandboxPool`` outside of
/// Swift's concurrency.
///
/// ```swift
/// let sandbox = try BlockingSandbox(workers: 2)
/// let outcome = try sandbox.perform { try $0.run(program: "print(1 + 1)") }
/// ```
public final class BlockingSandbox: Sendable {
    /// The isolation in force.
    public let level: SandboxLevel
    /// Why it is not stronger; empty at the strongest.
    public let levelReason: String

    // Unchecked: a worker is either in `idle`, or held by the one job that took it from there.
    private struct Held: @unchecked Sendable {
        let worker: PythonWorker
    }

    private let idle: Mutex<[Held]>
    private let slots: DispatchSemaphore

    /// - Parameters:
    ///   - workers: how many jobs run at once; nil takes as many as there are processors.
    ///   - required: refuses weaker isolation; nil takes what there is.
    /// - Throws: ``PythonSandboxError`` where there is no Python or the isolation is too weak.
    public init(workers: Int? = nil, interpreter: PythonInterpreter? = nil, required: SandboxLevel? = nil) throws {
        let interpreter = try interpreter ?? PythonInterpreter.find()
        let isolation = Isolation.strongest(for: interpreter)
        let count = max(workers ?? ProcessInfo.processInfo.activeProcessorCount, 1)
        let held = try (0..<count).map { _ in
            Held(worker: try PythonWorker(interpreter: interpreter, isolation: isolation, required: required))
        }
        level = isolation.level
        levelReason = isolation.reason
        idle = Mutex(held)
        slots = DispatchSemaphore(value: count)
    }

    /// Gives a free worker to a job on the calling thread; waits until there is one.
    public func perform<Value>(_ job: (PythonWorker) throws -> Value) rethrows -> Value {
        slots.wait()
        defer { slots.signal() }
        let held = idle.withLock { $0.popLast() }
        guard let held else { preconditionFailure("a slot without a worker") }
        defer { idle.withLock { $0.append(held) } }
        return try job(held.worker)
    }

    /// Does a job for each input side by side; results in the inputs' order.
    public func map<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ job: @Sendable (PythonWorker, Input) throws -> Output
    ) -> [Result<Output, any Error>] {
        let table: Mutex<[Int: Result<Output, any Error>]> = Mutex([:])
        DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
            let result = Result { try perform { try job($0, inputs[index]) } }
            table.withLock { $0[index] = result }
        }
        return table.withLock { table in inputs.indices.compactMap { table[$0] } }
    }
}
