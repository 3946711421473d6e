import ArgumentParser
import Datasets
import Foundation
import PythonSandbox
import SequentialExecution

/// `roifrl complexity`: how hard functions are to carry out by hand.
struct ComplexityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complexity",
        abstract: "Score Python source: 3 D + 2 F + C + 0.5 L over CPython's syntax tree.",
        discussion: """
            Rows {"source"} -> {"cyclomatic", "nesting", "calls", "length", "score"}, one per input row, in order. A row that is no JSON,
            has no source, or whose source is no Python gives {"error"}, and the command goes on.

            Example: roifrl complexity --input functions.jsonl --output scores.jsonl
            """)

    @Option(name: .shortAndLong, help: "A JSONL file; - is standard input.")
    var input: String
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"

    func run() async throws {
        let reader = try JSONLinesReader(path: input)
        let worker = try PythonWorker()
        var lines: [String] = []
        while let line = try reader.next() {
            lines.append(try Self.row(for: line.bytes, worker).json + "\n")
        }
        try writeText(lines.joined(), to: output)
    }

    /// Errors of the machine are thrown; errors of the row become a row.
    private static func row(for line: [UInt8], _ worker: PythonWorker) throws -> Literal {
        guard let row = Literal(json: line) else { return error("invalid JSON, expected {\"source\": ...}") }
        guard let source = row["source"]?.stringValue else { return error("source: expected a string") }
        do {
            let score = try worker.complexity(of: source)
            return .dictionary([
                .init("cyclomatic", .integer(score.cyclomatic)), .init("nesting", .integer(score.nesting)),
                .init("calls", .integer(score.calls)), .init("length", .number(score.length)), .init("score", .number(score.score)),
            ])
        } catch let failure as PythonSandboxError {
            switch failure {
            case .invalidSource, .workerFailed: return error(failure.localizedDescription)
            default: throw failure
            }
        }
    }

    private static func error(_ message: String) -> Literal {
        .dictionary([.init("error", .string(message))])
    }
}
