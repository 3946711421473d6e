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

    /// One task per request.
    public static func compose(
        _ requests: [String], _ composer: ConstraintComposer, withReplies: Bool = false, seed: UInt64 = 1, resources: TextResources
    ) -> [ConstraintTask] {
        var composer = composer
        return requests.enumerated().compactMap { index, request in
            guard let composition = composer.compose(request: request) else { return nil }
            var task = ConstraintTask(
                id: "composed-\(index)", messages: [ChatMessage(role: "user", content: composition.prompt)],
                constraints: composition.constraints)
            if withReplies {
                var satisfier = ConstraintSatisfier(topic: "answer", seed: seed &+ UInt64(index), resources: resources)
                task.reply = satisfier.reply(to: composition.constraints)
            }
            return task
        }
    }
}
