import Foundation

/// The lines of a file or of standard input, read a block at a time.
final class LineSource: RowSource {
    private let path: String
    private let handle: FileHandle
    private var block: [UInt8] = []
    private var position = 0
    private var atEnd = false
    private var isFirstLine = true
    var beforeWaiting: (() throws -> Void)?

    init(path: String) throws {
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

    /// A byte order mark at the file's begin is left out.
    func next() throws -> [UInt8]? {
        guard isFirstLine else { return try line() }
        isFirstLine = false
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return try line().map { $0.starts(with: mark) ? Array($0.dropFirst(mark.count)) : $0 }
    }

    private func line() throws -> [UInt8]? {
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
        if path == "-" { try beforeWaiting?() }
        do {
            block = Array(try handle.read(upToCount: 1 << 18) ?? Data())
        } catch {
            throw DatasetError.unreadable(path: path, reason: error.localizedDescription)
        }
        atEnd = block.isEmpty
        return !atEnd
    }
}
