public import Foundation

/// What can be wrong with the data of sequential execution.
public enum SequentialExecutionError: Error, Equatable, LocalizedError {
    /// A row lacks a key or holds another type under it.
    case row(key: String, found: String, expected: String)
    /// A function uses something that is outside the subset of Python that can be told.
    case untold(construct: String, line: Int?)
    /// A source is no Python that can be read here.
    case notPython(found: String, expected: String, line: Int)

    public var errorDescription: String? {
        switch self {
        case .row(let key, let found, let expected): return "\(key): found \(found), expected \(expected)"
        case .untold(let construct, let line): return "cannot be told\(line.map { ", line \($0)" } ?? ""): \(construct)"
        case .notPython(let found, let expected, let line): return "line \(line): found \(found), expected \(expected)"
        }
    }
}
