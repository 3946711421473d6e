import Foundation

/// What a command says when a file cannot be read or written.
struct FileError: LocalizedError {
    var path: String
    var problem: String
    var errorDescription: String? { "\(path): \(problem)" }
}

/// The whole text of a file, or of standard input where the path is `-`.
func readText(_ path: String) throws -> String {
    let data: Data
    do {
        data = try path == "-" ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(filePath: path))
    } catch {
        throw FileError(path: path, problem: "cannot be read: \(reason(error))")
    }
    guard let text = String(bytes: data, encoding: .utf8) else { throw FileError(path: path, problem: "found other bytes, expected UTF-8") }
    return text
}

/// Writes a text to a file, or to standard output where the path is `-`.
func writeText(_ text: String, to path: String) throws {
    do {
        if path == "-" {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } else {
            try Data(text.utf8).write(to: URL(filePath: path))
        }
    } catch {
        throw FileError(path: path, problem: "cannot be written: \(reason(error))")
    }
}

/// An error in a few words, such as "no such file".
private func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?, .fileNoSuchFile?: "no such file or folder"
    case .fileReadNoPermission?, .fileWriteNoPermission?: "permission denied"
    case .fileWriteOutOfSpace?: "no space left on the disk"
    default: error.localizedDescription
    }
}
