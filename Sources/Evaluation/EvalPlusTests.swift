import Foundation
import PythonSandbox
import SequentialExecution
import Synchronization

/// The tests of a task of EvalPlus's own file. Its solution is run once, in the sandbox, when the first reply is judged: for some tasks
/// that takes most of a minute, too long for all tasks of a file that only a few are asked of.
final class EvalPlusTests: Sendable {
    /// Bytes of inputs and outputs that go along with each reply.
    private static let mostOutputs = 64 << 20

    private let task: EvalPlusTask
    private let sandbox: BlockingSandbox
    private let limits: ExecutionLimits
    private let kept = Mutex<Result<ProgramTests, EvaluationError>?>(nil)

    /// - Parameter limits: what a program may use besides time, which is EvalPlus's: for every input 4 seconds, or 4 times as long as
    ///   the solution took where that is more, and a minute for `base_input` and another for `plus_input`.
    init(task: EvalPlusTask, sandbox: BlockingSandbox, limits: ExecutionLimits) {
        self.task = task
        self.sandbox = sandbox
        self.limits = limits
    }

    /// - Throws: ``EvaluationError/badRow(path:line:reason:)`` where the solution itself fails.
    func tests() throws -> ProgramTests {
        try kept.withLock { kept in
            if let kept { return try kept.get() }
            do {
                let made = try made()
                kept = .success(made)
                return made
            } catch let error as EvaluationError {
                // A solution that hangs would else take its minutes anew for every reply.
                kept = .failure(error)
                throw error
            }
        }
    }

    private func made() throws -> ProgramTests {
        var generous = limits
        generous.seconds = 300
        generous.output = Self.mostOutputs
        let outcome = try sandbox.perform { [generous] in
            try $0.run(program: EvalPlusScript.expectation, input: task.row, limits: generous)
        }
        let parts = outcome.output.split(separator: "\n").compactMap(part)
        guard outcome.failure == nil, parts.count == 2 else {
            throw EvaluationError.badRow(path: task.path, line: task.line, reason: Self.words(outcome.failure))
        }
        return .apart(base: parts[0], further: parts[1])
    }

    private func part(_ line: Substring) -> ProgramTests.Part? {
        let words = line.split(separator: " ")
        guard words.count == 2, let seconds = Double(words[0]) else { return nil }
        var limits = limits
        limits.seconds = seconds
        let script = Literal.string(EvalPlusScript.judge).python
        return .init(text: "_rule = {}\nexec(\(script), _rule)\n_rule[\"judge\"](_names, \"\(words[1])\")", limits: limits)
    }

    private static func words(_ failure: ExecutionOutcome?) -> String {
        switch failure {
        case .exception(_, let message)? where message.hasPrefix("canonical_solution"): return message
        case .stopped(.tooMuchOutput)?: return "canonical_solution: more outputs than \(mostOutputs >> 20) MB hold"
        case nil: return "canonical_solution: it ended before its outputs were there"
        default: return "canonical_solution: \(ProgramGrader.words(failure))"
        }
    }
}
