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
    /// An interrupted evaluation would be overwritten.
    case unfinished(path: String, replies: Int)
    /// An evaluation was to be continued with other settings.
    case otherSettings(path: String, name: String, found: String, expected: String)
    /// A benchmark was asked of the hub that is not one file there, or by a name that is none.
    case notOnHub(name: String, found: String)
    /// The endpoint gave not one reply.
    case noReplies(failures: Int, reason: String)

    public var errorDescription: String? {
        switch self {
        case .unknownBenchmark(let name, let known):
            return "unknown benchmark \"\(name)\": expected one of \(known.joined(separator: ", "))"
        case .needsFile(let name, let file):
            return "\(name): needs its published file: \(name)=PATH, \(name)=hub, or a data folder that holds \(file)"
        case .replyCount(let suite, let found, let expected): return "\(suite): got \(found) replies for \(expected) items"
        case .emptySuite(let name, let path): return "\(path): holds no items for \(name)"
        case .unreadable(let path, let reason): return "\(path): cannot be read: \(reason)"
        case .badRow(let path, let line, let reason): return "\(path):\(line): \(reason)"
        case .unfinished(let path, let replies):
            return "\(path): holds an unfinished evaluation with \(replies) replies: continue it with --resume, or remove it"
        case .otherSettings(let path, let name, let found, let expected):
            return "\(path): was made with another \(name): found \(found), expected \(expected)"
        case .notOnHub(let name, let found):
            return "\(name)=\(found): expected \(name)=PATH or \(name)=hub:OWNER/DATASET/FILE"
        case .noReplies(let failures, let reason):
            return "the endpoint answered none of the first \(failures) questions, the last time because: \(reason)"
        }
    }
}
