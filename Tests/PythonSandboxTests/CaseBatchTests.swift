import PythonSandbox
import SequentialExecution
import Testing

struct CaseBatchTests {
    /// Each case has the outcome that it has alone, whatever happens to the others.
    @Test func everyCaseHasItsOwnOutcome() throws {
        let worker = try PythonWorker()
        let source = """
            seen = []
            def f(n):
                seen.append(n)
                if n == 1: return 1 // 0
                if n == 2:
                    while True: pass
                if n == 3: import os; os._exit(0)
                if n == 4: return {n}
                if n == 5: return 'x' * 20000
                return len(seen)
            """
        let cases = [0, 1, 2, 3, 4, 5, 6].map { [Literal.integer($0)] }
        let limits = ExecutionLimits(seconds: 1, output: 10_000)
        let outcomes = try worker.call(in: source, cases: cases, limits: limits)
        #expect(
            outcomes == [
                .value(.integer(1)), .exception(kind: "ZeroDivisionError", message: "integer division or modulo by zero"),
                .stopped(.timeout),
                .stopped(.crashed(0)), .unsupportedValue("a value of type set"), .stopped(.tooMuchOutput), .value(.integer(1)),
            ])
        #expect(try worker.call(in: source, cases: [], limits: limits) == [])
    }

    @Test func aSourceThatFailsFailsEveryCase() throws {
        let worker = try PythonWorker()
        let failure = ExecutionOutcome.exception(kind: "NameError", message: "no function named f")
        #expect(try worker.call(in: "x = 1", cases: [[], []]) == [failure, failure])
        #expect(throws: PythonSandboxError.self) { try worker.call(in: "def f(:", cases: [[]]) }
    }
}
