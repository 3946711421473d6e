import Datasets
import Foundation

/// Rows of JSONL in, one value per line, with errors that name file, line and key.
struct JSONLinesInput<Row: Decodable> {
    /// The row with the number of its line, for messages.
    typealias Element = (line: Int, row: Row)

    private let reader: JSONLinesReader
    private let decoder = JSONDecoder()

    /// - Parameter path: a file; `-` is standard input.
    init(path: String, as type: Row.Type = Row.self) throws {
        reader = try JSONLinesReader(path: path)
    }

    /// The next row, nil at the end.
    func next() throws -> Element? {
        guard let line = try reader.next() else { return nil }
        do {
            return (line.number, try decoder.decode(Row.self, from: Data(line.bytes)))
        } catch let error as DecodingError {
            throw failure(line: line.number, error.rowReason)
        }
    }

    /// An error at a line of this file.
    func failure(line: Int, _ reason: String) -> DatasetError {
        .badLine(path: reader.path == "-" ? "standard input" : reader.path, line: line, reason: reason)
    }
}

/// Rows of JSONL out, each one written as soon as it is given.
struct JSONLinesOutput {
    private let path: String
    private let handle: FileHandle
    private let encoder: JSONEncoder

    /// - Parameter path: a file, which is made or emptied; `-` is standard output.
    init(path: String) throws {
        self.path = path
        if path == "-" {
            handle = .standardOutput
        } else {
            try writeText("", to: path)
            do {
                handle = try FileHandle(forWritingTo: URL(filePath: path))
            } catch {
                throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
            }
        }
        encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
    }

    func write(_ row: some Encodable) throws {
        var data: Data
        do {
            data = try encoder.encode(row)
        } catch let EncodingError.invalidValue(value, context) {
            throw FileError(path: path, problem: "cannot hold \(value) as JSON: \(context.debugDescription)")
        }
        data.append(UInt8(ascii: "\n"))
        do {
            try handle.write(contentsOf: data)
        } catch {
            throw FileError(path: path == "-" ? "standard output" : path, problem: "cannot be written: \(error.localizedDescription)")
        }
    }
}
