import Datasets
import Foundation
import SequentialExecution
import Tokenization

extension SupervisedExample {
    /// A question and its answer.
    init(prompt: String, reply: String) {
        self.init(messages: [ChatMessage(role: "user", content: prompt), ChatMessage(role: "assistant", content: reply)])
    }

    /// The examples of a configuration's sources, file by file.
    ///
    /// A row is a conversation (`messages`) or a `prompt`, with the reply as the last message or as `solution`, `completion`, `response`
    /// or `reply`; in a source of kind `sequential`, a LogicIF row with a `solution`.
    /// - Throws: `DatasetError` naming the file and line.
    public static func load(_ sources: [RunConfiguration.Source]) throws -> [SupervisedExample] {
        try sources.flatMap { source in
            let examples = try DataFiles.expand(source.path).flatMap { path in
                source.kind == .sequential ? try sequential(path: path) : try conversations(path: path)
            }
            guard !examples.isEmpty else { throw TrainingError.emptySource(name: source.name, path: source.path.joined(separator: ", ")) }
            return source.limit > 0 ? Array(examples.prefix(source.limit)) : examples
        }
    }

    private static func sequential(path: String) throws -> [SupervisedExample] {
        try SequentialDataset.numberedInstructions(path: path).map { line, row in
            guard let solution = row.solution else {
                throw DatasetError.badLine(path: path, line: line, reason: "solution: missing, expected the worked solution")
            }
            return SupervisedExample(prompt: row.prompt, reply: solution)
        }
    }

    private struct Row: Decodable {
        var messages: [ChatMessage]?
        var prompt: String?
        var solution: String?
        var completion: String?
        var response: String?
        var reply: String?

        var example: SupervisedExample? {
            let text = solution ?? completion ?? response ?? reply
            guard let messages else { return prompt.flatMap { prompt in text.map { SupervisedExample(prompt: prompt, reply: $0) } } }
            guard !messages.isEmpty, messages.last?.role != "assistant" else {
                return messages.count > 1 ? SupervisedExample(messages: messages) : nil
            }
            return text.map { SupervisedExample(messages: messages + [ChatMessage(role: "assistant", content: $0)]) }
        }
    }

    private static func conversations(path: String) throws -> [SupervisedExample] {
        let reader = try JSONLinesReader(path: path)
        let decoder = JSONDecoder()
        var examples: [SupervisedExample] = []
        while let line = try reader.next() {
            let row: Row
            do {
                row = try decoder.decode(Row.self, from: Data(line.bytes))
            } catch let error as DecodingError {
                throw DatasetError.badLine(path: path, line: line.number, reason: error.rowReason)
            }
            guard let example = row.example else {
                throw DatasetError.badLine(
                    path: path, line: line.number, reason: "expected messages that end in an assistant's, or prompt and solution")
            }
            examples.append(example)
        }
        return examples
    }
}
