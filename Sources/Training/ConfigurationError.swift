public import Foundation

/// What can be wrong with a configuration: always the file, the dotted path, what was found and what was expected.
public enum ConfigurationError: Error, Equatable, LocalizedError {
    case unreadable(file: String, reason: String)
    /// The file is not TOML.
    case syntax(file: String, line: Int, column: Int, reason: String)
    case unknownKey(file: String, path: String, suggestion: String?)
    case wrongValue(file: String, path: String, found: String, expected: String)
    case missing(file: String, path: String, expected: String)

    public var errorDescription: String? {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .syntax(let file, let line, let column, let reason): "\(file):\(line):\(column): \(reason)"
        case .unknownKey(let file, let path, let suggestion):
            "\(file): \(path): unknown key" + (suggestion.map { ", did you mean \($0)?" } ?? "")
        case .wrongValue(let file, let path, let found, let expected): "\(file): \(path): found \(found), expected \(expected)"
        case .missing(let file, let path, let expected): "\(file): \(path): missing, expected \(expected)"
        }
    }
}
