import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How a worker is started so that it is kept apart: the strongest way this machine allows.
struct Isolation: Sendable {
    var level: SandboxLevel
    /// Why it is not stronger; empty at the strongest.
    var reason: String
    /// What stands before the interpreter's own arguments.
    private var prefix: [String]
    /// Folders in the writable part that an interpreter which lies there brings with it.
    private var shown: [String] = []

    func command(_ interpreter: PythonInterpreter) -> [String] {
        prefix + [interpreter.path, "-s", "-B", "-u", "-c", WorkerScript.text, level.rawValue] + shown
    }

    /// Tries bubblewrap with the interpreter and falls back to limits alone.
    static func strongest(for interpreter: PythonInterpreter) -> Isolation {
        #if os(Linux)
            let search = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? ["/usr/bin"]
            guard let tool = search.map({ $0 + "/bwrap" }).first(where: FileManager.default.isExecutableFile) else {
                return Isolation(level: .limits, reason: "bubblewrap (bwrap) is not installed", prefix: [])
            }
            for start in starts {
                let prefix = [tool] + start.arguments + files(for: interpreter, asOther: start.asOther)
                let probe = try? WorkerProcess.output(of: prefix + [interpreter.path, "-s", "-c", start.probe], seconds: 20)
                if probe == "started\n" {
                    let shown = parents(of: interpreter).filter { folder in writable.contains { folder.hasPrefix($0 + "/") } }
                    return Isolation(level: .namespaces, reason: "", prefix: prefix, shown: shown)
                }
            }
            return Isolation(level: .limits, reason: "bubblewrap cannot make namespaces here", prefix: [])
        #else
            return Isolation(level: .limits, reason: "namespaces are Linux's", prefix: [])
        #endif
    }

    #if os(Linux)
        /// Ways to start bubblewrap, the best first, each with a program that prints `started` where it works.
        ///
        /// The kernel counts no processes of the machine's root, and a user namespace changes nothing about that: there jobs run as a user
        /// of their own instead, and the worker keeps only what it needs to make them and to end them.
        private static var starts: [(arguments: [String], asOther: Bool, probe: String)] {
            let apart = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
            let kept = ["SETUID", "SETGID", "KILL"].flatMap { ["--cap-add", "CAP_" + $0] }
            let plain = (["--unshare-all"], false, "print('started')")
            guard geteuid() == 0 else { return [plain] }
            let asUser = "import os; os.setresuid(20000, 20000, 20000); import socket; print('started')"
            return [(apart + ["--cap-drop", "ALL"] + kept, true, asUser), plain]
        }
    #endif

    /// The folders that a job may write to: in memory, and empty at first but for an interpreter that lies there.
    private static let writable = ["/tmp", "/dev/shm"]

    /// The folders above the interpreter's own that are not the system's.
    private static func parents(of interpreter: PythonInterpreter) -> [String] {
        let all = Set(
            interpreter.folders.flatMap { path in sequence(first: path) { $0 == "/" ? nil : ($0 as NSString).deletingLastPathComponent } })
        let there = Set(interpreter.folders + writable + ["/", "/usr", "/dev"])
        return all.subtracting(there).filter { !$0.hasPrefix("/usr/") }.sorted()
    }

    /// A read-only view of the system and the interpreter, an empty home of 64 MB in memory.
    /// - Parameter asOther: whether users that did not make the folders have to reach what is in them.
    private static func files(for interpreter: PythonInterpreter, asOther: Bool) -> [String] {
        func opened(_ folders: [String]) -> [String] { asOther ? folders.flatMap { ["--perms", "0755", "--dir", $0] } : [] }
        var arguments = ["--die-with-parent", "--new-session", "--ro-bind", "/usr", "/usr"]
        for folder in ["/bin", "/lib", "/lib64", "/lib32"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                arguments += ["--symlink", target, folder]
            } else if FileManager.default.fileExists(atPath: folder) {
                arguments += ["--ro-bind", folder, folder]
            }
        }
        arguments += opened(["/etc"])
        arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/localtime", "/etc/localtime"]
        arguments += ["--proc", "/proc", "--dev", "/dev", "--size", String(64 << 20)]
        arguments += (asOther ? ["--perms", "1777"] : []) + ["--tmpfs", "/tmp"]
        arguments += opened(parents(of: interpreter))
        for folder in interpreter.folders { arguments += ["--ro-bind", folder, folder] }
        // What is left of the root is in memory too, and nobody's business.
        return arguments + ["--remount-ro", "/", "--chdir", "/tmp", "--"]
    }
}
