import Datasets
import Foundation
import SequentialExecution

/// The functions that a stage kept, a row each.
final class StageFile {
    private(set) var kept: [String: Draft] = [:]
    private let file: FileAppender

    /// Reads what is there and goes on at its end.
    /// - Throws: ``SynthesisError`` or `DatasetError`.
    init(_ stage: Stage, folder: String) throws {
        let path = "\(folder)/\(stage.rawValue).jsonl"
        file = try FileAppender(path: path, keeping: true)
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            guard let row = Literal(json: line.bytes) else {
                throw DatasetError.badLine(path: path, line: line.number, reason: "found no JSON, expected an object")
            }
            do {
                let draft = try Draft(row: row)
                kept[draft.taskID] = draft
            } catch {
                throw DatasetError.badLine(path: path, line: line.number, reason: error.localizedDescription)
            }
        }
    }

    func add(_ draft: Draft) throws {
        kept[draft.taskID] = draft
        try file.write(draft.row.json + "\n")
    }
}
