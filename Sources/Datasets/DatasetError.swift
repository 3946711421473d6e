public import Foundation

/// Why a data file could not be used.
public enum DatasetError: Error, Equatable, LocalizedError {
    case unreadable(path: String, reason: String)
    /// A line of a file is not what its format says.
    case badLine(path: String, line: Int, reason: String)

    public var errorDescription: String? {
        switch self {
        case .unreadable(let path, let reason): return "\(path): cannot be read: \(reason)"
        case .badLine(let path, let line, let reason): return "\(path):\(line): \(reason)"
        }
    }
}
