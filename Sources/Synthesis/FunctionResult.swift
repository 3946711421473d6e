import PythonSandbox
import SequentialExecution

/// What became of one function, ready to be written.
struct FunctionResult: Sendable {
    var taskID: String
    var score = 0.0
    var rows: [String] = []
    var warmup: [String] = []
    var solutions = 0
    var bareSolutions = 0
    var fingerprint: FunctionFingerprint?
    var rejectedCases: [(testCaseID: Int, reason: String)] = []
    /// Why the function is left out, nil where it is kept.
    var rejection: String?

    init(taskID: String, rejection: String? = nil) {
        self.taskID = taskID
        self.rejection = rejection
    }

    init(taskID: String, _ made: InstructionPipeline.Made, solutionsInRows: Bool) {
        self.init(taskID: taskID)
        score = made.complexity
        rejectedCases = made.rejected
        bareSolutions = made.bareSolutions
        fingerprint = made.fingerprint
        for row in made.rows {
            var written = row
            if !solutionsInRows { written.solution = nil }
            rows.append(written.row.json + "\n")
            if let line = Self.conversation(row) { warmup.append(line + "\n") }
        }
        solutions = warmup.count
    }

    /// A description alone.
    init(taskID: String, told: InstructionPipeline.Told) {
        self.init(taskID: taskID)
        score = told.complexity.score
        fingerprint = FunctionFingerprint(of: told.source)
        rows = [
            Literal.dictionary([
                .init("task_id", .string(taskID)), .init("function", .string(told.source)), .init("description", .string(told.description)),
                .init("complexity_score", .number(told.complexity.score)),
            ]).json + "\n"
        ]
    }

    private static func conversation(_ row: SequentialInstruction) -> String? {
        guard let solution = row.solution else { return nil }
        func message(_ role: String, _ content: String) -> Literal {
            .dictionary([.init("role", .string(role)), .init("content", .string(content))])
        }
        return Literal.dictionary([
            .init("messages", .list([message("user", row.prompt), message("assistant", solution)])), .init("task_id", .string(row.taskID)),
            .init("test_case_id", .integer(row.testCaseID)), .init("complexity_score", .number(row.complexity ?? 0)),
        ]).json
    }
}

extension InstructionPipeline.Made {
    /// That of the function as it runs.
    var fingerprint: FunctionFingerprint? { rows.first?.function.map { FunctionFingerprint(of: $0) } }
}
