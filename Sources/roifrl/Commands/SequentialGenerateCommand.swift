public import ArgumentParser
import Foundation
import PythonSandbox
public import SequentialExecution

struct SequentialGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Generate functions with their instructions, answers and worked solutions, offline.",
        discussion: """
            Writes rows in LogicIF's published format, one JSON object per line.

            With --tiny: small integer programs. Without: functions from number theory, lists, strings, counters, simulation, matrices,
            automata and recursion, told by the narrator, with several cases each; their answers come from running them in the sandbox.

            Example: roifrl sequential generate --tiny --count 10000 --seed 7 --split train --with-solutions --output Data/sequential.jsonl
            """)

    @Flag(help: "Small integer programs in short plain English, for models of a few million parameters.")
    var tiny = false
    @Option(help: "How many functions.")
    var count: Int
    @Option(help: "The same seed gives the same rows.")
    var seed: UInt64 = 1
    @Option(help: "train or heldout: every function belongs to one of them only. Both where left out.")
    var split: SequentialTasks.Split?
    @Option(help: "Lowest complexity score. (default: 3 with --tiny, else 10)")
    var minComplexity: Double?
    @Option(help: "Highest complexity score. (default: 40 with --tiny, else 200)")
    var maxComplexity: Double?
    @Option(help: "Cases per function, without --tiny.")
    var cases = 6
    @Option(help: "How many intervals of equal width the range is cut into.")
    var intervals = 20
    @Option(help: "Draw interval i in proportion to this number to the power i; 1 draws all alike, less prefers easy ones.")
    var decay = 1.0
    @Flag(help: "Keep the worked solution in each row, under \"solution\".")
    var withSolutions = false
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"

    func validate() throws {
        guard count >= 0 else { throw ValidationError("--count is \(count), expected 0 or more") }
        guard intervals >= 1 else { throw ValidationError("--intervals is \(intervals), expected 1 or more") }
        guard lowest < highest, lowest.isFinite, highest.isFinite else {
            throw ValidationError("--min-complexity \(lowest) is not below --max-complexity \(highest)")
        }
        guard tiny || !withSolutions else { throw ValidationError("--with-solutions needs --tiny: other functions have none") }
        guard cases >= 3 else { throw ValidationError("--cases is \(cases), expected 3 or more") }
        guard decay > 0, decay.isFinite else { throw ValidationError("--decay is \(decay), expected a positive number") }
    }

    private var lowest: Double { minComplexity ?? (tiny ? 3 : 10) }
    private var highest: Double { maxComplexity ?? (tiny ? 40 : 200) }

    func run() async throws {
        let made = try tiny ? writeTiny() : writeComposed()
        if made < count {
            let message = "only \(made) of \(count) functions: the complexity range holds no more\n"
            FileHandle.standardError.write(Data(message.utf8))
        }
    }

    private func writeTiny() throws -> Int {
        let options = SequentialTasks.Options(
            complexity: lowest...highest, intervals: intervals, distribution: decay == 1 ? .uniform : .geometric(ratio: decay), split: split
        )
        let tasks = SequentialTasks.generate(count: count, seed: seed, options: options)
        let lines = tasks.map { task in
            var task = task
            if !withSolutions { task.solution = nil }
            return task.row.json + "\n"
        }
        try writeText(lines.joined(), to: output)
        return tasks.count
    }

    /// Functions fill the intervals in turn, the harder ones less often where `decay` says so.
    private func writeComposed() throws -> Int {
        let worker = try PythonWorker()
        let pipeline = InstructionPipeline(worker: worker, trackers: 3, seed: seed, minimumCases: 3, seconds: 5)
        var lines: [String] = []
        var seen: Set<String> = []
        var stream = 0
        while seen.count < count, stream < 40 * count + 40 {
            let range = SequentialTasks.interval(
                stream: stream, seed: seed, complexity: lowest...highest, intervals: intervals, decay: decay)
            let draft = try FunctionGenerator.draft(in: range, cases: cases, seed: seed, stream: stream) {
                try pipeline.tell($0).complexity.score
            }
            stream += 1
            guard let draft, split == nil || SequentialTasks.half(of: draft.source) == split, !seen.contains(draft.taskID) else { continue }
            guard let rows = try? pipeline.instructions(taskID: draft.taskID, source: draft.source, cases: draft.cases).rows else {
                continue
            }
            seen.insert(draft.taskID)
            lines += rows.map { $0.row.json + "\n" }
        }
        try writeText(lines.joined(), to: output)
        return seen.count
    }
}

extension SequentialTasks.Split: ExpressibleByArgument {}
