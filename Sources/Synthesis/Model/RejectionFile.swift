import Datasets
import Foundation
import SequentialExecution

/// What the stages left out: rows `{"task_id", "stage", "test_case_id"?, "reason", "usage"?}`.
///
/// A row with `"again": true` names a function that was lost to the endpoint's failures. It is no verdict: the next run tries it again
/// and such rows are gone then.
final class RejectionFile {
    struct Rejection: Equatable {
        var taskID: String
        var stage: Stage
        var testCaseID: Int?
        var reason: String
        var usage = ModelUsage()
        var isPassing = false
    }

    private struct Key: Hashable {
        var taskID: String
        var stage: Stage
        var testCaseID: Int?

        init(_ rejection: Rejection) {
            self.init(rejection.taskID, rejection.stage, rejection.testCaseID)
        }

        init(_ taskID: String, _ stage: Stage, _ testCaseID: Int?) {
            (self.taskID, self.stage, self.testCaseID) = (taskID, stage, testCaseID)
        }
    }

    private(set) var all: [Rejection] = []
    private var keys: Set<Key> = []
    private let file: FileAppender

    /// Reads what is there and goes on at its end.
    /// - Throws: ``SynthesisError`` or `DatasetError`.
    init(path: String) throws {
        var lines = ""
        if FileManager.default.fileExists(atPath: path) {
            try FileAppender.mend(path)
            let reader = try JSONLinesReader(path: path)
            while let line = try reader.next() {
                guard let rejection = Literal(json: line.bytes).flatMap(Rejection.init(row:)) else {
                    throw SynthesisError.row(
                        path: path, line: line.number, key: "the row", found: String(decoding: line.bytes.prefix(60), as: UTF8.self),
                        expected: "task_id, stage and reason")
                }
                guard !rejection.isPassing else { continue }
                all.append(rejection)
                keys.insert(Key(rejection))
                lines += rejection.row.json + "\n"
            }
            do { try Data(lines.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
                throw SynthesisError.unwritable(path: path, reason: error.localizedDescription)
            }
        }
        file = try FileAppender(path: path, keeping: true)
    }

    /// Whether a stage gave a function up.
    func holds(_ taskID: String, _ stage: Stage) -> Bool { keys.contains(Key(taskID, stage, nil)) }

    /// Writes a rejection that is not there yet: a stage that was ended amid a function does it anew.
    func add(_ rejection: Rejection) throws {
        guard keys.insert(Key(rejection)).inserted else { return }
        all.append(rejection)
        try file.write(rejection.row.json + "\n")
    }
}

extension RejectionFile.Rejection {
    init?(row: Literal) {
        guard let taskID = row["task_id"]?.stringValue, let stage = row["stage"]?.stringValue.flatMap(Stage.init(rawValue:)),
            let reason = row["reason"]?.stringValue
        else { return nil }
        self.init(
            taskID: taskID, stage: stage, testCaseID: row["test_case_id"]?.integerValue, reason: reason,
            usage: row["usage"].map(ModelUsage.init(row:)) ?? ModelUsage(), isPassing: row["again"] == .boolean(true))
    }

    var row: Literal {
        let entries: [(String, Literal?)] = [
            ("task_id", .string(taskID)), ("stage", .string(stage.rawValue)), ("test_case_id", testCaseID.map { .integer($0) }),
            ("reason", .string(reason)), ("usage", usage.row), ("again", isPassing ? .boolean(true) : nil),
        ]
        return .dictionary(entries.compactMap { key, value in value.map { Literal.Entry(key, $0) } })
    }
}
