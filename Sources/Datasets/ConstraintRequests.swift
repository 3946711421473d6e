import Constraints

/// The base requests of a file, one after the other: JSONL or Parquet rows with `prompt` or `messages` (the last user turn), or
/// plain text, one request a line.
public final class ConstraintRequests {
    /// A request and the line it stands in.
    public struct Request: Sendable, Equatable {
        public var line: Int
        public var text: String
    }

    private let reader: JSONLinesReader

    /// - Parameter path: `-` is standard input.
    /// - Throws: ``DatasetError/unreadable(path:reason:)``.
    public init(path: String) throws { reader = try JSONLinesReader(path: path) }

    /// The next request that is not blank, nil behind the last.
    /// - Throws: ``DatasetError`` naming file and line.
    public func next() throws -> Request? {
        while let line = try reader.next() {
            let text = try request(in: String(decoding: line.bytes, as: UTF8.self), line: line.number)
            if !text.pythonTrimmed.isEmpty { return Request(line: line.number, text: text) }
        }
        return nil
    }

    private func request(in text: String, line: Int) throws -> String {
        guard text.first(where: { !$0.isWhitespace }) == "{" else { return text.pythonTrimmed }
        let row: PythonValue
        do { row = try JSONParser.parse(text) } catch { throw failure(line, "\(error)") }
        guard let request = row.request else {
            throw failure(line, "expected key 'prompt' or 'messages' with a user turn")
        }
        return request
    }

    private func failure(_ line: Int, _ reason: String) -> DatasetError {
        .badLine(path: reader.path == "-" ? "standard input" : reader.path, line: line, reason: reason)
    }
}

extension PythonValue {
    /// What a row asks for: its `prompt`, or the last user turn of its `messages`.
    var request: String? {
        let turn = self["messages"]?.list?.last { $0["role"]?.string == "user" }
        return self["prompt"]?.string ?? turn?["content"]?.string
    }
}
