import Foundation
import PythonSandbox
import SequentialExecution
import Testing

/// Code that tries to harm the machine, the worker or the next job.
@Suite(.serialized) struct HostileProgramTests {
    private static let limits = ExecutionLimits(memory: 512 << 20)

    /// What a job finds that comes after another: the right answer, few processes, an empty folder (but for the interpreter's own, where that lies
    /// below it), its own modules.
    private static let next = """
        def f(a):
            import os, statistics, tempfile
            tempfile.TemporaryFile().close()
            running = [n for n in os.listdir('/proc') if n.isdigit()]
            kept = [len(open('/proc/sysvipc/' + kind).readlines()) - 1 for kind in ('shm', 'msg', 'sem')]
            return a + statistics.mean([1, 1]), len(running) <= 3, os.listdir('/tmp'), kept
        """

    /// Every program is named as what it did, and the next job of the same worker does not notice it.
    @Test func noneWinsNorReachesTheNextJob() throws {
        #expect(HostileProgram.all.count >= 60)
        // Without namespaces some of these would harm the machine that the tests run on.
        guard let worker = try? PythonWorker(required: .namespaces) else { return }
        // An interpreter that lies below /tmp shows there, so what a worker starts with depends on where it lies.
        let listing: [Literal] = Set(worker.interpreter.folders.compactMap(Self.nameInTemporaryFolder)).sorted().map { .string($0) }
        let kept: [Literal] = [.integer(0), .integer(0), .integer(0)]
        let clean = ExecutionOutcome.value(.list([.integer(2), .boolean(true), .list(listing), .list(kept)]))
        for program in HostileProgram.all {
            let source = "def f():\n    " + program.body.replacing("\n", with: "\n    ")
            var limits = Self.limits
            limits.seconds = program.seconds
            do {
                let name = Self.words(try worker.call(in: source, arguments: [], limits: limits))
                #expect(program.outcomes.contains { name.hasPrefix($0) }, "\(program.name): \(name)")
                let next = try worker.call(in: Self.next, arguments: [.integer(1)], limits: .init(seconds: 20))
                #expect(next == clean, "after \(program.name)")
            } catch {
                Issue.record("\(program.name): \(error)")
            }
        }
    }

    /// The entry of `/tmp` that a folder lies in, if it lies below `/tmp`.
    private static func nameInTemporaryFolder(_ folder: String) -> String? {
        let parts = folder.split(separator: "/")
        guard parts.count > 1, parts[0] == "tmp" else { return nil }
        return String(parts[1])
    }

    /// An outcome in a few words, for the table.
    private static func words(_ outcome: ExecutionOutcome) -> String {
        switch outcome {
        case .value(let value): "value \(value.json.prefix(40))"
        case .exception(let kind, _): String(kind.prefix(40))
        case .unsupportedValue: "unsupported"
        case .stopped(.timeout): "timeout"
        case .stopped(.tooMuchOutput): "output"
        case .stopped(.tooManyProcesses): "processes"
        case .stopped(.crashed(0)): "no answer"
        case .stopped(.crashed(let signal)): "signal \(signal)"
        }
    }

    /// A case that writes lines without end, or for the cases after it, ends like any other.
    @Test(arguments: [#"b'\n' * 4096"#, #"b'{"value": 7}\n' * 4096"#, #"b'{"stopped": 1}\n'"#])
    func linesOfACaseAreBounded(line: String) throws {
        guard let worker = try? PythonWorker(required: .namespaces) else { return }
        let source = """
            import os
            def f(n):
                while True:
                    for fd in range(3, 64):
                        try: os.write(fd, \(line))
                        except OSError: pass
            """
        let outcomes = try worker.call(in: source, cases: [[.integer(1)], [.integer(2)], [.integer(3)]], limits: .init(seconds: 5))
        #expect(outcomes.count == 3)
        #expect(try worker.call(in: "def f(): return 1", arguments: []) == .value(.integer(1)))
    }

    /// What a program prints is not taken for how it ended.
    @Test func aProgramsOutputIsOnlyOutput() throws {
        guard let worker = try? PythonWorker(required: .namespaces) else { return }
        let exit = ExecutionOutcome.exception(kind: "SystemExit", message: "")
        #expect(try worker.run(program: "print('a\\0b')") == .init(output: "a\0b\n"))
        #expect(try worker.run(program: "print('a\\0b')\nraise SystemExit(1)") == .init(output: "a\0b\n", failure: exit))
        #expect(try worker.run(program: "print('{', end='')\nraise SystemExit(1)") == .init(output: "{", failure: exit))
    }

    @Test(arguments: [
        String(repeating: "(", count: 50_000), String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
        "x = " + String(repeating: "-", count: 100_000) + "1", "\0", "def f():\n\treturn 1\n        return 2",
        String(repeating: "if 1:\n ", count: 3), "x = " + (0..<20_000).map { _ in "1" }.joined(separator: "+"),
    ])
    func hostileSourceIsAnErrorOrAScore(source: String) throws {
        let worker = try PythonWorker()
        _ = try? worker.complexity(of: source)
        #expect(try worker.complexity(of: "def f(): pass").score == 1.5)
    }

    @Test func manyJobsShareAPool() async throws {
        let pool = try SandboxPool(workers: 2)
        let results = try await withThrowingTaskGroup(of: (Int, ExecutionOutcome).self) { group in
            for number in 0..<12 {
                group.addTask {
                    let source = "def f(n): return n * n"
                    return (number, try await pool.perform { try $0.call(in: source, arguments: [.integer(number)]) })
                }
            }
            return try await group.reduce(into: [Int: ExecutionOutcome]()) { $0[$1.0] = $1.1 }
        }
        #expect(results.count == 12)
        for (number, outcome) in results { #expect(outcome == .value(.integer(number * number))) }
    }

    @Test func weakIsolationIsRefusedWhereStrongIsRequired() throws {
        let worker = try PythonWorker()
        if worker.level == .namespaces {
            #expect(try PythonWorker(required: .namespaces).level == .namespaces)
        } else {
            #expect(throws: PythonSandboxError.self) { try PythonWorker(required: .namespaces) }
        }
    }

    @Test func aMissingInterpreterIsNamed() throws {
        let missing = PythonInterpreter(path: "/nowhere/python", folders: [])
        #expect(throws: PythonSandboxError.self) { try PythonWorker(interpreter: missing).complexity(of: "x") }
    }
}
