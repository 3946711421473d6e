public import Constraints

/// A row of verification input: constraints and a reply.
public struct ConstraintRow: Sendable {
    public var prompt: String?
    public var response: String?
    public var set: ConstraintSet
    /// The training reward's rules apply: the reply is cut to its answer first.
    public var isTraining: Bool

    /// Reads `{"suite"?, "id", "kwargs", "response"}`, `{"instruction_id_list", "kwargs", "prompt", "response"}` or
    /// `{"ground_truth", "response"}`; other keys are ignored.
    /// - Parameter suite: for rows that do not name one; nil takes the suite that knows the id.
    /// - Throws: `RowError` naming the key.
    public init(_ row: PythonValue, suite: ConstraintSuite? = nil) throws {
        guard case .dictionary = row else { throw RowError("found \(row.kind), expected an object") }
        var owner = suite
        if let name = row["suite"], name != .none {
            guard let named = name.string.flatMap(ConstraintSuite.init(rawValue:)) else {
                let known = ConstraintSuite.allCases.map(\.rawValue).joined(separator: ", ")
                throw RowError("key 'suite': found \(name.string.map { "'\($0)'" } ?? name.kind), expected one of \(known)")
            }
            owner = named
        }
        isTraining = false
        if let id = row["id"] ?? row["instruction_id"], row["instruction_id_list"] == nil, row["ground_truth"] == nil {
            guard let name = id.string else { throw RowError("key 'id': found \(id.kind), expected a string") }
            set = ConstraintSet(suite: owner, ids: [name], arguments: [row["kwargs"] ?? .none])
        } else if let truth = row["ground_truth"] {
            do { set = try GroundTruth(value: truth).set } catch { throw RowError("key 'ground_truth': \(error)") }
            isTraining = true
        } else {
            set = try ConstraintDataset.constraints(row, suite: owner)
        }
        prompt = row["prompt"]?.string
        let reply = row["response"] ?? row["prediction"] ?? .none
        guard reply == .none || reply.string != nil else { throw RowError("key 'response': found \(reply.kind), expected a string") }
        response = reply.string
    }

    /// The judgement of this row.
    public struct Outcome: Sendable {
        public var strict: [Verdict]
        public var loose: [Bool]
        public var fallbacks: [TextNeed]
    }

    /// Strict and loose verdicts; a missing reply follows nothing.
    public func outcome(resources: TextResources) -> Outcome {
        var reply = response ?? ""
        if isTraining { reply = GroundTruth.answer(of: reply) }
        let used = Set(set.constraints.flatMap { $0.fallbacks(resources) })
        return Outcome(
            strict: set.strict(reply, resources: resources), loose: set.loose(reply, resources: resources),
            fallbacks: TextNeed.allCases.filter(used.contains))
    }
}
