import Foundation
import SequentialExecution
import Testing

/// The hand-written functions of the repository.
enum Corpus {
    struct Entry {
        var name: String
        var source: String
        var cases: [[Literal]]
    }

    /// Every function with its inputs.
    static func entries() throws -> [Entry] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Data/functions.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let row = try #require(Literal(json: line.utf8))
            return Entry(
                name: try #require(row["task_id"]?.stringValue), source: try #require(row["function"]?.stringValue),
                cases: try #require(row["test_cases"]?.elements).compactMap(\.elements))
        }
    }
}
