public import PythonSandbox
import Synchronization

/// The Python workers that graders wait for, started by the first benchmark that needs them and shared by all.
public final class GradingWorkers: Sendable {
    private let count: Int?
    private let required: SandboxLevel?
    private let compare = Mutex<MathEquivalence?>(nil)
    private let run = Mutex<BlockingSandbox?>(nil)

    /// - Parameters:
    ///   - count: jobs at once; nil takes as many as there are processors.
    ///   - required: refuses to run programs with weaker isolation; nil takes what there is.
    public init(count: Int? = nil, required: SandboxLevel? = nil) {
        self.count = count
        self.required = required
    }

    /// Compares answers of mathematics.
    /// - Throws: `PythonSandboxError`.
    public func equivalence() throws -> MathEquivalence {
        try compare.withLock { kept in
            if let kept { return kept }
            let made = try MathEquivalence(workers: count)
            kept = made
            return made
        }
    }

    /// Runs programs.
    /// - Throws: `PythonSandboxError`.
    public func sandbox() throws -> BlockingSandbox {
        try run.withLock { kept in
            if let kept { return kept }
            let made = try BlockingSandbox(workers: count, required: required)
            kept = made
            return made
        }
    }
}
