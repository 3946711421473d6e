public import PythonSandbox
public import SequentialExecution

extension GenerationPlan {
    /// The plan's instructions as ``InstructionSynthesis`` makes them, but in memory, for callers that wait on their own thread.
    ///
    /// Fewer come back only where the complexity range holds no more. The same plan and options give the same rows.
    /// - Throws: `PythonSandboxError` where a worker fails.
    public func instructions(options: SynthesisOptions, sandbox: BlockingSandbox) throws -> [SequentialInstruction] {
        let intervals = intervals
        let places = Array(assignment.enumerated())
        @Sendable func drafted(_ worker: PythonWorker, _ place: (slot: Int, interval: Int), _ attempt: Int) throws -> FunctionJob.Drafted {
            try FunctionJob(options: options, worker: worker)
                .drafted(self, in: intervals[place.interval], slot: place.slot, attempt: attempt)
        }
        var admission = GeneratedAdmission(options)
        var rows: [SequentialInstruction] = []
        for (place, first) in zip(places, sandbox.map(places) { try drafted($0, ($1.offset, $1.element), 0) }) {
            var current = try first.get()
            var attempt = 0
            while case .success(let found) = current {
                if admission.admits(found.taskID, found.made.fingerprint) {
                    rows += found.made.rows
                    break
                }
                attempt += 1
                current = try sandbox.perform { try drafted($0, (place.offset, place.element), attempt) }
            }
        }
        return rows
    }
}
