public import Constraints

/// Reads rows to verify, joining replies to prompts where they come in two files.
public enum ConstraintRows {
    /// - Parameters:
    ///   - input: a JSONL file, `-` for standard input.
    ///   - responses: a JSONL file of `{"prompt", "response"}`; matched by the prompt's text, then by its trimmed form.
    /// - Throws: ``DatasetError`` naming file, line and key.
    public static func read(input: String, responses: String? = nil, suite: ConstraintSuite? = nil) throws -> [ConstraintRow] {
        var replies: [String: String] = [:]
        if let responses {
            try forEachRow(of: responses) { row in
                guard let prompt = row["prompt"]?.string else { throw RowError("key 'prompt': expected a string") }
                let reply = row["response"] ?? .none
                guard reply == .none || reply.string != nil else {
                    throw RowError("key 'response': found \(reply.kind), expected a string")
                }
                replies[prompt] = reply.string
                let trimmed = prompt.pythonTrimmed
                if replies[trimmed] == nil { replies[trimmed] = reply.string }
            }
        }
        var rows: [ConstraintRow] = []
        try forEachRow(of: input) { value in
            var row = try ConstraintRow(value, suite: suite)
            if responses != nil {
                guard let prompt = row.prompt else { throw RowError("key 'prompt': expected a string to join responses on") }
                row.response = replies[prompt] ?? replies[prompt.pythonTrimmed]
            }
            rows.append(row)
        }
        return rows
    }

    /// Calls `body` for each row of a JSONL file; what it throws is reported with file and line.
    public static func forEachRow(of path: String, _ body: (PythonValue) throws -> Void) throws {
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            do {
                try body(JSONParser.parse(String(decoding: line.bytes, as: UTF8.self)))
            } catch {
                throw DatasetError.badLine(path: path == "-" ? "standard input" : path, line: line.number, reason: "\(error)")
            }
        }
    }
}

/// Strict and loose accuracies over rows, and the fallbacks they used.
public struct ConstraintTally: Sendable {
    public private(set) var strict = ConstraintAccuracy()
    public private(set) var loose = ConstraintAccuracy()
    private var used: Set<TextNeed> = []

    public init() {}

    public mutating func count(_ row: ConstraintRow, _ outcome: ConstraintRow.Outcome) {
        let ids = row.set.constraints.map(\.id)
        strict.count(ids: ids, followed: outcome.strict.map(\.followed))
        loose.count(ids: ids, followed: outcome.loose)
        used.formUnion(outcome.fallbacks)
    }

    public var fallbacks: [TextNeed] { TextNeed.allCases.filter(used.contains) }

    /// `{"strict": {...}, "loose": {...}, "fallbacks": [...]}` on one line.
    public var json: String {
        PythonValue.dictionary([
            .init(key: .string("strict"), value: Self.value(strict)), .init(key: .string("loose"), value: Self.value(loose)),
            .init(key: .string("fallbacks"), value: .list(fallbacks.map { .string($0.rawValue) })),
        ]).json
    }

    private static func value(_ accuracy: ConstraintAccuracy) -> PythonValue {
        func table(_ counts: [String: (followed: Int, total: Int)]) -> PythonValue {
            .dictionary(
                counts.sorted { $0.key < $1.key }.map { entry in
                    .init(key: .string(entry.key), value: .list([.int(entry.value.followed), .int(entry.value.total)]))
                })
        }
        let entries: [(String, PythonValue)] = [
            ("prompts", .int(accuracy.prompts)), ("prompts_followed", .int(accuracy.promptsFollowed)),
            ("prompt_level", .double(accuracy.promptLevel)), ("instructions", .int(accuracy.instructions)),
            ("instructions_followed", .int(accuracy.instructionsFollowed)), ("instruction_level", .double(accuracy.instructionLevel)),
            ("per_family", table(accuracy.perFamily)), ("per_instruction", table(accuracy.perInstruction)),
        ]
        return .dictionary(entries.map { .init(key: .string($0.0), value: $0.1) })
    }
}
