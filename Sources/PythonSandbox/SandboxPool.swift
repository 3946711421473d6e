import Dispatch

/// A pool of sandboxed CPython workers for jobs that run side by side.
public actor SandboxPool {
    /// The isolation in force.
    public nonisolated let level: SandboxLevel
    /// Why it is not stronger; empty at the strongest.
    public nonisolated let levelReason: String
    public nonisolated let interpreter: PythonInterpreter

    /// A worker with the thread of control that owns it at the moment.
    // Unchecked: a worker is either in `idle`, or held by the one job that took it from there.
    private struct Held: @unchecked Sendable {
        let worker: PythonWorker
    }

    private var idle: [Held] = []
    private var waiting: [CheckedContinuation<Held, Never>] = []
    private let queue = DispatchQueue(label: "python-sandbox", attributes: .concurrent)

    /// - Parameters:
    ///   - workers: how many jobs run at once, at least 1.
    ///   - required: refuses weaker isolation; nil takes what there is.
    /// - Throws: ``PythonSandboxError`` where there is no Python or the isolation is too weak.
    public init(workers: Int, interpreter: PythonInterpreter? = nil, required: SandboxLevel? = nil) throws {
        let interpreter = try interpreter ?? PythonInterpreter.find()
        let isolation = Isolation.strongest(for: interpreter)
        var workersIdle: [Held] = []
        for _ in 0..<max(workers, 1) {
            workersIdle.append(Held(worker: try PythonWorker(interpreter: interpreter, isolation: isolation, required: required)))
        }
        self.interpreter = interpreter
        level = isolation.level
        levelReason = isolation.reason
        idle = workersIdle
    }

    /// Gives a free worker to `job`, off the cooperative threads, and waits for its result.
    public func perform<Value: Sendable>(_ job: @escaping @Sendable (PythonWorker) throws -> Value) async throws -> Value {
        let held = await take()
        defer { giveBack(held) }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try job(held.worker) }) }
        }
    }

    private func take() async -> Held {
        if let held = idle.popLast() { return held }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack(_ held: Held) {
        if waiting.isEmpty { idle.append(held) } else { waiting.removeFirst().resume(returning: held) }
    }
}
