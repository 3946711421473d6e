import ArgumentParser
import Datasets
import Foundation
import Rollouts
import SequentialExecution

struct SequentialCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Score replies to sequential-execution prompts; no code runs.",
        discussion: """
            Rows in LogicIF's format with the reply under "response" (or "llm_response") -> one row each, {"task_id", "test_case_id",
            "reward", "output", "statistics", "found_output", "found_statistics"}; the accuracies go to standard error, or are all that is
            printed with --summary. A question counts only if all its cases are right, as LogicIFEval counts.

            Example: roifrl sequential check --input replies.jsonl --summary
            """)

    @Option(name: .shortAndLong, help: "A JSONL file; - is standard input.")
    var input: String
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"
    @Flag(help: "Half for the output, half for the share of right counts, instead of all or nothing.")
    var graded = false
    @Flag(help: "Print the accuracies instead of the rows.")
    var summary = false

    func run() async throws {
        let reader = try JSONLinesReader(path: input)
        var rows: [String] = []
        var cases: [SequentialAccuracy.Case] = []
        while let line = try reader.next() {
            do {
                let (row, verdict) = try judged(line.bytes)
                rows.append(row.json + "\n")
                cases.append(verdict)
            } catch {
                throw DatasetError.badLine(path: input, line: line.number, reason: error.localizedDescription)
            }
        }
        let accuracy = Self.row(SequentialAccuracy(cases)).json + "\n"
        try writeText(summary ? accuracy : rows.joined(), to: output)
        if !summary { FileHandle.standardError.write(Data(accuracy.utf8)) }
    }

    private func judged(_ line: [UInt8]) throws -> (Literal, SequentialAccuracy.Case) {
        guard let row = Literal(json: line) else {
            throw SequentialExecutionError.row(key: "the row", found: "no JSON", expected: "a JSON object")
        }
        let instruction = try SequentialInstruction(row: row)
        guard let response = (row["response"] ?? row["llm_response"])?.stringValue else {
            throw SequentialExecutionError.row(key: "response", found: "nothing", expected: "the reply's text")
        }
        let reward = SequentialVerifier(answer: instruction.answer, grading: graded ? .graded : .exact).reward(for: response)
        let verdicts = Dictionary(reward.components.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let reply = SequentialReply(parsing: response)
        let result = Literal.dictionary([
            .init("task_id", .string(instruction.taskID)), .init("test_case_id", .integer(instruction.testCaseID)),
            .init("reward", .number(reward.value)), .init("output", .number(verdicts["output"] ?? 0)),
            .init("statistics", .number(verdicts["statistics"] ?? 0)), .init("found_output", reply.output ?? .none),
            .init("found_statistics", reply.statistics ?? .none),
        ])
        let verdict = SequentialAccuracy.Case(
            taskID: instruction.taskID, complexity: instruction.complexity, outputIsRight: verdicts["output"] == 1,
            statisticsAreRight: verdicts["statistics"] == 1)
        return (result, verdict)
    }

    private static func row(_ accuracy: SequentialAccuracy) -> Literal {
        .dictionary([
            .init("questions", .integer(accuracy.questions)), .init("question_accuracy", .number(accuracy.questionAccuracy)),
            .init("question_output_accuracy", .number(accuracy.questionOutputAccuracy)),
            .init("question_statistics_accuracy", .number(accuracy.questionStatisticsAccuracy)), .init("cases", .integer(accuracy.cases)),
            .init("case_accuracy", .number(accuracy.caseAccuracy)), .init("output_accuracy", .number(accuracy.outputAccuracy)),
            .init("statistics_accuracy", .number(accuracy.statisticsAccuracy)),
        ])
    }
}
