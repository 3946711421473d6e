public import ArgumentParser
public import Constraints
import Datasets
import Foundation
import Rollouts

/// `roifrl verify`: replies judged by constraints.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Judge replies by verifiable constraints, strictly and loosely.",
        discussion: """
            Input, JSONL or Parquet rows: {"suite"?, "id", "kwargs", "response"}, or {"instruction_id_list", "kwargs", "prompt", "response"},
            or a training row {"ground_truth", "response"}. Output, one row per input row: {"strict": [...], "loose": [...], "evidence":
            [...]}, with "reward" for training rows and "fallbacks" where language data were missing. Evidence says what was found
            and what was required, constraint by constraint. With --responses the input holds a benchmark's prompts, and the replies
            {"prompt", "response"} are joined on the prompt's text. Rows without a reply, rows with a constraint that cannot be read and
            replies that belong to no row are counted on standard error and in the summary; where nothing could be judged the exit status is 1.

            Example: roifrl verify --input rows.jsonl --summary
            Example: roifrl verify --input IFBench_test.jsonl --suite ifbench --responses replies.jsonl --failed
            """)

    @Option(help: "The rows, a JSONL or Parquet file; - is standard input.")
    var input = "-"
    @Option(help: "Replies to the input's prompts, a JSONL or Parquet file.")
    var responses: String?
    @Option(help: "ifeval, iftrain or ifbench: what an id means in rows that do not say.")
    var suite: ConstraintSuite?
    @Flag(help: "Print accuracies by prompt, instruction, family and id instead of rows.")
    var summary = false
    @Flag(help: "Leave evidence out of the rows.")
    var brief = false
    @Flag(help: "Print only rows with an unmet constraint, with their line, prompt and evidence for what is unmet.")
    var failed = false
    @Option(help: "How a training row's constraints become its reward: mean or all.")
    var reward = RewardKind.mean
    @Option(help: ArgumentHelp("A constraint's weight in the mean, 1 where none is given; may come again.", valueName: "id=n"))
    var weight: [String] = []
    @Option(help: "Further folders with language data (NLTK data, Python packages).")
    var data: [String] = []
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"
    @OptionGroup(title: "Judge")
    var judge: JudgeOptions

    /// Rows that are read before any is written, where they are there to be read: enough to keep all cores busy.
    private static let chunk = 1024

    /// How verdicts become a reward.
    var combination: GroundTruth.Combination {
        let weights = weight.compactMap(Self.weight)
        return weights.isEmpty ? reward.combination : .weighted(Dictionary(weights, uniquingKeysWith: { $1 }))
    }

    /// Reads `ID=N`; nil where it is not that.
    private static func weight(_ text: String) -> (String, Double)? {
        guard let equals = text.lastIndex(of: "="), let number = Double(text[text.index(after: equals)...]), number.isFinite, number >= 0
        else { return nil }
        return (String(text[..<equals]), number)
    }

    func validate() throws {
        for text in weight {
            guard let (id, _) = Self.weight(text) else {
                throw ValidationError("--weight: found '\(text)', expected a constraint's id, = and a number of at least 0")
            }
            _ = try ConstraintRegistry.definition(id, in: .iftrain)
        }
        guard weight.isEmpty || reward == .mean else { throw ValidationError("--weight belongs to --reward mean") }
    }

    func run() throws {
        let resources = TextResources.find(folders: data)
        let report = VerifyReport(command: self, judge: try judge.configuration.make(), resources: resources)
        let writer = try LineWriter(path: output)
        var tally = ConstraintTally()
        var rows: [ConstraintRow] = []
        func flush() throws {
            let outcomes = rows.outcomes(resources: resources, combination: combination)
            let judged = summary ? report.judgedRewards(rows) : nil
            for (index, (row, outcome)) in zip(rows, outcomes).enumerated() { tally.count(row, outcome, reward: judged?[index].value) }
            if !summary { try report.lines(rows, outcomes).forEach(writer.write) }
            try writer.flush()
            rows.removeAll(keepingCapacity: true)
        }
        do {
            tally.unmatchedReplies = try ConstraintRows.forEach(
                input: input, responses: responses, suite: suite, beforeWaiting: flush
            ) { row in
                rows.append(row)
                if rows.count == Self.chunk { try flush() }
            }
        } catch {
            // What came before a bad row is worth having.
            try flush()
            throw error
        }
        try flush()
        if summary { try writer.write(tally.json) }
        try writer.flush()
        warnOfFallbacks(tally.fallbacks, resources)
        try warn(tally)
    }

    /// Says what was not judged as meant.
    /// - Throws: `ExitCode` where nothing was.
    private func warn(_ tally: ConstraintTally) throws {
        let count = tally.strict.prompts
        if tally.unanswered > 0 { writeWarning("\(tally.unanswered) of \(count) rows without a reply: nothing is followed there") }
        if tally.unmatchedReplies > 0 { writeWarning("replies in \(responses ?? "") that belong to no row: \(tally.unmatchedReplies)") }
        if let (line, problem) = tally.firstProblem {
            writeWarning(
                "\(tally.unreadable) of \(count) rows with a constraint that cannot be read, the first in line \(line): \(problem)")
        }
        if count > 0, [tally.unanswered, tally.unreadable].contains(count) { throw ExitCode.failure }
    }
}

/// How verdicts become a reward.
enum RewardKind: String, ExpressibleByArgument, CaseIterable {
    case mean, all

    var combination: GroundTruth.Combination { self == .mean ? .mean : .all }
}

extension ConstraintSuite: ExpressibleByArgument {}
