import Constraints
public import Tokenization

/// The base requests of a file, one after the other: JSONL or Parquet rows with `prompt` or `messages`, JSON strings, or plain text, one
/// request a line.
///
/// A file is one or the other throughout. A name that ends in `.jsonl`, `.json` or `.parquet` says rows; where the name says nothing, the
/// first line that is not blank decides.
public final class ConstraintRequests {
    /// A request and the line it stands in.
    public struct Request: Sendable, Equatable {
        public var line: Int
        /// What comes before the request: a system prompt, earlier turns.
        public var earlier: [ChatMessage] = []
        /// The last user turn.
        public var text: String
    }

    private enum Format { case rows, plain }

    private let reader: JSONLinesReader
    private var format: Format?

    /// - Parameter path: `-` is standard input.
    /// - Throws: ``DatasetError/unreadable(path:reason:)``.
    public init(path: String) throws {
        reader = try JSONLinesReader(path: path)
        if ["jsonl", "ndjson", "json", "parquet"].contains(where: { path.hasSuffix("." + $0) }) { format = .rows }
    }

    /// The next request that is not blank, nil behind the last.
    /// - Throws: ``DatasetError`` naming file and line.
    public func next() throws -> Request? {
        while let line = try reader.next() {
            do {
                let text = try line.text()
                let format = format ?? Self.format(of: text)
                self.format = format
                var request = Request(line: line.number, text: text.pythonTrimmed)
                if format == .rows { (request.earlier, request.text) = try Self.row(text) }
                if !request.text.pythonTrimmed.isEmpty { return request }
            } catch {
                throw DatasetError.badLine(
                    path: reader.path == "-" ? "standard input" : reader.path, line: line.number, reason: "\(error)")
            }
        }
        return nil
    }

    /// What a file is by its first line. A brace alone does not make a row: text may begin with one.
    private static func format(of first: String) -> Format {
        let text = first.pythonTrimmed
        switch text.first {
        case "{": return ["\"", "}"].contains(text.dropFirst().first { !$0.isWhitespace }) ? .rows : .plain
        case "[": return text == "[" || (try? JSONParser.parse(text)) != nil ? .rows : .plain
        case "\"": return (try? JSONParser.parse(text)) != nil ? .rows : .plain
        default: return .plain
        }
    }

    private static func row(_ text: String) throws -> (earlier: [ChatMessage], text: String) {
        if text.pythonTrimmed.hasPrefix("[") { throw RowError("found a JSON list, expected one object a line") }
        let row = try JSONParser.parse(text)
        if let request = row.string { return ([], request) }
        guard case .dictionary = row else { throw RowError("found \(row.kind), expected an object") }
        let messages = try row.conversation()
        guard let last = messages.lastIndex(where: { $0.role == "user" }) else {
            throw RowError("found \(messages.count) messages and no user turn, expected one")
        }
        return (Array(messages[..<last]), messages[last].content)
    }
}
