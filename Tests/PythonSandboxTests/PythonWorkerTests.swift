import Dispatch
import Foundation
import PythonSandbox
import SequentialExecution
import TestSupport
import Testing

struct PythonWorkerTests {
    private func worker() throws -> PythonWorker { try PythonWorker() }

    @Test func scoresThePapersExample() throws {
        let source = """
            def f(a, b, c):
                k = 0
                total = a + b + c
                largest = max(a, b, c)
                if largest > total - largest:
                    k += 1
                    original_result = total - largest
                    return original_result, {'k': k}
                original_result = total // 2
                return original_result, {'k': k}
            """
        let expected = ComplexityScore(cyclomatic: 2, nesting: 1, calls: 1, length: 10, score: 12)
        #expect(try worker().complexity(of: source) == expected)
    }

    @Test(arguments: [("def f(:\n    pass", "SyntaxError", 1), ("x = 1\n  y = 2", "SyntaxError", 2)])
    func invalidPythonIsNamedAndTheWorkerGoesOn(source: String, kind: String, line: Int) throws {
        let worker = try worker()
        do {
            _ = try worker.complexity(of: source)
            Issue.record("no error")
        } catch PythonSandboxError.invalidSource(let found, _, let place) {
            #expect(found == kind)
            #expect(place == line)
        }
        #expect(try worker.complexity(of: "x = 1").score == 1)
    }

    @Test(.enabled(if: SharedFiles.path("fixtures/complexity_dev.jsonl") != nil)) func agreesWithTheReferenceScores() throws {
        let path = try #require(SharedFiles.path("fixtures/complexity_dev.jsonl"))
        let worker = try worker()
        var count = 0
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let row = try #require(Literal(json: line.utf8))
            let source = try #require(row["source"]?.stringValue)
            let score = try worker.complexity(of: source)
            #expect(score.cyclomatic == row["cyclomatic"]?.integerValue)
            #expect(score.nesting == row["nesting"]?.integerValue)
            #expect(score.calls == row["calls"]?.integerValue)
            #expect(score.length == row["length"]?.doubleValue)
            #expect(score.score == row["score"]?.doubleValue)
            count += 1
        }
        #expect(count == 541)
    }

    @Test func callsSayHowTheyEnded() throws {
        let worker = try worker()
        func call(_ body: String, _ arguments: [Literal] = []) throws -> ExecutionOutcome {
            let names = ["a", "b"].prefix(arguments.count).joined(separator: ", ")
            return try worker.call(in: "def f(\(names)):\n    \(body)", arguments: arguments, limits: .init(seconds: 1, output: 10_000))
        }
        #expect(
            try call("return a + b, {'k': 1}", [.integer(2), .integer(3)])
                == .value(.list([.integer(5), .dictionary([.init("k", .integer(1))])])))
        #expect(try call("return 2 ** 70") == .value(.bigInteger("1180591620717411303424")))
        #expect(try call("return {1, 2}") == .unsupportedValue("a value of type set"))
        #expect(try call("return 1 // 0") == .exception(kind: "ZeroDivisionError", message: "integer division or modulo by zero"))
        #expect(try call("return 'x' * 20000") == .stopped(.tooMuchOutput))
        #expect(try call("while True: pass") == .stopped(.timeout))
        #expect(try call("import time; time.sleep(30)") == .stopped(.timeout))
        #expect(try call("raise SystemExit(0)") == .exception(kind: "SystemExit", message: "0"))
        #expect(try call("import os; os._exit(0)") == .stopped(.crashed(0)))
        #expect(try call("import os; os.kill(os.getpid(), 9)") == .stopped(.crashed(9)))
        #expect(try call("return len(bytearray(1 << 34))") == .exception(kind: "MemoryError", message: ""))
        #expect(try call("print('to nobody'); return 7") == .value(.integer(7)))
    }

    @Test func programsReadAndPrint() throws {
        let worker = try worker()
        let echo = try worker.run(program: "print(input()[::-1])", input: "abc\n")
        #expect(echo == .init(output: "cba\n", failure: nil))
        let failed = try worker.run(program: "print(1)\nassert 1 == 2, 'no'")
        #expect(failed == .init(output: "1\n", failure: .exception(kind: "AssertionError", message: "no")))
        #expect(try worker.run(program: "while True: pass", limits: .init(seconds: 0.5)).failure == .stopped(.timeout))
    }

    /// The thread that first asked for a worker may end; the worker goes on.
    @Test func outlivesTheThreadThatStartedIt() throws {
        let worker = try worker()
        let source = "def f(n):\n    return n + 1"
        let first = UncheckedWorker(worker: worker)
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            _ = try? first.worker.call(in: source, arguments: [.integer(1)])
            done.signal()
        }
        done.wait()
        Thread.sleep(forTimeInterval: 0.3)
        #expect(try worker.call(in: source, arguments: [.integer(1)]) == .value(.integer(2)))
    }

    // Unchecked: the other thread is done with the worker before this one goes on.
    private struct UncheckedWorker: @unchecked Sendable {
        let worker: PythonWorker
    }
}
