public import Constraints

/// Reads rows to verify, joining replies to prompts where they come in two files.
public enum ConstraintRows {
    /// All rows of a file; see `forEach`.
    public static func read(input: String, responses: String? = nil, suite: ConstraintSuite? = nil) throws -> [ConstraintRow] {
        var rows: [ConstraintRow] = []
        try forEach(input: input, responses: responses, suite: suite) { rows.append($0) }
        return rows
    }

    /// Calls `body` with one row after the other; of the input only the row at hand is in memory.
    /// - Parameters:
    ///   - input: a JSONL or Parquet file, `-` for standard input.
    ///   - beforeWaiting: called whenever standard input has no more for the moment.
    ///   - responses: a file of `{"prompt", "response"}`; matched by the prompt's text, then by its trimmed form. It is held whole.
    ///     Without it every row must have the key `response`.
    /// - Returns: how many replies of `responses` belong to no row.
    /// - Throws: ``DatasetError`` naming file, line and key.
    @discardableResult
    public static func forEach(
        input: String, responses: String? = nil, suite: ConstraintSuite? = nil, beforeWaiting: (() throws -> Void)? = nil,
        _ body: (ConstraintRow) throws -> Void
    ) throws -> Int {
        var replies = try responses.map { try ReplyTable(path: $0) }
        try forEachRow(of: input, beforeWaiting: beforeWaiting) { value, line in
            var row = try ConstraintRow(value, suite: suite)
            row.line = line
            if replies != nil {
                guard let prompt = row.prompt else { throw RowError("key 'prompt': expected a string to join responses on") }
                row.response = replies?.reply(to: prompt)
            } else if !row.hasResponse {
                throw RowError("missing key 'response', expected the reply to judge")
            }
            try body(row)
        }
        return replies?.unmatched ?? 0
    }

    /// Calls `body` for each row of a file; what it throws is reported with file and line.
    public static func forEachRow(of path: String, _ body: (PythonValue) throws -> Void) throws {
        try forEachRow(of: path) { row, _ in try body(row) }
    }

    /// The same with the number of the line.
    public static func forEachRow(
        of path: String, beforeWaiting: (() throws -> Void)? = nil, _ body: (PythonValue, _ line: Int) throws -> Void
    ) throws {
        let reader = try JSONLinesReader(path: path)
        reader.beforeWaiting = beforeWaiting
        while let line = try reader.next() {
            do {
                try body(JSONParser.parse(line.text()), line.number)
            } catch {
                throw DatasetError.badLine(path: path == "-" ? "standard input" : path, line: line.number, reason: "\(error)")
            }
        }
    }
}
