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
            throw failure(line: line.number, Self.reason(error))
        }
    }

    /// An error at a line of this file.
    func failure(line: Int, _ reason: String) -> DatasetError {
        .badLine(path: reader.path == "-" ? "standard input" : reader.path, line: line, reason: reason)
    }

    /// One line that names the key and what is wrong with it.
    private static func reason(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "row" : path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
        }
        return switch error {
        case .typeMismatch(let type, let context): "\(place(context.codingPath)): found another type, expected \(words(for: type))"
        case .valueNotFound(let type, let context): "\(place(context.codingPath)): found null, expected \(words(for: type))"
        case .keyNotFound(let key, let context): "\(place(context.codingPath)): missing key '\(key.stringValue)'"
        case .dataCorrupted(let context): "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "cannot be decoded"
        }
    }

    /// A type as a reader of JSON knows it.
    private static func words(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        default: "\(type)".hasPrefix("Array") ? "a list" : "\(type)".hasPrefix("Dictionary") ? "an object" : "\(type)"
        }
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
