import Foundation

/// Reads a file of one JSON value per line, a block at a time, so a file larger than memory is no trouble.
///
/// Blank lines are skipped but counted; the last line may lack its line end; `-` is standard input.
public final class JSONLinesReader {
    /// One line without its line end.
    public struct Line: Sendable {
        /// From 1, as editors count.
        public var number: Int
        public var bytes: [UInt8]
    }

    public let path: String
    private let handle: FileHandle
    private var block: [UInt8] = []
    private var position = 0
    private var number = 0
    private var atEnd = false

    /// - Throws: ``DatasetError/unreadable(path:reason:)`` where the file cannot be opened.
    public init(path: String) throws {
        self.path = path
        if path == "-" {
            handle = .standardInput
        } else {
            do {
                handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            } catch {
                throw DatasetError.unreadable(path: path, reason: error.localizedDescription)
            }
        }
    }

    /// The next line with content, nil at the end.
    public func next() throws -> Line? {
        while let bytes = try nextLine() {
            number += 1
            if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) { return Line(number: number, bytes: bytes) }
        }
        return nil
    }

    private func nextLine() throws -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if let end = block[position...].firstIndex(of: 0x0A) {
                line += block[position..<end]
                position = end + 1
                if line.last == 0x0D { line.removeLast() }
                return line
            }
            line += block[position...]
            guard try readBlock() else { return line.isEmpty ? nil : line }
        }
    }

    private func readBlock() throws -> Bool {
        block = []
        position = 0
        if atEnd { return false }
        do {
            block = Array(try handle.read(upToCount: 1 << 18) ?? Data())
        } catch {
            throw DatasetError.unreadable(path: path, reason: error.localizedDescription)
        }
        atEnd = block.isEmpty
        return !atEnd
    }
}
