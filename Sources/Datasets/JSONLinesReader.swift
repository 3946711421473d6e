/// Reads rows of JSON one at a time, so a file larger than memory is no trouble: a file of one JSON value per line, or a Parquet file,
/// whose rows become objects. A `.json` file that is one list is read as a whole.
///
/// Blank lines are skipped but counted; the last line may lack its line end; `-` is standard input.
public final class JSONLinesReader {
    /// One row's JSON without a line end.
    public struct Line: Sendable {
        /// From 1, as editors count; of a Parquet file or a list the number of the row.
        public var number: Int
        public var bytes: [UInt8]

        /// The row as text.
        /// - Throws: `RowError` where it is no UTF-8: guessing at an encoding would put other characters into prompts and replies.
        func text() throws -> String {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw RowError("found other bytes, expected UTF-8") }
            return text
        }
    }

    public let path: String
    /// Called before the reader waits for more of standard input: the moment to hand over what is done, since whoever writes there may
    /// be waiting for it.
    public var beforeWaiting: (() throws -> Void)? {
        get { source.beforeWaiting }
        set { source.beforeWaiting = newValue }
    }
    private let source: any RowSource
    private var number = 0

    /// - Throws: ``DatasetError/unreadable(path:reason:)`` where the file cannot be opened.
    public init(path: String) throws {
        self.path = path
        if path.hasSuffix(".parquet") {
            source = try ParquetSource(path: path)
        } else {
            source = try ListSource(path: path) ?? LineSource(path: path)
        }
    }

    /// The next row with content, nil at the end.
    public func next() throws -> Line? {
        while let bytes = try source.next() {
            number += 1
            if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) { return Line(number: number, bytes: bytes) }
        }
        return nil
    }
}

/// Where rows come from.
protocol RowSource: AnyObject {
    /// Called before waiting for somebody who writes the rows just now.
    var beforeWaiting: (() throws -> Void)? { get set }
    /// The next row's bytes, nil behind the last.
    func next() throws -> [UInt8]?
}
