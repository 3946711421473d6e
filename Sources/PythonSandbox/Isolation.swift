import Foundation

/// How a worker is started so that it is kept apart: the strongest way this machine allows.
struct Isolation: Sendable {
    var level: SandboxLevel
    /// Why it is not stronger; empty at the strongest.
    var reason: String
    /// What stands before the interpreter's own arguments.
    private var prefix: [String]

    func command(_ interpreter: PythonInterpreter) -> [String] {
        prefix + [interpreter.path, "-s", "-B", "-u", "-c", WorkerScript.text, level.rawValue]
    }

    /// Tries bubblewrap with the interpreter and falls back to limits alone.
    static func strongest(for interpreter: PythonInterpreter) -> Isolation {
        #if os(Linux)
            let search = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? ["/usr/bin"]
            guard let tool = search.map({ $0 + "/bwrap" }).first(where: FileManager.default.isExecutableFile) else {
                return Isolation(level: .limits, reason: "bubblewrap (bwrap) is not installed", prefix: [])
            }
            let prefix = [tool] + arguments(for: interpreter)
            let probe = try? WorkerProcess.output(of: prefix + [interpreter.path, "-S", "-c", "print('started')"], seconds: 20)
            if probe == "started\n" { return Isolation(level: .namespaces, reason: "", prefix: prefix) }
            return Isolation(level: .limits, reason: "bubblewrap cannot make namespaces here", prefix: [])
        #else
            return Isolation(level: .limits, reason: "namespaces are Linux's", prefix: [])
        #endif
    }

    /// No network, no other processes, a read-only view of the system and the interpreter, an empty home of 64 MB in memory.
    private static func arguments(for interpreter: PythonInterpreter) -> [String] {
        var arguments = ["--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/usr", "/usr"]
        for folder in ["/bin", "/lib", "/lib64", "/lib32"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                arguments += ["--symlink", target, folder]
            } else if FileManager.default.fileExists(atPath: folder) {
                arguments += ["--ro-bind", folder, folder]
            }
        }
        arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/localtime", "/etc/localtime"]
        arguments += ["--proc", "/proc", "--dev", "/dev", "--size", String(64 << 20), "--tmpfs", "/tmp"]
        for folder in interpreter.folders { arguments += ["--ro-bind", folder, folder] }
        return arguments + ["--chdir", "/tmp", "--"]
    }
}
