import SequentialExecution

/// A reply to a question of mathematics and the answer that is known to be right.
public struct MathCase: Sendable, Equatable {
    /// The known answer as math-verify reads it, such as `\boxed{\frac{1}{2}}`.
    public var known: String
    public var reply: String

    public init(known: String, reply: String) {
        self.known = known
        self.reply = reply
    }

    /// A case whose known answer is a bare expression: LaTeX without dollar signs, or a number.
    public init(answer: String, reply: String) {
        self.init(known: "\\boxed{\(answer)}", reply: reply)
    }
}

/// What math-verify says of a reply.
public enum MathOutcome: Sendable, Equatable {
    /// It was read and compared. `extracted` is the text of the answer that was found, nil where there was none.
    case compared(isEqual: Bool, extracted: String?)
    /// It could not be decided, such as for want of time; counts as wrong.
    case undecided(reason: String)

    public var isEqual: Bool { self == .compared(isEqual: true, extracted: extracted) }

    public var extracted: String? {
        if case .compared(_, let extracted) = self { return extracted }
        return nil
    }
}

extension MathOutcome {
    init(_ outcome: ExecutionOutcome) {
        switch outcome {
        case .value(let value):
            let found = value["extracted"]?.stringValue ?? (value["found"] == .boolean(true) ? "an expression" : nil)
            self = .compared(isEqual: value["equal"] == .boolean(true), extracted: found)
        case .exception(let kind, let message): self = .undecided(reason: "\(kind): \(message)")
        case .unsupportedValue(let reason): self = .undecided(reason: reason)
        case .stopped(.timeout): self = .undecided(reason: "the comparison took too long")
        case .stopped: self = .undecided(reason: "the comparison was stopped")
        }
    }
}

extension PythonWorker {
    /// Compares answers by math-verify, in a child process with limits.
    /// - Parameters:
    ///   - cases: each has its own limits.
    ///   - seconds: the longest that reading or comparing one answer may take; a case as a whole may take four times as long.
    /// - Throws: ``PythonSandboxError/missingPackage(name:interpreter:reason:)`` where math-verify is not installed;
    ///   ``PythonSandboxError/workerFailed(reason:)``.
    public func compare(_ cases: [MathCase], seconds: Int = 5) throws -> [MathOutcome] {
        let rows = cases.map { item in
            Literal.dictionary([.init("known", .string(item.known)), .init("reply", .string(item.reply))])
        }
        // Loading the libraries takes seconds, once per worker.
        let answer = try batch("math", rows, [.init("step", .integer(seconds))], seconds: Double(4 * seconds))
        if let reason = answer["missing"]?.stringValue {
            throw PythonSandboxError.missingPackage(name: "math-verify", interpreter: interpreter.path, reason: reason)
        }
        return try outcomes(answer, count: cases.count).map(MathOutcome.init)
    }
}
