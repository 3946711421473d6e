import Foundation
import PythonSandbox

/// The Python that draws figures and holds the requirements: the project's `.venv`, the active environment, or the system's.
enum PythonEnvironment {
    /// The first interpreter there is; the system's path where none was found, so that the error names what was tried.
    static func interpreter() -> URL {
        candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? URL(filePath: "/usr/bin/python3")
    }

    /// Versions of the packages that are installed.
    static func versions(of packages: [String]) -> [String: String] {
        let program = """
            import sys
            from importlib.metadata import PackageNotFoundError, version
            for name in sys.argv[1:]:
                try:
                    print(name, version(name))
                except PackageNotFoundError:
                    pass
            """
        let output = (try? run(program, arguments: packages, doing: "listing packages")) ?? ""
        let pairs = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }.filter { $0.count == 2 }
        return Dictionary(pairs.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    /// Runs a program of ours and gives its output.
    /// - Throws: ``FileError`` with the last line of its complaint.
    @discardableResult
    static func run(_ program: String, arguments: [String], doing: String) throws -> String {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = interpreter()
        process.arguments = ["-c", program] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw FileError(path: interpreter().path, problem: "cannot be run: \(error.localizedDescription)")
        }
        // Both are short: neither fills its pipe while the other is read.
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FileError(path: doing, problem: complaint.split(separator: "\n").last.map(String.init) ?? "failed")
        }
        return text
    }

    private static var candidates: [URL] {
        let environment = ProcessInfo.processInfo.environment
        let active = environment["VIRTUAL_ENV"].map { [$0 + "/bin/python"] } ?? []
        let path = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
        let project = [".venv/bin/python"] + PythonInterpreter.foldersAboveProgram.map { $0 + "/.venv/bin/python" }
        return (project + active + path).map { URL(filePath: $0) }
    }
}
