/// The ground truth of a published training row, and the reward it gives.
public struct GroundTruth: Sendable {
    public let set: ConstraintSet

    public init(_ set: ConstraintSet) { self.set = set }

    /// Parses a row's ground truth: a Python literal whose first element holds `instruction_id` and `kwargs`.
    /// - Throws: `ConstraintError.malformedGroundTruth`.
    public init(parsing text: String) throws {
        let literal: PythonValue
        do {
            literal = try PythonLiteralParser.parse(text)
        } catch {
            throw ConstraintError.malformedGroundTruth("no Python literal: \(error)")
        }
        try self.init(first: Self.firstElement(of: literal))
    }

    /// From the value under a row's `ground_truth`: the text of a literal, or the list itself.
    /// - Throws: `ConstraintError.malformedGroundTruth`.
    public init(value: PythonValue) throws {
        if let text = value.string {
            try self.init(parsing: text)
        } else {
            try self.init(first: Self.firstElement(of: value))
        }
    }

    private init(first: PythonValue) throws {
        var entry = first
        if let text = first.string {
            do { entry = try JSONParser.parse(text) } catch {
                throw ConstraintError.malformedGroundTruth("its first element is no JSON: \(error)")
            }
        }
        guard case .dictionary = entry else { throw ConstraintError.malformedGroundTruth("found \(entry.kind), expected an object") }
        guard let ids = entry["instruction_id"]?.list, let arguments = entry["kwargs"]?.list else {
            throw ConstraintError.malformedGroundTruth("expected the lists 'instruction_id' and 'kwargs'")
        }
        let pairs = try zip(ids, arguments).map { id, arguments in
            guard let name = id.string else { throw ConstraintError.malformedGroundTruth("found \(id.kind) as an id, expected a string") }
            return Constraint.reading(suite: .iftrain, id: name, arguments: arguments)
        }
        set = ConstraintSet(pairs)
    }

    private static func firstElement(of value: PythonValue) throws -> PythonValue {
        switch value {
        case .list(let list):
            guard let first = list.first else { throw ConstraintError.malformedGroundTruth("an empty list") }
            return first
        case .string(let text):
            guard let first = text.unicodeScalars.first else { throw ConstraintError.malformedGroundTruth("an empty string") }
            return .string(String(first))
        default: throw ConstraintError.malformedGroundTruth("found \(value.kind), expected a list")
        }
    }

    /// The part of a prediction that is judged: behind the last `</think>`, without answer tags, trimmed.
    public static func answer(of prediction: String) -> String {
        var text = Scalars(Scalars(prediction)[...].removing(Scalars("<|assistant|>"))[...].trimmed)
        if let last = text[...].cut(at: Scalars("</think>")).last { text = Scalars(last) }
        text = text[...].removing(Scalars("<answer>"))
        return String(scalars: text[...].removing(Scalars("</answer>"))[...].trimmed)
    }

    /// How the verdicts of several constraints become one number.
    public enum Combination: Sendable, Equatable {
        /// The share that is followed, as the published reward has it.
        case mean
        /// 1 only where all are followed.
        case all
        /// The mean with a weight per constraint id; 1 where an id has none.
        case weighted([String: Double])
    }

    /// Verdicts on a prediction, and their combination in 0...1. Blank predictions and rows without constraints give 0.
    public func score(
        _ prediction: String, combination: Combination = .mean, resources: TextResources
    ) -> (value: Double, verdicts: [Verdict], weights: [Double]) {
        let weights = set.constraints.map { constraint in
            if case .weighted(let table) = combination { return max(0, table[constraint.id] ?? 1) }
            return 1
        }
        let answer = Self.answer(of: prediction)
        guard !answer.isEmpty, !weights.isEmpty else {
            return (0, weights.map { _ in Verdict(false, .note("blank reply")) }, weights)
        }
        let text = Text(answer, resources: resources)
        let verdicts = set.constraints.map { $0.verdict(on: text) }
        // A fault in the data makes the whole row worthless, as the reference raises there.
        if set.constraints.contains(where: { $0.problem != nil }) { return (0, verdicts, weights) }
        if combination == .all { return (verdicts.allSatisfy(\.followed) ? 1 : 0, verdicts, weights) }
        let total = weights.reduce(0, +)
        let gained = zip(verdicts, weights).reduce(0.0) { $0 + ($1.0.followed ? $1.1 : 0) }
        return (total > 0 ? gained / total : 0, verdicts, weights)
    }
}

extension ConstraintSet {
    /// The constraints of a row's ground truth. One that cannot be read is a constraint that nothing follows: its reward is 0, as the
    /// published reward has it.
    public init(readingGroundTruth value: PythonValue) {
        do { self = try GroundTruth(value: value).set } catch {
            let problem = error as? ConstraintError ?? .malformedGroundTruth("\(error)")
            self.init([Constraint(suite: .iftrain, id: "ground_truth", problem: problem)])
        }
    }
}

extension ArraySlice where Element == UInt32 {
    /// Without any occurrence of a literal.
    func removing(_ literal: Scalars) -> Scalars {
        guard contains(literal: literal) else { return Scalars(self) }
        return cut(at: literal).flatMap { $0 }
    }
}
