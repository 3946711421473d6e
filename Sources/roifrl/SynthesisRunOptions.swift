import ArgumentParser
import Foundation
import PythonSandbox
import SequentialExecution
import Synthesis

/// How functions are run and what is left out, for the commands that make instructions.
struct SynthesisRunOptions: ParsableArguments {
    @Option(help: "Most counters per function, 1 to 3.")
    var trackers = 3
    @Option(help: "Cases a function must keep. (default: 3; 1 with --tiny)")
    var minimumCases: Int?
    @Option(
        help:
            "Leave out a function that shares at least this part of itself with an earlier one; 2 leaves out none. (default: 0.95; 2 with --tiny)"
    )
    var nearDuplicates: Double?
    @Option(help: "Seconds a case may run.")
    var seconds = 5.0
    @Option(help: "Functions worked on at once. (default: the processors)")
    var jobs: Int?
    @Flag(help: "Skip the functions that the output or the rejections already name, and go on at their ends.")
    var resume = false
    @Flag(help: "Refuse to run functions without namespaces (bubblewrap).")
    var requireSandbox = false

    func validate() throws {
        guard (1...3).contains(trackers) else { throw ValidationError("--trackers is \(trackers), expected 1 to 3") }
        if let minimumCases, minimumCases < 1 { throw ValidationError("--minimum-cases is \(minimumCases), expected 1 or more") }
        if let nearDuplicates, !(nearDuplicates > 0) {
            throw ValidationError("--near-duplicates is \(nearDuplicates), expected more than 0")
        }
        guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds is \(seconds), expected more than 0 and at most 600") }
        guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs is \(jobs ?? 0), expected 1 or more") }
    }

    var workers: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

    func options(tiny: Bool = false) -> SynthesisOptions {
        var options = SynthesisOptions()
        if tiny { (options.pipeline, options.nearDuplicates) = (.small, 2) }
        options.pipeline.trackerLimit = trackers
        if let minimumCases { options.pipeline.minimumCases = minimumCases }
        options.limits = ExecutionLimits(seconds: seconds)
        if let nearDuplicates { options.nearDuplicates = nearDuplicates }
        return options
    }

    /// The workers; what keeps them apart from this machine is told on standard error.
    func pool() throws -> SandboxPool {
        let pool = try SandboxPool(workers: workers, required: requireSandbox ? .namespaces : nil)
        let reason = pool.levelReason.isEmpty ? "" : " (\(pool.levelReason))"
        FileHandle.standardError.write(Data("sandbox: \(pool.level.rawValue)\(reason)\n".utf8))
        return pool
    }
}
