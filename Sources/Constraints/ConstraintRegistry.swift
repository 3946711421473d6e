/// All constraints by suite and id.
public enum ConstraintRegistry {
    /// Every definition, family by family.
    public static let all: [ConstraintDefinition] = [
        KeywordConstraints.all, LanguageConstraints.all, LengthConstraints.all, ContentConstraints.all, FormatConstraints.all,
        CombinationConstraints.all, StartEndConstraints.all, CaseConstraints.all, PunctuationConstraints.all, CopyConstraints.all,
        PositionConstraints.all, LetterConstraints.all, CountConstraints.all,
        BenchCountConstraints.all, BenchRatioConstraints.all, BenchSentenceConstraints.all, BenchWordConstraints.all,
        BenchFormatConstraints.all, BenchCustomConstraints.all, BenchRepeatConstraints.all,
    ].flatMap { $0 }

    private static let table: [ConstraintSuite: [String: ConstraintDefinition]] = Dictionary(
        uniqueKeysWithValues: ConstraintSuite.allCases.map { suite in
            let members = all.filter { $0.suites.contains(suite) }.map { ($0.id, $0) }
            return (suite, Dictionary(members, uniquingKeysWith: { first, _ in first }))
        })

    /// The definitions of one suite, in the order of the families.
    public static func definitions(of suite: ConstraintSuite) -> [ConstraintDefinition] { all.filter { $0.suites.contains(suite) } }

    /// - Throws: `ConstraintError.unknownConstraint` with the closest known id.
    public static func definition(_ id: String, in suite: ConstraintSuite) throws -> ConstraintDefinition {
        if let known = table[suite]?[id] { return known }
        throw ConstraintError.unknownConstraint(
            id: id, suite: suite.rawValue, closest: closest(to: id, in: definitions(of: suite)))
    }

    /// The known id that differs least from one that is unknown.
    static func closest(to id: String, in definitions: [ConstraintDefinition]) -> String? {
        definitions.map(\.id).min { editDistance($0, id) < editDistance($1, id) }
    }

    /// The suite that knows an id, where a row does not say: IFEval before IFTrain before IFBench.
    public static func suite(of id: String) -> ConstraintSuite? {
        ConstraintSuite.allCases.first { table[$0]?[id] != nil }
    }

    /// Levenshtein distance over bytes, inputs cut to 80.
    static func editDistance(_ left: String, _ right: String) -> Int {
        let (first, second) = (Array(left.utf8.prefix(80)), Array(right.utf8.prefix(80)))
        var row = Array(0...second.count)
        for (index, byte) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in second.indices {
                let substitution = diagonal + (byte == second[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, diagonal + 1, row[column] + 1)
            }
        }
        return row[second.count]
    }
}
