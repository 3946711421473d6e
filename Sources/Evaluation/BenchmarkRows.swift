import Datasets
import Foundation

/// Reads a benchmark's published file, JSONL, a JSON list or Parquet, row by row.
enum BenchmarkRows {
    /// - Parameter expected: what a row must be, for the error.
    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line.
    static func read<Row: Decodable>(_ type: Row.Type, path: String, benchmark: String, expected: String) throws -> [Row] {
        let reader = try JSONLinesReader(path: path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var rows: [Row] = []
        while let line = try reader.next() {
            guard let row = try? decoder.decode(Row.self, from: Data(line.bytes)) else {
                throw EvaluationError.badRow(path: path, line: line.number, reason: "expected \(expected)")
            }
            rows.append(row)
        }
        if rows.isEmpty { throw EvaluationError.emptySuite(name: benchmark, path: path) }
        return rows
    }
}
