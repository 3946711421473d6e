public import Constraints
public import Rollouts
internal import Tokenization

/// Constraint prompts: published training rows, rows composed here (same shape), and benchmark prompt files.
public enum ConstraintDataset {
    /// Reads a JSONL file as prompts of the source `source`, in the file's order.
    ///
    /// A row is a training row, `{"messages", "ground_truth", "key"?}`, or a benchmark row,
    /// `{"prompt", "instruction_id_list", "kwargs", "key"?}`.
    /// - Parameter suite: what the ids of benchmark rows mean; nil takes the suite that knows the id.
    /// - Throws: ``DatasetError`` naming the file, the line and the key.
    public static func prompts(
        path: String, source: String, suite: ConstraintSuite? = nil, combination: GroundTruth.Combination = .mean,
        resources: TextResources
    ) throws -> [Prompt] {
        var prompts: [Prompt] = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            do {
                prompts.append(
                    try prompt(
                        row: try JSONParser.parse(String(decoding: line.bytes, as: UTF8.self)), named: "\(path):\(line.number)",
                        source: source, suite: suite, combination: combination, resources: resources))
            } catch {
                throw DatasetError.badLine(path: path, line: line.number, reason: "\(error)")
            }
        }
        return prompts
    }

    /// One row as a prompt.
    /// - Parameter name: the prompt's id where the row has none of its own.
    /// - Throws: `RowError` naming the key; errors of the constraint catalogue.
    public static func prompt(
        row: PythonValue, named name: String, source: String, suite: ConstraintSuite? = nil,
        combination: GroundTruth.Combination = .mean, resources: TextResources
    ) throws -> Prompt {
        let (groundTruth, messages) = try content(of: row, suite: suite)
        return Prompt(
            id: self.name(of: row) ?? name, source: source, messages: messages,
            verifier: ConstraintVerifier(groundTruth: groundTruth, combination: combination, resources: resources))
    }

    private static func content(of row: PythonValue, suite: ConstraintSuite?) throws -> (GroundTruth, [ChatMessage]) {
        guard case .dictionary = row else { throw RowError("found \(row.kind), expected an object") }
        let truth: GroundTruth
        if let value = row["ground_truth"] {
            do { truth = try GroundTruth(value: value) } catch { throw RowError("key 'ground_truth': \(error)") }
        } else {
            truth = GroundTruth(try constraints(row, suite: suite))
        }
        if let problem = truth.set.constraints.lazy.compactMap(\.problem).first { throw RowError("\(problem)") }
        return (truth, try messages(row))
    }

    /// The constraints of a benchmark row; data faults stay inside as constraints that nothing follows.
    public static func constraints(_ row: PythonValue, suite: ConstraintSuite?) throws -> ConstraintSet {
        guard let list = row["instruction_id_list"]?.list else { throw RowError("key 'instruction_id_list': expected a list of ids") }
        let ids = try list.map { id in
            guard let name = id.string else { throw RowError("key 'instruction_id_list': found \(id.kind), expected a string") }
            return name
        }
        let arguments = row["kwargs"] ?? .list([])
        guard let values = arguments.list else { throw RowError("key 'kwargs': found \(arguments.kind), expected a list") }
        return ConstraintSet(suite: suite, ids: ids, arguments: values)
    }

    private static func name(of row: PythonValue) -> String? {
        switch row["key"] ?? row["id"] {
        case .string(let text): text
        case .int(let number): "\(number)"
        default: nil
        }
    }

    /// The conversation: `messages` without a final reply, or `prompt` as one user turn.
    private static func messages(_ row: PythonValue) throws -> [ChatMessage] {
        guard let list = row["messages"]?.list else {
            guard let prompt = row["prompt"]?.string else { throw RowError("expected key 'messages' or 'prompt'") }
            return [ChatMessage(role: "user", content: prompt)]
        }
        let messages = try list.enumerated().map { index, message in
            guard let role = message["role"]?.string, let content = message["content"]?.string else {
                throw RowError("key 'messages[\(index)]': expected 'role' and 'content' as strings")
            }
            return ChatMessage(role: role, content: content)
        }
        guard !messages.isEmpty else { throw RowError("key 'messages': found an empty list, expected at least one message") }
        return messages.last?.role == "assistant" && messages.count > 1 ? messages.dropLast() : messages
    }
}

/// What is wrong inside a row; the reader adds file and line.
public struct RowError: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
