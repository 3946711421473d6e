/// An event in a function that can be counted.
struct TrackerCandidate {
    enum Sort: Int, CaseIterable {
        case swap, branch, update, append, removal, helper, round
    }

    enum Place {
        /// Right after the statement.
        case after
        /// At the start of the statement's block with this number.
        case block(Int)
    }

    var sort: Sort
    /// What the counter is called, before it is made unique.
    var name: String
    /// The statement, counted in the order of the source from 0.
    var statement: Int
    var place: Place
    /// How many loops are around it.
    var loops: Int
    /// Whether it is in a helper.
    var inHelper: Bool
    /// Names the block in which it counts: two candidates of one block count the same.
    var block: String
}

/// Finds what can be counted, in the order of the source.
struct TrackerCandidates {
    private(set) var found: [TrackerCandidate] = []
    private var next = 0

    static func all(in body: [Statement]) -> [TrackerCandidate] {
        var finder = TrackerCandidates()
        finder.visit(body, loops: 0, inHelper: false, block: "")
        return finder.found
    }

    private mutating func visit(_ body: [Statement], loops: Int, inHelper: Bool, block: String) {
        for statement in body {
            let id = next
            next += 1
            look(statement, id, loops, inHelper, block)
            for (number, inner) in statement.blocks.enumerated() {
                let name = "\(id).\(number)"
                switch statement {
                case .forEach, .whileLoop: visit(inner, loops: loops + (number == 0 ? 1 : 0), inHelper: inHelper, block: name)
                case .function: visit(inner, loops: loops, inHelper: true, block: name)
                default: visit(inner, loops: loops, inHelper: inHelper, block: name)
                }
            }
        }
    }

    private mutating func look(_ statement: Statement, _ id: Int, _ loops: Int, _ inHelper: Bool, _ block: String) {
        func add(
            _ sort: TrackerCandidate.Sort, _ name: String, _ place: TrackerCandidate.Place, in finder: inout TrackerCandidates,
            deeper: Int = 0
        ) {
            var inside = block
            if case .block(let number) = place { inside = "\(id).\(number)" }
            finder.found.append(
                .init(sort: sort, name: name, statement: id, place: place, loops: loops + deeper, inHelper: inHelper, block: inside))
        }
        switch statement {
        case .forEach(let target, _, let body, _) where !body.isEmpty:
            let name = target.targetNames.first { $0 != "_" }.map { $0 + "_rounds" } ?? "rounds"
            add(.round, name, .block(0), in: &self, deeper: 1)
        case .whileLoop: add(.round, "repeats", .block(0), in: &self, deeper: 1)
        case .conditional(let test, _, _): add(.branch, Self.name(of: test), .block(0), in: &self)
        case .function(let helper): add(.helper, helper.name + "_runs", .block(0), in: &self, deeper: 1)
        case .assign(let targets, let value) where targets.count == 1:
            if case .tuple(let parts) = targets[0], case .tuple(let values) = value, parts.count == 2, parts == values.reversed() {
                add(.swap, "swaps", .after, in: &self)
            } else if loops > 0, case .name(let name) = targets[0], name != "_" {
                add(.update, name + "_updates", .after, in: &self)
            }
        case .expression(.call(.attribute(let owner, let method), _, _)) where loops > 0 || inHelper:
            guard let root = owner.rootName else { return }
            if ["append", "add", "insert", "appendleft"].contains(method) { add(.append, root + "_additions", .after, in: &self) }
            if ["pop", "remove", "popleft", "discard"].contains(method) { add(.removal, root + "_removals", .after, in: &self) }
        default: break
        }
    }

    /// A name for a branch, from what it asks.
    private static func name(of test: Expression) -> String {
        switch test {
        case .comparison(.binary(let dividend, .remainder, let divisor), let steps) where steps.count == 1:
            let subject = word(dividend)
            let rest = steps[0].right.wholeConstant
            let equal = steps[0].relation == .equal
            if divisor == .integer(2), equal || steps[0].relation == .notEqual, rest == 0 || rest == 1 {
                return subject.map { "\(equal == (rest == 0) ? "even" : "odd")_\($0)" } ?? "parity_hits"
            }
            return subject.map { $0 + (equal && rest == 0 ? "_divisible" : "_remainders") } ?? "remainder_hits"
        case .comparison(let left, let steps) where steps.count == 1:
            let relations: [Expression.Relation: String] = [
                .equal: "equal", .notEqual: "different", .less: "below", .lessOrEqual: "at_most", .greater: "above",
                .greaterOrEqual: "at_least", .isIn: "found", .isNotIn: "missing", .isSame: "null", .isNotSame: "set",
            ]
            let relation = relations[steps[0].relation] ?? "hits"
            guard let subject = word(left) else { return "\(relation)_hits" }
            return "\(subject)_\(relation)"
        case .boolean(.and, let items): return items.count == 2 ? "both_hold" : "all_hold"
        case .boolean(.or, _): return "either_holds"
        case .unary(.not, let inner): return word(inner).map { "no_\($0)" } ?? "failures"
        default: return word(test).map { $0 + "_hits" } ?? "branch_hits"
        }
    }

    private static func word(_ expression: Expression) -> String? {
        guard let root = expression.rootName, root != "_" else { return nil }
        return root
    }
}
