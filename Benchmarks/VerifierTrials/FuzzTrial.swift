import ArgumentParser
import Constraints
import Datasets
import Foundation
import TestSupport

/// Judges random constraints and texts; fails where a protocol contradicts its definition, or one judgement takes too long.
struct FuzzTrial: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Feed constraints with random arguments and texts, good and broken.",
        discussion:
            "Exit status 1 where a verdict takes longer than a second of processor time, or strict or loose is not what its definition says."
    )

    @Option(help: "How many constraints, arguments and texts.")
    var trials = 1_000_000
    @Option(help: "The same seed gives the same trials.")
    var seed: UInt64 = 1
    @Option(help: "Threads; each takes a share of the trials with a seed of its own.")
    var threads = 1
    @Option(help: "Further folders with language data.")
    var data: [String] = []

    func validate() throws {
        if trials < 0 { throw ValidationError("--trials: found \(trials), expected 0 or more") }
        if threads < 1 { throw ValidationError("--threads: found \(threads), expected 1 or more") }
    }

    func run() throws {
        let resources = TextResources.find(folders: data)
        // Language data are read at their first use, which is no verdict's time.
        _ = resources.missing
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let count = trials / threads + (thread < trials % threads ? 1 : 0)
            outcomes.add(Self.share(count, seed: seed &+ UInt64(thread), resources))
        }
        let (slowest, id, failures) = outcomes.all
        for failure in failures.prefix(20) { print(failure) }
        print("slowest verdict \(Int(slowest * 1e6)) microseconds: \(id)")
        print("\(trials - failures.count) passed, \(failures.count) failed")
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private static func share(_ trials: Int, seed: UInt64, _ resources: TextResources) -> Outcomes.Share {
        var fuzzer = ConstraintFuzzer(seed: seed, resources: resources)
        var share = Outcomes.Share()
        _ = fuzzer.trial()
        for index in 0..<trials {
            let trial = fuzzer.trial { ProcessorTime.thread }
            if trial.slowest > share.slowest { (share.slowest, share.id) = (trial.slowest, trial.id) }
            guard trial.contradiction != nil || trial.slowest > 1 else { continue }
            let problem = trial.contradiction ?? "takes \(trial.slowest) s"
            share.failures.append(
                "trial \(index) of seed \(seed): \(trial.id) \(trial.arguments.value.json) \(problem) on \(trial.text.debugDescription.prefix(400))"
            )
        }
        return share
    }
}

/// What the threads found, together.
final class Outcomes: Sendable {
    struct Share: Sendable {
        var slowest = 0.0
        var id = ""
        var failures: [String] = []
    }

    private let lock = NSLock()
    nonisolated(unsafe) private var shares: [Share] = []

    func add(_ share: Share) { lock.withLock { shares.append(share) } }

    /// The slowest verdict's seconds and constraint, and every failure.
    var all: (Double, String, [String]) {
        lock.withLock {
            let slowest = shares.max { $0.slowest < $1.slowest } ?? Share()
            return (slowest.slowest, slowest.id, shares.flatMap(\.failures))
        }
    }
}
