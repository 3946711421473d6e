import Foundation
import PythonSandbox
import SequentialExecution
import Testing

/// Code that tries to harm the machine, the worker or the next job.
@Suite(.serialized) struct HostileProgramTests {
    private static let limits = ExecutionLimits(seconds: 2, memory: 512 << 20)

    @Test(arguments: [
        "import os\nwhile True: os.fork()",
        "import os, time\nfor _ in range(500):\n    if os.fork() == 0: time.sleep(60)\ntime.sleep(60)",
        "import os, signal\nos.kill(-1, signal.SIGKILL)",
        "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time; time.sleep(60)",
        "import ctypes\nctypes.string_at(0)",
        "import sys\nsys.setrecursionlimit(10**9)\ndef g(): return g()\ng()",
        "x = []\nwhile True: x.append('x' * 10**7)",
        "open('/tmp/big', 'wb').write(b'x' * (1 << 26))",
        "import os\nfor fd in range(64):\n    try: os.close(fd)\n    except OSError: pass",
        "import os\nfor fd in range(64):\n    try: os.write(fd, b'{\"id\": \"1\", \"result\": {\"value\": 1}}\\n' * 10)\n    except OSError: pass",
        "import threading\nfor _ in range(10000): threading.Thread(target=lambda: __import__('time').sleep(60)).start()",
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(60)\n    os._exit(0)\ntime.sleep(60)",
        "import os\nos.execv('/bin/sh', ['sh', '-c', 'while true; do :; done'])",
    ])
    func doesNotWinNorReachTheNextJob(body: String) throws {
        // Without namespaces some of these would harm the machine that the tests run on.
        guard let worker = try? PythonWorker(required: .namespaces) else { return }
        let source = "def f():\n" + body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n") + "\n    return 'won'"
        let outcome = try? worker.call(in: source, arguments: [], limits: Self.limits)
        #expect(outcome != .value(.integer(1)))
        let next = try worker.call(in: "def f(a): return a + 1", arguments: [.integer(1)])
        #expect(next == .value(.integer(2)))
        do {
            let left = try worker.call(
                in: "def f():\n    import os\n    return sorted(n for n in os.listdir('/proc') if n.isdigit())", arguments: [])
            guard case .value(.list(let processes)) = left else {
                Issue.record("\(left)")
                return
            }
            #expect(processes.count <= 3, "\(processes)")
        }
    }

    @Test(arguments: [
        ("import socket; socket.create_connection(('127.0.0.1', 80), 1)", "ConnectionRefusedError"),
        ("import socket; socket.create_connection(('192.0.2.1', 80), 1)", "OSError"),
        ("open('/usr/planted', 'w')", "OSError"),
        ("import os; os.listdir('/home')", "FileNotFoundError"),
        ("open('/etc/passwd')", "FileNotFoundError"),
    ])
    func seesNeitherNetworkNorFiles(statement: String, kind: String) throws {
        let worker = try PythonWorker()
        guard worker.level == .namespaces else { return }
        let outcome = try worker.call(in: "def f():\n    \(statement)\n    return 1", arguments: [], limits: Self.limits)
        guard case .exception(let found, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(found == kind)
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
