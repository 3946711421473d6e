public import PythonSandbox
import SequentialExecution

/// Makes instructions out of functions, in parallel, and writes them in order.
public struct InstructionSynthesis: Sendable {
    public let options: SynthesisOptions
    /// Told after every function that has been dealt with: how many of how many.
    public var progress: (@Sendable (_ done: Int, _ of: Int) -> Void)?

    public init(options: SynthesisOptions = SynthesisOptions(), progress: (@Sendable (Int, Int) -> Void)? = nil) {
        self.options = options
        self.progress = progress
    }

    /// Makes instructions of given functions.
    /// - Parameter resume: skips the functions that the files name already, and goes on at their ends.
    /// - Throws: ``SynthesisError``, `DatasetError` or `PythonSandboxError`.
    public func run(_ entries: [FunctionEntry], files: SynthesisFiles, pool: SandboxPool, workers: Int, resume: Bool = false) async throws
        -> SynthesisSummary
    {
        let done = resume ? try FinishedFunctions(files).names : []
        let left = entries.filter { !done.contains($0.taskID) }
        let output = try SynthesisOutput(files, options: options, keeping: resume)
        let options = options
        let work = OrderedWork(workers: workers) { index, _ in
            let entry = left[index]
            return try await pool.perform { try FunctionJob(options: options, worker: $0).result(of: entry) }
        }
        try await work.run(left.count) { index, result in
            try output.take(result)
            progress?(index + 1, left.count)
            return true
        }
        return try output.finish()
    }

    /// Generates functions and makes instructions of them.
    public func run(_ plan: GenerationPlan, files: SynthesisFiles, pool: SandboxPool, workers: Int) async throws -> SynthesisSummary {
        let output = try SynthesisOutput(files, options: options, keeping: false)
        let assignment = plan.assignment
        let intervals = plan.intervals
        let options = options
        let work = OrderedWork(workers: workers) { index, attempt in
            try await pool.perform { worker in
                try FunctionJob(options: options, worker: worker)
                    .generated(plan, in: intervals[assignment[index]], slot: index, attempt: attempt)
            }
        }
        try await work.run(assignment.count) { index, result in
            let isTaken = try output.takeGenerated(result)
            if isTaken { progress?(index + 1, assignment.count) }
            return isTaken
        }
        return try output.finish()
    }
}
