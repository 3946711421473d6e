import ArgumentParser
import Constraints
import Datasets
import Foundation

/// Judges random constraints and texts; fails where strict and loose disagree, or one verdict takes too long.
struct FuzzTrial: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Feed constraints with random arguments and texts, good and broken.",
        discussion: "Exit status 1 where a verdict takes longer than a second of processor time or strict and loose contradict each other.")

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
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            outcomes.add(Self.share(trials / threads, seed: seed &+ UInt64(thread), resources))
        }
        let (slowest, id, failures) = outcomes.all
        for failure in failures.prefix(20) { print(failure) }
        print("slowest verdict \(Int(slowest * 1e6)) microseconds: \(id)")
        print("\(trials / threads * threads - failures.count) passed, \(failures.count) failed")
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private static func share(_ trials: Int, seed: UInt64, _ resources: TextResources) -> Outcomes.Share {
        var fuzzer = ConstraintFuzzer(seed: seed, resources: resources)
        var share = Outcomes.Share()
        _ = fuzzer.trial()
        for index in 0..<trials {
            let start = ProcessorTime.thread
            let trial = fuzzer.trial()
            let seconds = ProcessorTime.thread - start
            if seconds > share.slowest { (share.slowest, share.id) = (seconds, trial.id) }
            guard !trial.isConsistent || seconds > 1 else { continue }
            let problem = trial.isConsistent ? "takes \(seconds) s" : "passes strictly but not loosely"
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
