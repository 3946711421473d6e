/// The constraints of one prompt, judged together.
public struct ConstraintSet: Sendable {
    public let constraints: [Constraint]

    public init(_ constraints: [Constraint]) { self.constraints = constraints }

    /// Pairs ids with their arguments; ids beyond the list of arguments take none.
    public init(suite: ConstraintSuite?, ids: [String], arguments: [PythonValue]) {
        constraints = ids.enumerated().map { index, id in
            guard let owner = suite ?? ConstraintRegistry.suite(of: id) else {
                let closest = ConstraintRegistry.closest(to: id, in: ConstraintRegistry.all)
                return Constraint(suite: .iftrain, id: id, problem: .unknownConstraint(id: id, suite: nil, closest: closest))
            }
            return Constraint.reading(suite: owner, id: id, arguments: index < arguments.count ? arguments[index] : .none)
        }
    }

    /// Language data that these constraints read and that a fallback stands in for.
    public func fallbacks(_ resources: TextResources) -> [TextNeed] {
        let used = Set(constraints.flatMap { $0.fallbacks(resources) })
        return TextNeed.allCases.filter(used.contains)
    }

    /// What both protocols say of a reply.
    public struct Outcome: Sendable {
        public var strict: [Verdict]
        public var loose: [Bool]
    }

    /// Strict: the reply is not blank and passes the check.
    public func strict(_ response: String, resources: TextResources) -> [Verdict] {
        strict(Text(response, resources: resources))
    }

    private func strict(_ text: Text) -> [Verdict] {
        guard !text.all.isBlank else { return constraints.map { _ in Verdict(false, .note("blank reply")) } }
        return constraints.map { $0.verdict(on: text) }
    }

    /// Loose: one of eight variants of the reply is not blank and passes: whole, without the first line, the last, or both, and
    /// each of these without asterisks. A check that cannot be carried out on a variant does not pass it.
    public func loose(_ response: String, resources: TextResources) -> [Bool] { outcome(response, resources: resources).loose }

    /// Both protocols at once; what is worked out for one variant of the reply serves all constraints.
    public func outcome(_ response: String, resources: TextResources) -> Outcome {
        let whole = Text(response, resources: resources)
        let verdicts = strict(whole)
        guard verdicts.contains(where: { !$0.followed }), !whole.all.isBlank else {
            return Outcome(strict: verdicts, loose: verdicts.map(\.followed))
        }
        let others = LooseVariants.variants(of: whole.scalars).dropFirst().map { Text(scalars: $0, resources: resources) }
        let loose = zip(constraints, verdicts).map { constraint, verdict in
            verdict.followed || others.contains { constraint.verdict(on: $0).followed }
        }
        return Outcome(strict: verdicts, loose: loose)
    }
}

/// The variants of the loose protocol.
enum LooseVariants {
    /// The different variants that are not blank, the untouched reply first.
    static func variants(of response: Scalars) -> [Scalars] {
        let lines = response[...].lines
        func joined(_ part: ArraySlice<Piece>) -> Scalars {
            guard let first = part.first, let last = part.last else { return [] }
            return Scalars(response[first.startIndex..<last.endIndex].trimmed)
        }
        var result: [Scalars] = []
        let cut = [response, joined(lines.dropFirst()), joined(lines.dropLast()), joined(lines.dropFirst().dropLast())]
        for variant in cut {
            for text in [variant, variant.filter { $0 != 0x2a }] where !text[...].isBlank && !result.contains(text) {
                result.append(text)
            }
        }
        return result
    }
}
