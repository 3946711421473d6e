/// Finds what can be counted, in the order of the source.
struct TrackerCandidates {
    private(set) var found: [TrackerCandidate] = []
    private let counts: TrackerCounts
    private var next = 0
    /// The blocks so far, by name.
    private var blocks: [String: Block] = [:]
    /// The block around each branch that has an `else`.
    private var forks: [Int: String] = [:]

    /// The candidates of a function's body; what is named after a list or a name counts every place where that grows or changes.
    static func all(in body: [Statement]) -> [TrackerCandidate] {
        var finder = TrackerCandidates(counts: TrackerCounts(body))
        finder.visit(body, Block(name: "", loops: 0, inHelper: false, isFixed: !finder.counts.endsEarly, isCounted: false))
        return finder.merged.filter { candidate in
            !candidate.sort.isOfLoops || candidate.places.contains { $0.loops > 0 || $0.inHelper }
        }
    }

    private init(counts: TrackerCounts) {
        self.counts = counts
    }

    /// The block whose statements are being looked at.
    private struct Block {
        var name: String
        var loops: Int
        var inHelper: Bool
        /// Whether every run goes through it equally often.
        var isFixed: Bool
        /// Whether the function counts by itself how often.
        var isCounted: Bool
    }

    private mutating func visit(_ body: [Statement], _ block: Block) {
        blocks[block.name] = block
        for statement in body {
            let id = next
            next += 1
            if case .conditional(_, _, let otherwise) = statement, !otherwise.isEmpty { forks[id] = block.name }
            look(statement, id, block)
            for (number, inner) in statement.blocks.enumerated() {
                visit(inner, inside(statement, "\(id).\(number)", number, inner, block))
            }
        }
    }

    private func inside(_ statement: Statement, _ name: String, _ number: Int, _ body: [Statement], _ block: Block) -> Block {
        var inner = Block(
            name: name, loops: block.loops, inHelper: block.inHelper, isFixed: false, isCounted: counts.countsRuns(of: body))
        switch statement {
        case .forEach, .whileLoop:
            guard number == 0 else { break }
            inner.loops += 1
            inner.isFixed = isFixed(statement, block) && !body.contains { $0.has { $0 == .continuing } }
        case .function: inner.inHelper = true
        default: break
        }
        return inner
    }

    /// Whether a loop goes round equally often in every run.
    private func isFixed(_ loop: Statement, _ block: Block) -> Bool {
        guard block.isFixed, case .forEach(_, let iterable, let body, _) = loop else { return false }
        return counts.isFixed(iterable) && !body.contains { $0.has { $0 == .breaking } }
    }

    private mutating func add(
        _ sort: TrackerCandidate.Sort, _ name: String, _ id: Int, _ block: Block, runs number: Int? = nil, deeper: Int = 0,
        isFixed: Bool? = nil, isCounted: Bool? = nil
    ) {
        let place = TrackerCandidate.Place(
            statement: id, position: number.map { .block($0) } ?? .after, loops: block.loops + deeper, inHelper: block.inHelper)
        let isIdle = (isFixed ?? block.isFixed) || (isCounted ?? block.isCounted)
        found.append(
            TrackerCandidate(
                sort: sort, name: name, places: [place], blocks: [number.map { "\(id).\($0)" } ?? block.name], isIdle: isIdle))
    }

    private mutating func look(_ statement: Statement, _ id: Int, _ block: Block) {
        switch statement {
        case .forEach(let target, _, let body, _) where !body.isEmpty:
            let name = target.targetNames.first { $0 != "_" }.map { $0 + "_rounds" } ?? "rounds"
            add(
                .round, name, id, block, runs: 0, deeper: 1, isFixed: isFixed(statement, block), isCounted: counts.countsRuns(of: body))
        case .whileLoop(_, let body, _):
            add(.round, "repeats", id, block, runs: 0, deeper: 1, isFixed: false, isCounted: counts.countsRuns(of: body))
        case .conditional(let test, let body, _):
            add(.branch, Self.name(of: test), id, block, runs: 0, isFixed: false, isCounted: counts.countsRuns(of: body))
        case .function(let helper):
            add(
                .helper, helper.name + "_runs", id, block, runs: 0, deeper: 1, isFixed: false, isCounted: counts.countsRuns(of: helper.body)
            )
        case .assign(let targets, let value):
            if targets.count == 1, case .tuple(let parts) = targets[0], case .tuple(let values) = value, parts.count == 2,
                parts == values.reversed()
            {
                add(.swap, "swaps", id, block)
            }
            lookAtNames(Set(targets.flatMap(\.targetNames)), id, block)
            if let root = value.shrunkRoot { lookAtRemoval(root, id, block) }
        case .augment(let target, _, _): if case .name(let name) = target { lookAtNames([name], id, block) }
        case .expression(let value):
            if let root = value.shrunkRoot { lookAtRemoval(root, id, block) }
            guard case .call(.attribute(let owner, let method), _, _) = value, let root = owner.rootName,
                let word = TrackerCounts.additions[method]
            else { break }
            add(.append, root + "_" + (counts.growsOtherwise.contains(root) ? word : "additions"), id, block)
        default: break
        }
    }

    private mutating func lookAtNames(_ names: Set<String>, _ id: Int, _ block: Block) {
        guard block.loops > 0 else { return }
        for name in names.sorted() where counts.updated.contains(name) { add(.update, name + "_updates", id, block) }
    }

    private mutating func lookAtRemoval(_ root: String, _ id: Int, _ block: Block) {
        if !counts.shrinksOtherwise.contains(root) { add(.removal, root + "_removals", id, block) }
    }

    /// What is named after a list, a name or what loops go through, at all its places, in one candidate.
    private var merged: [TrackerCandidate] {
        var result: [TrackerCandidate] = []
        for candidate in found {
            let isNamed = candidate.sort.isOfLoops || (candidate.sort == .round && candidate.name.hasSuffix("_rounds"))
            let same = isNamed ? result.firstIndex { $0.sort == candidate.sort && $0.name == candidate.name } : nil
            guard let same else {
                result.append(candidate)
                continue
            }
            result[same].places += candidate.places
            result[same].blocks = joined(result[same].blocks + candidate.blocks)
            let inside = result[same].blocks.compactMap { blocks[$0] }
            result[same].isIdle = inside.allSatisfy(\.isFixed) || (Set(result[same].blocks).count == 1 && inside.allSatisfy(\.isCounted))
        }
        return result
    }

    /// What happens in both blocks of a branch happens in the block around it.
    private func joined(_ names: [String]) -> [String] {
        var names = names
        for (id, outer) in forks.sorted(by: { $0.key > $1.key }) {
            while let first = names.firstIndex(of: "\(id).0"), let second = names.firstIndex(of: "\(id).1") {
                names[first] = outer
                names.remove(at: second)
            }
        }
        return names.sorted()
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

extension TrackerCandidate.Sort {
    /// Sorts that are worth a count only where some of it is in a loop or a helper.
    fileprivate var isOfLoops: Bool { self == .update || self == .append || self == .removal }
}
