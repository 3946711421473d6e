import Datasets
import Foundation

/// Reads a benchmark's published file, JSONL, a JSON list or Parquet, row by row.
enum BenchmarkRows {
    /// - Parameter expected: what a row must be, for the error.
    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line.
    static func read<Row: Decodable>(_ type: Row.Type, path: String, benchmark: String, expected: String) throws -> [Row] {
        try decode(type, lines(path: path, benchmark: benchmark), path: path, expected: expected)
    }

    /// The rows as they stand in the file, at least one.
    static func lines(path: String, benchmark: String) throws -> [JSONLinesReader.Line] {
        let reader = try JSONLinesReader(path: path)
        var lines: [JSONLinesReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        if lines.isEmpty { throw EvaluationError.emptySuite(name: benchmark, path: path) }
        return lines
    }

    static func decode<Row: Decodable>(
        _ type: Row.Type, _ lines: [JSONLinesReader.Line], path: String, expected: String
    ) throws -> [Row] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try lines.map { line in
            guard let row = try? decoder.decode(type, from: Data(line.bytes)) else {
                throw EvaluationError.badRow(path: path, line: line.number, reason: "expected \(expected)")
            }
            return row
        }
    }
}
