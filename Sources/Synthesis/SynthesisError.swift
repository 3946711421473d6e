public import Foundation

/// What can go wrong while instructions are made.
public enum SynthesisError: Error, Equatable, LocalizedError {
    /// A file cannot be written.
    case unwritable(path: String, reason: String)
    case unreadable(path: String, reason: String)
    /// The folder holds a run that was begun differently.
    case otherRun(path: String, key: String, found: String, expected: String)
    /// A row of a file lacks something.
    case row(path: String, line: Int, key: String, found: String, expected: String)

    public var errorDescription: String? {
        switch self {
        case .unwritable(let path, let reason): return "\(path): cannot be written: \(reason)"
        case .unreadable(let path, let reason): return "\(path): cannot be read: \(reason)"
        case .otherRun(let path, let key, let found, let expected):
            return "\(path): the folder's run has \(key) \(found), this one \(expected): choose another folder or the same \(key)"
        case .row(let path, let line, let key, let found, let expected):
            return "\(path), line \(line): \(key): found \(found), expected \(expected)"
        }
    }
}
