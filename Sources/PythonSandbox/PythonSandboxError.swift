public import Foundation

/// Why Python could not do a job.
public enum PythonSandboxError: Error, Equatable, LocalizedError {
    /// No interpreter was found.
    case noInterpreter(searched: [String])
    /// The interpreter was found but does not start.
    case cannotStart(path: String, reason: String)
    /// Isolation weaker than what was required.
    case tooWeak(required: SandboxLevel, available: SandboxLevel, reason: String)
    /// The source is no Python.
    case invalidSource(kind: String, message: String, line: Int?)
    /// The worker ended, stopped answering, or answered something else; it has been replaced.
    case workerFailed(reason: String)
    /// A Python package that a job needs is not installed.
    case missingPackage(name: String, interpreter: String, reason: String)
    /// A table file cannot be read.
    case unreadableTable(path: String, reason: String)

    public var errorDescription: String? {
        switch self {
        case .noInterpreter(let searched):
            return "no Python interpreter: looked for \(searched.joined(separator: ", ")); expected Python 3.10 or later"
        case .cannotStart(let path, let reason): return "\(path): cannot be started: \(reason)"
        case .tooWeak(let required, let available, let reason):
            return "sandbox level \(available.rawValue) is in force, \(required.rawValue) is required: \(reason)"
        case .invalidSource(let kind, let message, let line):
            return "invalid Python\(line.map { ", line \($0)" } ?? ""): \(kind): \(message)"
        case .workerFailed(let reason): return "the Python worker failed: \(reason)"
        case .missingPackage(let name, let interpreter, let reason):
            return "\(interpreter): \(name) is missing (\(reason)); install it with Scripts/setup or \(interpreter) -m pip install \(name)"
        case .unreadableTable(let path, let reason): return "\(path): cannot be read as Parquet: \(reason)"
        }
    }
}

/// How strongly code is kept apart from the machine, weakest first.
public enum SandboxLevel: String, Sendable, Codable, CaseIterable, Comparable {
    /// Limits on processor time, memory, file size, open files and processes; its own session; a wall-clock limit; the
    /// user `nobody` where we are root. Code can still see files and the network, and reach processes of the same user.
    case limits
    /// The limits, and namespaces of its own (bubblewrap): no network, a read-only system, an empty home, no view of other processes.
    case namespaces

    public static func < (left: SandboxLevel, right: SandboxLevel) -> Bool {
        left == .limits && right == .namespaces
    }
}
