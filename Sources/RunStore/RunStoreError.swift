public import Foundation

/// What can go wrong with a run's folder.
public enum RunStoreError: Error, Equatable {
    /// A new run was asked for where one lies already.
    case runExists(path: String)
    /// A run was to be continued where there is none.
    case noRun(path: String)
    /// Another process is writing to the run.
    case runInUse(path: String)
    /// The database was written by another version of this program.
    case schema(path: String, found: Int, expected: Int)
    /// Reading or writing failed; `reason` is the system's word for it.
    case failed(doing: String, path: String, reason: String)
    /// A checkpoint that cannot be used, and why.
    case invalidCheckpoint(path: String, problem: String)
    /// A checkpoint could not be written; earlier ones are untouched.
    case checkpointNotWritten(path: String, reason: String)
}

extension RunStoreError: LocalizedError, CustomStringConvertible {
    public var description: String {
        switch self {
        case .runExists(let path):
            "\(path): found a run here already, expected an empty place; continue it with --resume or choose another run.path"
        case .noRun(let path):
            "\(path): found no run to resume, expected a folder with run.sqlite; leave out --resume to start one"
        case .runInUse(let path):
            "\(path): another process is writing to this run"
        case .schema(let path, let found, let expected):
            "\(path): found a database of version \(found), expected \(expected)"
        case .failed(let doing, let path, let reason):
            "\(path): \(doing): \(reason)"
        case .invalidCheckpoint(let path, let problem):
            "\(path): not a usable checkpoint: \(problem)"
        case .checkpointNotWritten(let path, let reason):
            "\(path): the checkpoint was not written: \(reason); earlier checkpoints are untouched"
        }
    }

    public var errorDescription: String? { description }
}

/// An error in one line, without the wrapping that Foundation puts around the system's message.
func reason(_ error: any Error) -> String {
    if let posix = (error as? POSIXError) ?? ((error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError) {
        return String(cString: strerror(posix.code.rawValue))
    }
    if (error as? CocoaError)?.code == .fileWriteOutOfSpace { return String(cString: strerror(ENOSPC)) }
    let text = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
}
