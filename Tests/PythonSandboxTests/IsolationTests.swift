import Foundation
import PythonSandbox
import SequentialExecution
import Testing

struct IsolationTests {
    @Test func theLevelSaysWhyItIsNotStronger() throws {
        let worker = try PythonWorker()
        #expect(worker.levelReason.isEmpty == (worker.level == .namespaces))
        #expect(SandboxLevel.limits < SandboxLevel.namespaces)
    }

    /// An interpreter in the folder that is empty for everybody else: jobs read its libraries, as another user too, and leave nothing beside it.
    @Test func anInterpreterMayLieInTheTemporaryFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nested-\(UUID().uuidString)/inner")
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let maker = Process()
        maker.executableURL = URL(fileURLWithPath: try PythonInterpreter.find().path)
        maker.arguments = ["-m", "venv", "--without-pip", folder.path + "/.venv"]
        try maker.run()
        maker.waitUntilExit()
        try #require(maker.terminationStatus == 0)
        let interpreter = try PythonInterpreter.find(in: folder.path)
        try #require(interpreter.path.hasPrefix(folder.path))
        let packages = try #require(
            FileManager.default.subpaths(atPath: folder.path)?.first { $0.hasSuffix("site-packages") }.map { folder.path + "/" + $0 })
        try "answer = 42".write(toFile: packages + "/planted_module.py", atomically: true, encoding: .utf8)
        let worker = try PythonWorker(interpreter: interpreter)
        let source = """
            def f():
                import planted_module
                return planted_module.answer
            """
        #expect(try worker.call(in: source, arguments: []) == .value(.integer(42)))
        guard worker.level == .namespaces else { return }
        let intruder = """
            def f(path):
                try:
                    open(path, 'w')
                except OSError:
                    pass
            """
        for path in [folder.path + "/planted", folder.deletingLastPathComponent().path + "/planted"] {
            _ = try worker.call(in: intruder, arguments: [.string(path)])
            let next = try worker.call(in: "import os\ndef f(path): return os.path.exists(path)", arguments: [.string(path)])
            #expect(next == .value(.boolean(false)), "\(path)")
        }
    }
}
