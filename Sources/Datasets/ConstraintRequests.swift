public import Constraints
import Tokenization

/// Base requests, and training tasks composed from them.
public enum ConstraintRequests {
    /// Requests of a file: JSONL rows with `prompt` or `messages` (the last user turn), or plain text, one request a line.
    /// - Throws: ``DatasetError`` naming file and line.
    public static func read(_ path: String) throws -> [String] {
        var requests: [String] = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            let text = String(decoding: line.bytes, as: UTF8.self)
            guard text.first(where: { !$0.isWhitespace }) == "{" else {
                requests.append(text.pythonTrimmed)
                continue
            }
            let row: PythonValue
            do { row = try JSONParser.parse(text) } catch {
                throw DatasetError.badLine(path: path, line: line.number, reason: "\(error)")
            }
            let turn = row["messages"]?.list?.last { $0["role"]?.string == "user" }
            guard let request = row["prompt"]?.string ?? turn?["content"]?.string else {
                throw DatasetError.badLine(path: path, line: line.number, reason: "expected key 'prompt' or 'messages' with a user turn")
            }
            requests.append(request)
        }
        return requests
    }

    /// One task per request, with the reply that proves it can be followed where asked for.
    /// - Parameter start: the number of the first request, which names its task.
    public static func compose(
        _ requests: [String], with composer: inout ConstraintComposer, from start: Int = 0, withReplies: Bool = false
    ) -> [ConstraintTask] {
        requests.enumerated().compactMap { index, request in
            composer.compose(request: request).map { composition in
                ConstraintTask(
                    id: "composed-\(start + index)", messages: [ChatMessage(role: "user", content: composition.prompt)],
                    constraints: composition.constraints, reply: withReplies ? composition.reply : nil)
            }
        }
    }
}
