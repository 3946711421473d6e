public import Foundation

/// Why an evaluation could not be made.
public enum EvaluationError: Error, Equatable, LocalizedError {
    case unknownBenchmark(name: String, known: [String])
    /// A benchmark that is not built in was named without its file.
    case needsFile(name: String, file: String)
    /// The generator answered with another number of replies than there are items.
    case replyCount(suite: String, found: Int, expected: Int)
    case emptySuite(name: String, path: String)
    case unreadable(path: String, reason: String)
    case badRow(path: String, line: Int, reason: String)

    public var errorDescription: String? {
        switch self {
        case .unknownBenchmark(let name, let known):
            return "unknown benchmark \"\(name)\": expected one of \(known.joined(separator: ", "))"
        case .needsFile(let name, let file):
            return "\(name): needs its published file: \(name)=PATH, or a data folder that holds \(file)"
        case .replyCount(let suite, let found, let expected): return "\(suite): got \(found) replies for \(expected) items"
        case .emptySuite(let name, let path): return "\(path): holds no items for \(name)"
        case .unreadable(let path, let reason): return "\(path): cannot be read: \(reason)"
        case .badRow(let path, let line, let reason): return "\(path):\(line): \(reason)"
        }
    }
}
