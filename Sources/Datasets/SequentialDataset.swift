import Foundation
public import Rollouts
public import SequentialExecution
import Tokenization

/// Sequential-execution rows in LogicIF's published format as prompts with verifiers.
public struct SequentialDataset: Sendable {
    /// Computes the complexity score of Python source. The exact score needs CPython's syntax tree, so it is passed in at the edge.
    public typealias ComplexityScore = (_ source: String) throws -> Double

    /// Reads every row of a file.
    /// - Throws: ``DatasetError`` naming the file and line.
    public static func instructions(path: String) throws -> [SequentialInstruction] {
        try numberedInstructions(path: path).map(\.row)
    }

    /// Reads every row of a file, each with the line that it stands on.
    /// - Throws: ``DatasetError`` naming the file and line.
    public static func numberedInstructions(path: String) throws -> [(line: Int, row: SequentialInstruction)] {
        var rows: [(line: Int, row: SequentialInstruction)] = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            guard let row = Literal(json: line.bytes) else {
                throw DatasetError.badLine(path: path, line: line.number, reason: "no valid JSON, expected one object per line")
            }
            do {
                rows.append((line.number, try SequentialInstruction(row: row)))
            } catch {
                throw DatasetError.badLine(path: path, line: line.number, reason: error.localizedDescription)
            }
        }
        return rows
    }

    /// Reads a file as prompts of the source `source`, in the file's order.
    ///
    /// A row without a score gets one from `complexity`, once per function; a row without both stays without.
    public static func prompts(
        path: String, source: String, grading: SequentialVerifier.Grading = .exact, complexity: ComplexityScore? = nil
    ) throws -> [Prompt] {
        var scores: [String: Double] = [:]
        return try instructions(path: path).map { row in
            var score = row.complexity
            if score == nil, let function = row.function, let complexity {
                score = try scores[function] ?? complexity(function)
                scores[function] = score
            }
            return row.prompt(source: source, grading: grading, complexity: score)
        }
    }
}

extension SequentialInstruction {
    /// The row as a prompt of the source `source`.
    public func prompt(source: String, grading: SequentialVerifier.Grading = .exact, complexity: Double?) -> Prompt {
        Prompt(
            id: "\(taskID)/\(testCaseID)", source: source, messages: [ChatMessage(role: "user", content: prompt)],
            complexity: complexity, verifier: SequentialVerifier(answer: answer, grading: grading))
    }
}
