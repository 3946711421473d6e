import ArgumentParser
import Foundation
import SequentialExecution
import Synthesis

struct SequentialDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Tell Python functions in English, offline: trackers, description, answers, filters, score.",
        discussion: """
            Rows {"task_id", "function", "test_cases"?} (LogicIF's files of functions and of test cases do) -> one row per case in LogicIF's
            format. A function without cases gives one row with its description alone. What is left out is written to --rejected with its
            reason. Functions run in the sandbox. Rows are written as they are done; --resume goes on where an earlier call stopped.

            Example: roifrl sequential describe --input functions.jsonl --cases test_cases.jsonl --output instructions.jsonl
            """)

    @Option(name: .shortAndLong, help: "Functions, a JSONL file; - is standard input.")
    var input: String
    @Option(help: "Test cases, rows {\"task_id\", \"test_cases\": [[argument, ...], ...]}.")
    var cases: String?
    @Option(name: .shortAndLong, help: "Where the instructions go; - is standard output.")
    var output: String
    @Option(help: "Where the rejections go, rows {\"task_id\", \"test_case_id\"?, \"reason\"}. (default: the output with .rejected.jsonl)")
    var rejected: String?
    @Option(help: "The seed of the wording.")
    var seed: UInt64 = 1
    @OptionGroup var running: SynthesisRunOptions

    func run() async throws {
        var options = running.options()
        options.pipeline.seed = seed
        options.describesWithoutCases = true
        let entries = try FunctionEntry.read(path: input, casesPath: cases)
        let files = SynthesisFiles(
            instructions: output, rejected: rejected ?? (output == "-" ? nil : output + ".rejected.jsonl"))
        let synthesis = InstructionSynthesis(options: options)
        let summary = try await synthesis.run(
            entries, files: files, pool: running.pool(), workers: running.workers, resume: running.resume)
        FileHandle.standardError.write(Data((summary.lines.joined(separator: "\n") + "\n").utf8))
    }
}
