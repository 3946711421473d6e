import ArgumentParser
import Datasets
import Foundation
import PythonSandbox
import SequentialExecution

struct SequentialDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Make instructions from Python functions, offline: trackers, description, answers, filters, score.",
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
    @Option(name: .shortAndLong, help: "Where the instructions go.")
    var output: String
    @Option(help: "Where the rejections go, rows {\"task_id\", \"test_case_id\"?, \"reason\"}. (default: the output with .rejected.jsonl)")
    var rejected: String?
    @Option(help: "Most trackers per function, 1 to 3.")
    var trackers = 3
    @Option(help: "The seed of the wording.")
    var seed: UInt64 = 1
    @Option(help: "Cases a function must keep.")
    var minimumCases = 3
    @Option(help: "Seconds a case may run.")
    var seconds = 5.0
    @Flag(help: "Skip the functions that the output or the rejections already name.")
    var resume = false
    @Flag(help: "Refuse to run functions without namespaces (bubblewrap).")
    var requireSandbox = false

    func validate() throws {
        guard (1...3).contains(trackers) else { throw ValidationError("--trackers is \(trackers), expected 1 to 3") }
        guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds is \(seconds), expected more than 0 and at most 600") }
    }

    func run() async throws {
        let worker = try PythonWorker(required: requireSandbox ? .namespaces : nil)
        let pipeline = InstructionPipeline(worker: worker, trackers: trackers, seed: seed, minimumCases: minimumCases, seconds: seconds)
        let rejections = rejected ?? output + ".rejected.jsonl"
        let done = resume ? try finished(rejections) : []
        let accepted = try LineAppender(path: output, keeping: resume)
        let refused = try LineAppender(path: rejections, keeping: resume)
        let casesByTask = try testCases()
        let reader = try JSONLinesReader(path: input)
        while let line = try reader.next() {
            guard let row = Literal(json: line.bytes), let source = (row["function"] ?? row["source"])?.stringValue else {
                throw DatasetError.badLine(path: input, line: line.number, reason: "expected an object with \"function\"")
            }
            let task = row["task_id"]?.stringValue ?? "line-\(line.number)"
            guard !done.contains(task) else { continue }
            let given = row["test_cases"]?.elements?.compactMap(\.elements) ?? casesByTask[task]
            try describe(task, source, given, pipeline, accepted, refused)
        }
    }

    private func describe(
        _ task: String, _ source: String, _ cases: [[Literal]]?, _ pipeline: InstructionPipeline, _ accepted: LineAppender,
        _ refused: LineAppender
    ) throws {
        do {
            guard let cases else {
                let told = try pipeline.tell(source)
                try accepted.write(
                    .dictionary([
                        .init("task_id", .string(task)), .init("function", .string(told.function)),
                        .init("description", .string(told.description)), .init("complexity_score", .number(told.complexity.score)),
                    ]))
                return
            }
            let result = try pipeline.instructions(taskID: task, source: source, cases: cases)
            for row in result.rows { try accepted.write(row.row) }
            for (number, reason) in result.rejected { try refused.write(Self.rejection(task, number, reason)) }
        } catch let rejection as InstructionPipeline.Rejection {
            try refused.write(Self.rejection(task, nil, rejection.reason))
        } catch let error as SequentialExecutionError {
            try refused.write(Self.rejection(task, nil, error.localizedDescription))
        } catch let error as PythonSandboxError {
            guard case .invalidSource = error else { throw error }
            try refused.write(Self.rejection(task, nil, error.localizedDescription))
        }
    }

    private static func rejection(_ task: String, _ number: Int?, _ reason: String) -> Literal {
        let place = number.map { [Literal.Entry("test_case_id", .integer($0))] } ?? []
        return .dictionary([.init("task_id", .string(task))] + place + [.init("reason", .string(reason))])
    }

    private func testCases() throws -> [String: [[Literal]]] {
        guard let cases else { return [:] }
        var result: [String: [[Literal]]] = [:]
        let reader = try JSONLinesReader(path: cases)
        while let line = try reader.next() {
            guard let row = Literal(json: line.bytes), let task = row["task_id"]?.stringValue, let list = row["test_cases"]?.elements else {
                throw DatasetError.badLine(path: cases, line: line.number, reason: "expected {\"task_id\", \"test_cases\"}")
            }
            result[task] = list.compactMap(\.elements)
        }
        return result
    }

    /// The functions that an earlier call has dealt with.
    private func finished(_ rejections: String) throws -> Set<String> {
        var tasks: Set<String> = []
        for path in [output, rejections] where FileManager.default.fileExists(atPath: path) {
            let reader = try JSONLinesReader(path: path)
            while let line = try reader.next() {
                if let task = Literal(json: line.bytes)?["task_id"]?.stringValue { tasks.insert(task) }
            }
        }
        return tasks
    }
}

extension InstructionPipeline {
    /// The pipeline over a sandboxed worker.
    init(worker: PythonWorker, trackers: Int, seed: UInt64, minimumCases: Int, seconds: Double) {
        let limits = ExecutionLimits(seconds: seconds)
        self.init(
            trackerLimit: trackers, seed: seed, minimumCases: minimumCases, syntaxTree: worker.syntaxTree,
            execute: { source, arguments in
                switch try worker.call(in: source, arguments: arguments, limits: limits) {
                case .value(let value): return .value(value)
                case .exception(let kind, let message): return .failed("\(kind): \(message)")
                case .unsupportedValue(let what): return .failed("it returned \(what)")
                case .stopped(let stop): return .failed("stopped: \(stop)")
                }
            })
    }
}

/// Writes JSON rows to the end of a file, each at once, so that an interrupted command loses nothing.
struct LineAppender {
    private let path: String
    private let handle: FileHandle

    init(path: String, keeping: Bool) throws {
        self.path = path
        do {
            if !keeping || !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
            handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.seekToEnd()
        } catch {
            throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
        }
    }

    func write(_ row: Literal) throws {
        do {
            try handle.write(contentsOf: Data((row.json + "\n").utf8))
        } catch {
            throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
        }
    }
}
