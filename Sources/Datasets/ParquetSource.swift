import Foundation
import PythonSandbox

/// The rows of a Parquet file.
final class ParquetSource: RowSource {
    private let path: String
    private let rows: ParquetRows
    /// Never called: a file is there as a whole.
    var beforeWaiting: (() throws -> Void)?

    init(path: String) throws {
        self.path = path
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw DatasetError.unreadable(path: path, reason: "no such file, or it may not be read")
        }
        do { rows = try ParquetRows(path: path) } catch {
            throw DatasetError.unreadable(path: path, reason: "\(error.localizedDescription)")
        }
    }

    func next() throws -> [UInt8]? {
        do { return try rows.next() } catch PythonSandboxError.unreadableTable(_, let reason) {
            throw DatasetError.unreadable(path: path, reason: reason)
        }
    }
}
