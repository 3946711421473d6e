public import Constraints
import Dispatch
import Synchronization

/// A row of verification input: constraints and a reply.
public struct ConstraintRow: Sendable {
    /// The row's `prompt`, or the last user turn of its `messages`.
    public var prompt: String?
    public var response: String?
    /// Whether the row has a key for its reply, be it null.
    var hasResponse: Bool
    public var set: ConstraintSet
    /// The first fault in the data of its constraints.
    public var problem: ConstraintError? { self.set.constraints.lazy.compactMap(\.problem).first }
    /// The training reward's rules apply: the reply is cut to its answer first.
    public var isTraining: Bool
    /// Where the row stands in its file, from 1; 0 where that is unknown.
    public var line = 0

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
            set = ConstraintSet(readingGroundTruth: truth)
            isTraining = true
        } else {
            guard row["instruction_id_list"] != nil else {
                throw RowError("expected the keys 'ground_truth', or 'instruction_id_list' and 'kwargs', or 'id' and 'kwargs'")
            }
            set = try ConstraintDataset.constraints(row, suite: owner)
        }
        prompt = row.request
        let reply = row["response"] ?? row["prediction"] ?? .none
        hasResponse = row["response"] != nil || row["prediction"] != nil
        guard reply == .none || reply.string != nil else { throw RowError("key 'response': found \(reply.kind), expected a string") }
        response = reply.string
    }

    /// The judgement of this row.
    public struct Outcome: Sendable {
        public var strict: [Verdict]
        public var loose: [Bool]
        /// The training reward of a training row.
        public var reward: Double?
        /// Language data that were missing, so that a fallback stood in for them.
        public var fallbacks: [TextNeed]
    }

    /// Strict and loose verdicts; a missing reply follows nothing.
    public func outcome(resources: TextResources, combination: GroundTruth.Combination = .mean) -> Outcome {
        let reply = response ?? ""
        let outcome = set.outcome(isTraining ? GroundTruth.answer(of: reply) : reply, resources: resources)
        let reward = isTraining ? GroundTruth(set).score(reply, combination: combination, resources: resources).value : nil
        let strict = response == nil ? outcome.strict.map { _ in Verdict(false, .note("no reply")) } : outcome.strict
        return Outcome(strict: strict, loose: outcome.loose, reward: reward, fallbacks: set.fallbacks(resources))
    }
}

extension [ConstraintRow] {
    /// Every row's outcome, in order, worked out on all of the machine's cores.
    public func outcomes(resources: TextResources, combination: GroundTruth.Combination = .mean) -> [ConstraintRow.Outcome] {
        // A stretch at a time: one row is too little for a thread to fetch.
        let stretch = 32
        let results = Mutex([Int: [ConstraintRow.Outcome]]())
        DispatchQueue.concurrentPerform(iterations: (count + stretch - 1) / stretch) { index in
            let rows = self[(index * stretch)..<Swift.min((index + 1) * stretch, count)]
            let outcomes = rows.map { $0.outcome(resources: resources, combination: combination) }
            results.withLock { $0[index] = outcomes }
        }
        return results.withLock { table in table.keys.sorted().flatMap { table[$0] ?? [] } }
    }
}
