import Constraints
import Datasets

/// A constraint and a reply with the verdicts that a reference gave.
final class RecordedCase: Sendable {
    let suite: ConstraintSuite
    let constraint: Constraint
    let response: String
    /// The reference's verdicts; nil where the row has none.
    let strict: Bool?
    let loose: Bool?
    /// Whether the verdict depends on the language detector or the tagger.
    let isDetectedOrTagged: Bool

    init(suite: ConstraintSuite, constraint: Constraint, response: String, strict: Bool? = nil, loose: Bool? = nil) {
        self.suite = suite
        self.constraint = constraint
        self.response = response
        self.strict = strict
        self.loose = loose
        isDetectedOrTagged = !Self.slow.isDisjoint(with: constraint.definition?.needs ?? [])
    }

    private static let slow: Set<TextNeed> = [.langdetect, .postag]

    /// Reads rows of `{"suite", "id", "kwargs", "response", "strict"?, "loose"?, "loose_safe"?, "stable"?}`; unstable rows are left out
    /// where asked.
    static func read(_ path: String, stableOnly: Bool = false) throws -> [RecordedCase] {
        var cases: [RecordedCase] = []
        try ConstraintRows.forEachRow(of: path) { row in
            if stableOnly, row["stable"] == .bool(false) { return }
            guard let suite = row["suite"]?.string.flatMap(ConstraintSuite.init(rawValue:)), let id = row["id"]?.string,
                let response = row["response"]?.string
            else { throw RowError("expected the keys suite, id and response") }
            let constraint = Constraint.reading(suite: suite, id: id, arguments: row["kwargs"] ?? .none)
            let loose = row["loose"].flatMap { $0 == .none ? nil : $0 } ?? row["loose_safe"]
            cases.append(
                RecordedCase(
                    suite: suite, constraint: constraint, response: response, strict: flag(row["strict"]), loose: flag(loose)))
        }
        return cases
    }

    private static func flag(_ value: PythonValue?) -> Bool? {
        if case .bool(let flag)? = value { return flag }
        return nil
    }
}
