import Foundation

/// Writes lines to a file or to standard output as they come, a block at a time.
final class LineWriter {
    private let path: String
    private let handle: FileHandle
    private var block = Data()

    /// - Parameter path: a file, which is made or emptied; `-` is standard output.
    /// - Throws: ``FileError``.
    init(path: String) throws {
        self.path = path
        if path == "-" {
            handle = .standardOutput
        } else {
            try writeText("", to: path)
            do { handle = try FileHandle(forWritingTo: URL(filePath: path)) } catch {
                throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
            }
        }
    }

    /// Adds one line; its end is added here.
    func write(_ line: String) throws {
        block.append(contentsOf: line.utf8)
        block.append(UInt8(ascii: "\n"))
        if block.count >= 1 << 16 { try flush() }
    }

    /// Hands over what was not written yet.
    func flush() throws {
        do { try handle.write(contentsOf: block) } catch {
            throw FileError(path: path == "-" ? "standard output" : path, problem: "cannot be written: \(error.localizedDescription)")
        }
        block.removeAll(keepingCapacity: true)
    }
}
