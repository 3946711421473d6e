public import Constraints
public import Rollouts
internal import Tokenization

/// Constraint prompts: published training rows, rows composed here (same shape), and benchmark prompt files.
public enum ConstraintDataset {
    /// Reads a JSONL file as prompts of the source `source`, in the file's order.
    ///
    /// A row is a training row, `{"messages", "ground_truth", "key"?}`, or a benchmark row,
    /// `{"prompt", "instruction_id_list", "kwargs", "key"?}`.
    /// - Parameters:
    ///   - suite: what the ids of benchmark rows mean; nil takes the suite that knows the id.
    ///   - faultyConstraint: called for a row with a constraint that cannot be read, which then scores 0 whatever the reply, as the
    ///     published reward has it. Without it such a row is an error.
    /// - Throws: ``DatasetError`` naming the file, the line and the key.
    public static func prompts(
        path: String, source: String, suite: ConstraintSuite? = nil, combination: GroundTruth.Combination = .mean,
        resources: TextResources, faultyConstraint: ((_ place: String, _ problem: ConstraintError) -> Void)? = nil
    ) throws -> [Prompt] {
        var prompts: [Prompt] = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            do {
                prompts.append(
                    try prompt(
                        row: try JSONParser.parse(line.text()), named: "\(path):\(line.number)", source: source, suite: suite,
                        combination: combination, resources: resources, faultyConstraint: faultyConstraint))
            } catch {
                throw DatasetError.badLine(path: path, line: line.number, reason: "\(error)")
            }
        }
        return prompts
    }

    /// One row as a prompt.
    /// - Parameters:
    ///   - name: the prompt's id where the row has none of its own.
    ///   - faultyConstraint: called with the name and the fault of a row with a constraint that cannot be judged, which scores 0 then; nil
    ///     throws the fault.
    /// - Throws: `RowError` naming the key; errors of the constraint catalogue.
    public static func prompt(
        row: PythonValue, named name: String, source: String, suite: ConstraintSuite? = nil,
        combination: GroundTruth.Combination = .mean, resources: TextResources,
        faultyConstraint: ((_ place: String, _ problem: ConstraintError) -> Void)? = nil
    ) throws -> Prompt {
        let (constraints, messages) = try content(of: row, suite: suite)
        if let problem = constraints.constraints.lazy.compactMap(\.problem).first {
            guard let faultyConstraint else { throw problem }
            faultyConstraint(name, problem)
        }
        return Prompt(
            id: self.name(of: row) ?? name, source: source, messages: messages,
            verifier: ConstraintVerifier(groundTruth: GroundTruth(constraints), combination: combination, resources: resources))
    }

    private static func content(of row: PythonValue, suite: ConstraintSuite?) throws -> (ConstraintSet, [ChatMessage]) {
        guard case .dictionary = row else { throw RowError("found \(row.kind), expected an object") }
        if let value = row["ground_truth"] { return (ConstraintSet(readingGroundTruth: value), try messages(row)) }
        guard row["instruction_id_list"] != nil else {
            throw RowError("expected the keys 'ground_truth', or 'instruction_id_list' and 'kwargs'")
        }
        return (try constraints(row, suite: suite), try messages(row))
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

    /// The conversation without a final reply.
    private static func messages(_ row: PythonValue) throws -> [ChatMessage] {
        let messages = try row.conversation()
        return messages.last?.role == "assistant" && messages.count > 1 ? messages.dropLast() : messages
    }
}

/// What is wrong inside a row; the reader adds file and line.
public struct RowError: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
