import Foundation

/// A Python on this machine: its path and the folders it lives in.
public struct PythonInterpreter: Sendable, Equatable {
    public var path: String
    /// Folders that a sandbox must show it, beyond `/usr` and `/lib*`.
    public var folders: [String]

    public init(path: String, folders: [String]) {
        self.path = path
        self.folders = folders
    }

    /// The interpreter of the `.venv` in `folder` (the working folder), of the active environment, of a `.venv` above the program, or else
    /// `python3` on `PATH`.
    /// - Throws: ``PythonSandboxError/noInterpreter(searched:)``.
    public static func find(in folder: String = ".") throws -> PythonInterpreter {
        let folder = URL(fileURLWithPath: folder).path
        let search = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? ["/usr/local/bin", "/usr/bin"]
        let active = ProcessInfo.processInfo.environment["VIRTUAL_ENV"].map { [$0] } ?? []
        let environments = [folder + "/.venv"] + active + foldersAboveProgram.map { $0 + "/.venv" }
        let candidates = environments.map { $0 + "/bin/python" } + search.map { $0 + "/python3" }
        for candidate in candidates where FileManager.default.isExecutableFile(atPath: candidate) {
            if let interpreter = described(candidate) { return interpreter }
        }
        throw PythonSandboxError.noInterpreter(searched: [folder + "/.venv/bin/python", "python3 on PATH"])
    }

    /// Folders above the program, the nearest first: `.build/release/roifrl` lies below the clone that has the `.venv`.
    package static var foldersAboveProgram: [String] {
        guard var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() else { return [] }
        var found: [String] = []
        for _ in 0..<5 where folder.path != "/" {
            found.append(folder.path)
            folder.deleteLastPathComponent()
        }
        return found
    }

    /// Asks the interpreter where it lives, nil where it does not answer (a shim without a Python, a broken link).
    private static func described(_ path: String) -> PythonInterpreter? {
        let question = "import sys, os; print(sys.executable, sys.prefix, sys.base_prefix, os.path.realpath(sys.executable), sep='\\n')"
        guard let answer = try? WorkerProcess.output(of: [path, "-c", question], seconds: 20) else { return nil }
        let lines = answer.split(separator: "\n").map(String.init)
        guard lines.count == 4 else { return nil }
        let homes = [lines[1], lines[2], (lines[3] as NSString).deletingLastPathComponent]
        let system = ["/usr", "/bin", "/lib"]
        let folders = homes.filter { home in !system.contains { home == $0 || home.hasPrefix($0 + "/") } }
        return PythonInterpreter(path: lines[0], folders: Array(Set(folders)).sorted())
    }
}
