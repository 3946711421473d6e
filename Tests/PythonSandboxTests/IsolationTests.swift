import PythonSandbox
import Testing

struct IsolationTests {
    @Test func theLevelSaysWhyItIsNotStronger() throws {
        let worker = try PythonWorker()
        #expect(worker.levelReason.isEmpty == (worker.level == .namespaces))
        #expect(SandboxLevel.limits < SandboxLevel.namespaces)
    }
}
