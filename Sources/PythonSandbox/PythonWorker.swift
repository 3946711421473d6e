public import SequentialExecution

/// One CPython in its sandbox, doing one job after the other. A worker that fails is replaced before the next job.
///
/// Not safe to share between threads; ``PythonSandbox`` holds a pool of them.
public final class PythonWorker {
    public let interpreter: PythonInterpreter
    /// The isolation in force.
    public var level: SandboxLevel { isolation.level }
    /// Why it is not stronger; empty at the strongest.
    public var levelReason: String { isolation.reason }

    private let isolation: Isolation
    private var process: WorkerProcess?
    private var generator = SystemRandomNumberGenerator()

    /// - Parameter required: refuses weaker isolation; nil takes what there is.
    /// - Throws: ``PythonSandboxError`` where there is no Python or the isolation is too weak.
    public convenience init(interpreter: PythonInterpreter? = nil, required: SandboxLevel? = nil) throws {
        let interpreter = try interpreter ?? PythonInterpreter.find()
        try self.init(interpreter: interpreter, isolation: Isolation.strongest(for: interpreter), required: required)
    }

    init(interpreter: PythonInterpreter, isolation: Isolation, required: SandboxLevel?) throws {
        if let required, isolation.level < required {
            throw PythonSandboxError.tooWeak(required: required, available: isolation.level, reason: isolation.reason)
        }
        self.interpreter = interpreter
        self.isolation = isolation
    }

    /// The exact complexity score of Python source, from CPython's own syntax tree.
    /// - Throws: ``PythonSandboxError/invalidSource(kind:message:line:)`` where it is no Python.
    public func complexity(of source: String) throws -> ComplexityScore {
        let answer = try result(of: [.init("operation", .string("complexity")), .init("source", .string(source))], seconds: 30)
        guard let cyclomatic = answer["cyclomatic"]?.integerValue, let nesting = answer["nesting"]?.integerValue,
            let calls = answer["calls"]?.integerValue, let length = answer["length"]?.doubleValue, let score = answer["score"]?.doubleValue
        else { throw PythonSandboxError.workerFailed(reason: "no score in its answer") }
        return ComplexityScore(cyclomatic: cyclomatic, nesting: nesting, calls: calls, length: length, score: score)
    }

    /// The syntax tree of Python source: a dictionary per node with its `kind`, its fields and its `line`.
    /// - Throws: ``PythonSandboxError/invalidSource(kind:message:line:)`` where it is no Python.
    public func syntaxTree(of source: String) throws -> Literal {
        try result(of: [.init("operation", .string("tree")), .init("source", .string(source))], seconds: 30)
    }

    /// Defines a function and calls it once, in a process of its own.
    /// - Throws: ``PythonSandboxError`` where the source is no Python or the worker fails; what the function does is an outcome.
    public func call(
        _ function: String = "f", in source: String, arguments: [Literal], limits: ExecutionLimits = ExecutionLimits()
    ) throws -> ExecutionOutcome {
        let answer = try result(
            of: [
                .init("operation", .string("call")), .init("source", .string(source)), .init("function", .string(function)),
                .init("arguments", .list(arguments)), .init("limits", limits.row), .init("seconds", .number(limits.seconds)),
            ], seconds: limits.seconds + Self.grace)
        guard let outcome = ExecutionOutcome(answer: answer) else {
            throw PythonSandboxError.workerFailed(reason: "no outcome in its answer")
        }
        return outcome
    }

    /// Defines a function and calls it once per case, all in one process as long as nothing goes wrong; each case has its own limits.
    ///
    /// The outcomes are those of ``call(_:in:arguments:limits:)``, in the order of the cases.
    /// - Throws: ``PythonSandboxError`` where the source is no Python or the worker fails.
    public func call(
        _ function: String = "f", in source: String, cases: [[Literal]], limits: ExecutionLimits = ExecutionLimits()
    ) throws -> [ExecutionOutcome] {
        let answer = try batch(
            "cases", cases.map { .list($0) }, [.init("source", .string(source)), .init("function", .string(function))],
            seconds: limits.seconds, limits: limits)
        return try outcomes(answer, count: cases.count)
    }

    /// Sends cases that are worked on one after the other, each with its own limits.
    func batch(
        _ operation: String, _ cases: [Literal], _ entries: [Literal.Entry], seconds: Double,
        limits: ExecutionLimits = ExecutionLimits(memory: 2 << 30)
    ) throws -> Literal {
        try result(
            of: [
                .init("operation", .string(operation)), .init("cases", .list(cases)), .init("limits", limits.row),
                .init("seconds", .number(seconds)),
            ] + entries, seconds: seconds * Double(cases.count) + Self.grace)
    }

    /// The outcomes in a batch's answer.
    func outcomes(_ answer: Literal, count: Int) throws -> [ExecutionOutcome] {
        let outcomes = answer.elements?.compactMap(ExecutionOutcome.init(answer:)) ?? []
        guard outcomes.count == count else {
            throw PythonSandboxError.workerFailed(reason: "\(outcomes.count) outcomes in its answer, expected \(count)")
        }
        return outcomes
    }

    /// Runs a whole program with `input` as its standard input, in a process of its own.
    public func run(program: String, input: String = "", limits: ExecutionLimits = ExecutionLimits()) throws -> ProgramOutcome {
        let answer = try result(
            of: [
                .init("operation", .string("program")), .init("source", .string(program)), .init("input", .string(input)),
                .init("limits", limits.row), .init("seconds", .number(limits.seconds)),
            ], seconds: limits.seconds + Self.grace)
        guard let output = answer["output"]?.stringValue else {
            throw PythonSandboxError.workerFailed(reason: "no output in its answer")
        }
        return ProgramOutcome(output: output, failure: ExecutionOutcome(answer: answer))
    }

    // MARK: Exchange

    /// How long the worker may take beyond a job's own limit, which it enforces itself: only one that hangs needs longer, however busy the
    /// machine.
    private static let grace = 60.0

    private func result(of entries: [Literal.Entry], seconds: Double) throws -> Literal {
        // A number that the code under test cannot guess, so that it cannot answer for the worker.
        let id = String(generator.next(), radix: 36)
        let request = Literal.dictionary([.init("id", .string(id))] + entries)
        do {
            let answer = try exchange(Array(request.json.utf8) + [0x0A], seconds: seconds)
            guard answer["id"]?.stringValue == id else { throw PythonSandboxError.workerFailed(reason: "it answered another question") }
            if let kind = answer["error"]?.stringValue {
                throw PythonSandboxError.invalidSource(
                    kind: kind, message: answer["message"]?.stringValue ?? "", line: answer["line"]?.integerValue)
            }
            guard let result = answer["result"] else { throw PythonSandboxError.workerFailed(reason: "an answer without a result") }
            // The job left something behind; it goes with the worker's namespaces.
            if answer["last"] != nil { process = nil }
            return result
        } catch let error as PythonSandboxError {
            if case .workerFailed = error { process = nil }
            throw error
        }
    }

    private func exchange(_ request: [UInt8], seconds: Double) throws -> Literal {
        let process = try started()
        try process.write(request)
        guard let line = try process.readLine(seconds: seconds) else { throw PythonSandboxError.workerFailed(reason: "it ended") }
        guard let answer = Literal(json: line) else { throw PythonSandboxError.workerFailed(reason: "its answer is no JSON") }
        return answer
    }

    private func started() throws -> WorkerProcess {
        if let process { return process }
        let started = try WorkerProcess(arguments: isolation.command(interpreter), environment: WorkerProcess.environment)
        process = started
        return started
    }
}

extension ExecutionLimits {
    fileprivate var row: Literal {
        .dictionary([
            .init("memory", .integer(memory)), .init("file", .integer(fileSize)), .init("files", .integer(openFiles)),
            .init("processes", .integer(processes)), .init("output", .integer(output)),
        ])
    }
}
