public import ArgumentParser
public import Constraints
import Datasets
import Foundation

/// `roifrl verify`: replies judged by constraints.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Judge replies by verifiable constraints, strictly and loosely.",
        discussion: """
            Input, one JSON object a line: {"suite"?, "id", "kwargs", "response"}, or {"instruction_id_list", "kwargs", "prompt",
            "response"}, or a training row {"ground_truth", "response"}. Output, one row per input row: {"strict": [...], "loose": [...]},
            with "fallbacks" where language data were missing. With --responses the input holds a benchmark's prompts, and the replies
            {"prompt", "response"} are joined on the prompt's text.

            Example: roifrl verify --input rows.jsonl --summary
            """)

    @Option(help: "The rows, a JSONL file; - is standard input.")
    var input = "-"
    @Option(help: "Replies to the input's prompts, a JSONL file.")
    var responses: String?
    @Option(help: "ifeval, iftrain or ifbench: what an id means in rows that do not say.")
    var suite: ConstraintSuite?
    @Flag(help: "Print accuracies by prompt, instruction, family and id instead of rows.")
    var summary = false
    @Flag(help: "Add what was counted and what was asked to each row.")
    var evidence = false
    @Option(help: "Further folders with language data (NLTK data, Python packages).")
    var data: [String] = []
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"
    @Option(help: "Judge all rows N times and print the seconds of each pass by suite instead.")
    var time: Int?
    @Option(help: .hidden)
    var fuzz: Int?
    @Option(help: .hidden)
    var seed: UInt64 = 1

    func validate() throws {
        if let time, time < 1 { throw ValidationError("--time: found \(time), expected 1 or more") }
        if let fuzz, fuzz < 0 { throw ValidationError("--fuzz: found \(fuzz), expected 0 or more") }
    }

    func run() throws {
        let resources = TextResources.find(folders: data)
        if let fuzz { return try runFuzz(trials: fuzz, resources) }
        let rows = try ConstraintRows.read(input: input, responses: responses, suite: suite)
        if let time { return try measure(rows, passes: time, resources) }
        var tally = ConstraintTally()
        var lines = ""
        for row in rows {
            let outcome = row.outcome(resources: resources)
            tally.count(row, outcome)
            if !summary { lines += line(row, outcome) }
        }
        if summary { lines = tally.json + "\n" }
        try writeText(lines, to: output)
        for need in tally.fallbacks {
            FileHandle.standardError.write(Data("\(need.rawValue) data not found: \(need.fallback)\n".utf8))
        }
    }

    private func line(_ row: ConstraintRow, _ outcome: ConstraintRow.Outcome) -> String {
        var entries: [PythonValue.Entry] = [
            .init(key: .string("strict"), value: .list(outcome.strict.map { .bool($0.followed) })),
            .init(key: .string("loose"), value: .list(outcome.loose.map { .bool($0) })),
        ]
        if evidence {
            let texts = zip(row.set.constraints, outcome.strict).map { constraint, verdict in
                PythonValue.dictionary([
                    .init(key: .string("id"), value: .string(constraint.id)),
                    .init(key: .string("found"), value: .string(verdict.finding.description)),
                    .init(key: .string("required"), value: .string(constraint.requirement)),
                ])
            }
            entries.append(.init(key: .string("evidence"), value: .list(texts)))
        }
        let problems = row.set.constraints.compactMap { $0.problem?.description }
        if !problems.isEmpty { entries.append(.init(key: .string("errors"), value: .list(problems.map { .string($0) }))) }
        if !outcome.fallbacks.isEmpty {
            entries.append(.init(key: .string("fallbacks"), value: .list(outcome.fallbacks.map { .string($0.rawValue) })))
        }
        return PythonValue.dictionary(entries).json + "\n"
    }

    // MARK: Measuring

    /// Seconds of the bare checks, as a reference that has its constraints built would take them.
    private func measure(_ rows: [ConstraintRow], passes: Int, _ resources: TextResources) throws {
        let slow: Set<TextNeed> = [.langdetect, .postag]
        let clock = ContinuousClock()
        var lines = ""
        for suite in ConstraintSuite.allCases {
            let pairs = rows.flatMap { row in row.set.constraints.filter { $0.suite == suite }.map { ($0, row.response ?? "") } }
            let fast = pairs.filter { slow.isDisjoint(with: $0.0.definition?.needs ?? []) }
            guard !pairs.isEmpty else { continue }
            func seconds(_ pairs: [(Constraint, String)]) -> [PythonValue] {
                (0..<passes).map { _ in
                    let duration = clock.measure {
                        for (constraint, text) in pairs { _ = constraint.verdict(on: text, resources: resources) }
                    }
                    return .double(duration / .seconds(1))
                }
            }
            _ = seconds(pairs)
            lines +=
                PythonValue.dictionary([
                    .init(key: .string("suite"), value: .string(suite.rawValue)), .init(key: .string("cases"), value: .int(pairs.count)),
                    .init(key: .string("seconds"), value: .list(seconds(pairs))),
                    .init(key: .string("cases_without_langdetect_postag"), value: .int(fast.count)),
                    .init(key: .string("seconds_without_langdetect_postag"), value: .list(seconds(fast))),
                ]).json + "\n"
        }
        try writeText(lines, to: output)
    }

    /// Judges random constraints and texts; fails where strict and loose disagree or one trial takes longer than a second.
    private func runFuzz(trials: Int, _ resources: TextResources) throws {
        var fuzzer = ConstraintFuzzer(seed: seed, resources: resources)
        let clock = ContinuousClock()
        var slowest: (seconds: Double, id: String) = (0, "")
        for index in 0..<trials {
            var trial: ConstraintFuzzer.Trial?
            let seconds = clock.measure { trial = fuzzer.trial() } / .seconds(1)
            guard let trial else { continue }
            if seconds > slowest.seconds { slowest = (seconds, trial.id) }
            guard trial.isConsistent, seconds < 1 || index == 0 else {
                let problem = trial.isConsistent ? "takes \(seconds) s" : "passes strictly but not loosely"
                throw RowError(
                    "trial \(index) of seed \(seed): \(trial.id) \(trial.arguments.value.json) \(problem) on \(trial.text.debugDescription)"
                )
            }
        }
        let row = PythonValue.dictionary([
            .init(key: .string("trials"), value: .int(trials)), .init(key: .string("slowest_seconds"), value: .double(slowest.seconds)),
            .init(key: .string("slowest"), value: .string(slowest.id)),
        ])
        try writeText(row.json + "\n", to: output)
    }
}

extension ConstraintSuite: ExpressibleByArgument {}
