public import Foundation

/// Why a report could not be made.
public enum StudiesError: Error, Equatable, LocalizedError {
    case unreadableRun(path: String, reason: String)
    case noRuns
    /// The Python that draws lacks vl-convert, or failed.
    case rendering(reason: String)
    case cannotWrite(path: String, reason: String)

    public var errorDescription: String? {
        switch self {
        case .unreadableRun(let path, let reason): return "\(path): not a readable run: \(reason)"
        case .noRuns: return "a report needs at least one run folder"
        case .rendering(let reason): return "the charts could not be drawn: \(reason)"
        case .cannotWrite(let path, let reason): return "\(path): cannot be written: \(reason)"
        }
    }
}
