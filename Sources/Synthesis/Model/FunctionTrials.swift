import Foundation
import PythonSandbox
import SequentialExecution

/// Runs what a model wrote, in the sandbox. What is wrong with the source is a rejection.
struct FunctionTrials: Sendable {
    let pool: SandboxPool
    let limits: ExecutionLimits

    /// What a function gives for each list of arguments.
    func results(of source: String, function: String = "f", _ cases: [[Literal]]) async throws -> [InstructionPipeline.CaseResult] {
        try await perform { worker in
            try worker.call(function, in: source, cases: cases, limits: limits).map(InstructionPipeline.CaseResult.init)
        }
    }

    /// What a program prints; a rejection where it fails.
    func output(of program: String, input: String) async throws -> String {
        let outcome = try await perform { try $0.run(program: program, input: input, limits: limits) }
        if let failure = outcome.failure, case .failed(let reason) = InstructionPipeline.CaseResult(failure) {
            throw InstructionPipeline.Rejection(reason: "the program fails: \(reason)")
        }
        return outcome.output
    }

    func complexity(of source: String) async throws -> Double {
        try await perform { try $0.complexity(of: source).score }
    }

    private func perform<Value: Sendable>(_ job: @escaping @Sendable (PythonWorker) throws -> Value) async throws -> Value {
        do { return try await pool.perform(job) } catch let error as PythonSandboxError {
            switch error {
            case .invalidSource, .workerFailed: throw InstructionPipeline.Rejection(reason: error.localizedDescription)
            default: throw error
            }
        }
    }
}

extension InstructionPipeline.CaseResult {
    /// False where both are values and differ.
    func agrees(with other: InstructionPipeline.CaseResult) -> Bool {
        guard case .value(let value) = self, case .value(let expected) = other else { return true }
        return value.equalsByValue(expected)
    }
}

extension [InstructionPipeline.CaseResult] {
    /// - Parameter least: cases that have to give a value.
    /// - Throws: `Rejection`.
    func check(atLeast least: Int) throws {
        let values = count { if case .value = $0 { true } else { false } }
        guard values < least else { return }
        let failures = compactMap { if case .failed(let reason) = $0 { reason } else { nil } }
        throw InstructionPipeline.Rejection(
            reason: "too few cases give a value: \(values), expected at least \(least)"
                + (failures.first.map { "; the first failure: \($0)" } ?? ""))
    }

    /// Whether what gave a value before gives the same.
    /// - Parameter part: what of a value counts.
    /// - Throws: `Rejection` naming the first case that differs.
    func check(against earlier: [InstructionPipeline.CaseResult], _ part: (Literal) throws -> Literal = { $0 }) throws {
        for (number, (new, old)) in zip(self, earlier).enumerated() {
            guard case .value(let expected) = old else { continue }
            switch new {
            case .failed(let reason): throw InstructionPipeline.Rejection(reason: "it fails now: case \(number): \(reason)")
            case .value(let value):
                let found = try part(value)
                guard found.equalsByValue(expected) else {
                    throw InstructionPipeline.Rejection(
                        reason: "the result changed: case \(number): found \(found.json.prefix(80)), expected \(expected.json.prefix(80))")
                }
            }
        }
    }
}
