import Endpoints
import SequentialExecution

/// A function on its way through the stages, with all that is known of it so far. A row of a stage's file is one of these.
struct Draft: Sendable, Equatable {
    var taskID: String
    /// Python source: of a function, called `f` behind the first stage; before it, of a function of any name or of a whole program.
    var source: String
    /// Argument lists. They keep their places from the first stage on, since a case is named by its place.
    var cases: [[Literal]]
    /// Where the source is a program that reads standard input: what it has to print.
    var tests: [ProgramTest]
    /// What the source gave for each case when it was last run.
    var results: [InstructionPipeline.CaseResult] = []
    var description: String?
    var complexity: Double?
    /// What a stage did not get done without giving the function up for it.
    var note: String?
    /// What the last stage asked of the model.
    var usage = ModelUsage()

    init(taskID: String, source: String, cases: [[Literal]] = [], tests: [ProgramTest] = []) {
        self.taskID = taskID
        self.source = source
        self.cases = cases
        self.tests = tests
    }

    /// The names of the trackers that the results hold.
    var trackers: [String] {
        for case .value(let value) in results {
            if case .dictionary(let entries)? = value.elements?.last { return entries.compactMap(\.key.stringValue) }
        }
        return []
    }
}

/// What one stage asked for one function. Answers from the cache count: they were paid for once.
struct ModelUsage: Sendable, Equatable {
    var calls = 0
    var tokens = TokenUsage()

    static func + (left: ModelUsage, right: ModelUsage) -> ModelUsage {
        ModelUsage(calls: left.calls + right.calls, tokens: left.tokens + right.tokens)
    }
}

// MARK: Rows

extension Draft {
    /// Reads a row of a stage's file.
    /// - Throws: `SequentialExecutionError` naming the key.
    init(row: Literal) throws {
        self.init(
            taskID: try Self.value("task_id", in: row, "a string", \.stringValue),
            source: try Self.value("function", in: row, "Python source", \.stringValue),
            cases: try Self.value("test_cases", in: row, "a list of argument lists", \.elements).map { $0.elements ?? [] })
        results = try Self.value("results", in: row, "a list of outcomes", \.elements).map { CaseOutcome(row: $0).result }
        description = row["description"]?.stringValue
        complexity = row["complexity_score"]?.doubleValue
        note = row["note"]?.stringValue
        usage = row["usage"].map(ModelUsage.init(row:)) ?? ModelUsage()
    }

    var row: Literal {
        let entries: [(String, Literal?)] = [
            ("task_id", .string(taskID)), ("function", .string(source)), ("description", description.map { .string($0) }),
            ("complexity_score", complexity.map { .number($0) }), ("test_cases", .list(cases.map { .list($0) })),
            ("results", .list(results.map { CaseOutcome(result: $0).row })), ("note", note.map { .string($0) }), ("usage", usage.row),
        ]
        return .dictionary(entries.compactMap { key, value in value.map { Literal.Entry(key, $0) } })
    }

    private static func value<Value>(_ key: String, in row: Literal, _ expected: String, _ read: (Literal) -> Value?) throws -> Value {
        guard let value = row[key].flatMap(read) else {
            throw SequentialExecutionError.row(
                key: key, found: row[key].map { String($0.json.prefix(80)) } ?? "nothing", expected: expected)
        }
        return value
    }
}

/// A case's result as a row has it: `{"value": ...}` or `{"failed": "why"}`.
private struct CaseOutcome {
    var result: InstructionPipeline.CaseResult

    init(result: InstructionPipeline.CaseResult) { self.result = result }

    init(row: Literal) {
        result = row["value"].map { .value($0) } ?? .failed(row["failed"]?.stringValue ?? "")
    }

    var row: Literal {
        switch result {
        case .value(let value): .dictionary([.init("value", value)])
        case .failed(let reason): .dictionary([.init("failed", .string(reason))])
        }
    }
}

extension ModelUsage {
    init(row: Literal) {
        calls = row["calls"]?.integerValue ?? 0
        tokens = TokenUsage(prompt: row["prompt_tokens"]?.integerValue ?? 0, completion: row["completion_tokens"]?.integerValue ?? 0)
    }

    var row: Literal? {
        guard calls > 0 else { return nil }
        return .dictionary([
            .init("calls", .integer(calls)), .init("prompt_tokens", .integer(tokens.prompt)),
            .init("completion_tokens", .integer(tokens.completion)),
        ])
    }
}
