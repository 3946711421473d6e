public import SequentialExecution

/// How running a function once ended.
public enum ExecutionOutcome: Sendable, Equatable {
    /// What it returned, as JSON has it (tuples as lists).
    case value(Literal)
    /// It raised.
    case exception(kind: String, message: String)
    /// It returned something that JSON does not have.
    case unsupportedValue(String)
    /// It was stopped.
    case stopped(Stop)

    public enum Stop: Sendable, Equatable {
        case timeout
        case tooMuchOutput
        case tooManyProcesses
        /// It ended by a signal or left without an answer.
        case crashed(Int)
    }
}

/// How running a whole program ended.
public struct ProgramOutcome: Sendable, Equatable {
    /// What it printed.
    public var output: String
    /// nil where it ran to its end.
    public var failure: ExecutionOutcome?

    public init(output: String, failure: ExecutionOutcome? = nil) {
        self.output = output
        self.failure = failure
    }
}

extension ExecutionOutcome {
    /// Reads the worker's answer to a `call`.
    init?(answer: Literal) {
        if let value = answer["value"] {
            self = .value(value)
        } else if let reason = answer["unsupported"]?.stringValue {
            self = .unsupportedValue(reason)
        } else if let kind = answer["exception"]?.stringValue {
            self = .exception(kind: kind, message: answer["message"]?.stringValue ?? "")
        } else if let stop = Stop(answer: answer) {
            self = .stopped(stop)
        } else {
            return nil
        }
    }
}

extension ExecutionOutcome.Stop {
    init?(answer: Literal) {
        switch answer["stopped"]?.stringValue {
        case "timeout": self = .timeout
        case "output": self = .tooMuchOutput
        case "processes": self = .tooManyProcesses
        case "signal", "exit": self = .crashed(answer["signal"]?.integerValue ?? 0)
        default: return nil
        }
    }
}
