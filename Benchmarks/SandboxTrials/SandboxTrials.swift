import ArgumentParser
import Foundation
import PythonSandbox
import SequentialExecution

/// How many functions a second the sandbox runs, each in a process of its own, and in batches of cases.
@main
struct SandboxTrials: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox-trials", abstract: "Executions of a function per second under the whole sandbox.",
        discussion: """
            Prints one JSON line. Fails where the isolation is weaker than namespaces, an answer is wrong, or fewer than --target jobs a
            second were done.

            Example: sandbox-trials --workers 2 --jobs 3000
            """)

    @Option(help: "Workers side by side.")
    var workers = 2
    @Option(help: "Jobs, each a process of its own.")
    var jobs = 3000
    @Option(help: "Cases of one job in the second trial.")
    var cases = 17
    @Option(help: "Jobs a second that are expected.")
    var target = 300.0

    func validate() throws {
        for (name, value) in [("--workers", workers), ("--jobs", jobs), ("--cases", cases)] where value < 1 {
            throw ValidationError("\(name): found \(value), expected 1 or more")
        }
    }

    private static let source = """
        def f(numbers, limit):
            total, skipped = 0, 0
            for number in numbers:
                if number % 2 == 0 and total + number <= limit:
                    total += number
                else:
                    skipped += 1
            return total, {'skipped': skipped}
        """
    private static let arguments: [Literal] = [.list((1...20).map { .integer($0) }), .integer(60)]
    private static let answer = ExecutionOutcome.value(
        .list([.integer(56), .dictionary([.init("skipped", .integer(13))])]))

    func run() async throws {
        let pool = try SandboxPool(workers: workers, required: .namespaces)
        // Starting a worker is no part of a job.
        _ = try await rate(jobs: 4 * workers) { try [$0.call(in: Self.source, arguments: Self.arguments)] }
        let single = try await rate(jobs: jobs) { try [$0.call(in: Self.source, arguments: Self.arguments)] }
        let batch = Array(repeating: Self.arguments, count: cases)
        let batched = try await rate(jobs: max(jobs / cases, 1)) { try $0.call(in: Self.source, cases: batch) }

        func rate(jobs: Int, _ job: @escaping @Sendable (PythonWorker) throws -> [ExecutionOutcome]) async throws -> Double {
            let start = ContinuousClock.now
            let executions = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<workers {
                    let share = jobs / workers + (worker < jobs % workers ? 1 : 0)
                    group.addTask {
                        try await pool.perform { worker in
                            try (0..<share).reduce(0) { count, _ in
                                let outcomes = try job(worker)
                                if let wrong = outcomes.first(where: { $0 != Self.answer }) { throw Failure.wrong(wrong) }
                                return count + outcomes.count
                            }
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            return Double(executions) / ((ContinuousClock.now - start) / .seconds(1))
        }

        print(
            #"{"level": "\#(pool.level.rawValue)", "workers": \#(workers), "jobs": \#(jobs), "jobs_per_second": \#(Int(single)), "#
                + #""cases_per_second": \#(Int(batched))}"#)
        if single < target { throw Failure.slow(single, target) }
    }

    private enum Failure: Error, LocalizedError {
        case wrong(ExecutionOutcome)
        case slow(Double, Double)

        var errorDescription: String? {
            switch self {
            case .wrong(let outcome): "a wrong answer: \(outcome), expected \(SandboxTrials.answer)"
            case .slow(let rate, let target): "\(Int(rate)) jobs a second, expected \(Int(target))"
            }
        }
    }
}
