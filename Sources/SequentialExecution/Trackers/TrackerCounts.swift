/// What reading a function shows of how often its places are passed.
struct TrackerCounts {
    /// What one call of a method that adds an item is called.
    static let additions = ["append": "appends", "add": "adds", "insert": "inserts", "appendleft": "left_appends"]

    /// Whether the function may end before its last statement.
    let endsEarly: Bool
    /// Names that are set in loops, not by the loops themselves, and not only added to.
    private(set) var updated: Set<String> = []
    /// What also grows in ways that are no single addition.
    private(set) var growsOtherwise: Set<String> = []
    /// What also shrinks in the middle of some statement.
    private(set) var shrinksOtherwise: Set<String> = []
    /// Names that start at 0 and are only ever raised by 1, at one place.
    private var counters: Set<String> = []
    /// Names that stand for one and the same constant collection.
    private var fixed: Set<String> = []
    private var assigned: [String: Int] = [:]
    private var raised: [String: Int] = [:]
    /// Names that are changed in any other way.
    private var touched: Set<String> = []
    /// Names that loops set.
    private var looped: Set<String> = []

    init(_ body: [Statement]) {
        switch body.last {
        case .forEach?, .whileLoop?: endsEarly = body.contains { $0.has(\.ends) }
        default: endsEarly = body.dropLast().contains { $0.has(\.ends) }
        }
        read(body, loops: 0)
        updated.subtract(looped)
        counters = counters.filter { assigned[$0] == 1 && raised[$0] == 1 && !touched.contains($0) }
        fixed = fixed.filter { assigned[$0] == 1 && raised[$0] == nil && !touched.contains($0) }
    }

    /// Whether the function itself counts how often a block is run through.
    func countsRuns(of block: [Statement]) -> Bool {
        for statement in block {
            if case .augment(.name(let name), .add, .constant(.integer(1))) = statement, counters.contains(name) { return true }
            if statement.has(\.jumps) { return false }
        }
        return false
    }

    /// Whether what a loop goes through is the same in every run.
    func isFixed(_ iterable: Expression) -> Bool {
        switch iterable {
        case .constant(.string): return true
        case .name(let name): return fixed.contains(name)
        case .list(let items), .tuple(let items): return !items.contains { if case .starred = $0 { true } else { false } }
        case .call(.name("range"), let ends, []): return ends.allSatisfy { $0.wholeConstant != nil }
        case .call(.name("enumerate"), let arguments, _), .call(.name("reversed"), let arguments, _):
            return arguments.first.map(isFixed) ?? false
        case .call(.attribute(let owner, "items"), [], []): return isFixed(owner)
        default: return false
        }
    }

    // MARK: Reading

    private mutating func read(_ body: [Statement], loops: Int) {
        for statement in body {
            read(statement, loops)
            var inner = loops
            switch statement {
            case .forEach(let target, _, _, _):
                looped.formUnion(target.targetNames)
                touched.formUnion(target.targetNames)
                inner += 1
            case .whileLoop: inner += 1
            default: break
            }
            for block in statement.blocks { read(block, loops: inner) }
        }
    }

    private mutating func read(_ statement: Statement, _ loops: Int) {
        switch statement {
        case .assign(let targets, let value):
            for target in targets { read(target, setTo: value, loops) }
            if loops > 0, targets.count == 1, case .name(let name) = targets[0], name != "_" { updated.insert(name) }
            for target in targets { visit(target) }
            visit(value, isWhole: true)
        case .expression(let value): visit(value, isWhole: true)
        case .augment(let target, let operation, let value):
            visit(value)
            guard let root = target.rootName else { break }
            growsOtherwise.insert(root)
            if target == .name(root), operation == .add, value == .integer(1) {
                raised[root, default: 0] += 1
            } else {
                touched.insert(root)
            }
        case .delete(let targets):
            touched.formUnion(targets.compactMap(\.rootName))
            shrinksOtherwise.formUnion(targets.compactMap(\.rootName))
        default: for expression in statement.ownExpressions { visit(expression) }
        }
    }

    private mutating func read(_ target: Expression, setTo value: Expression, _ loops: Int) {
        for name in target.targetNames { assigned[name, default: 0] += 1 }
        switch target {
        case .name(let name):
            guard loops == 0 else { break }
            if value == .integer(0) { counters.insert(name) }
            if case .list(let items) = value, !items.isEmpty { fixed.insert(name) }
            if case .tuple(let items) = value, !items.isEmpty { fixed.insert(name) }
            if case .dictionary(let items) = value, !items.isEmpty { fixed.insert(name) }
            if case .constant(.string) = value { fixed.insert(name) }
        case .subscripted(_, let index):
            guard let root = target.rootName else { break }
            touched.insert(root)
            if index.isSlice { growsOtherwise.insert(root) }
        default: break
        }
    }

    /// - Parameter isWhole: whether the expression is all that its statement works out, so that a counter can stand right behind it.
    private mutating func visit(_ expression: Expression, isWhole: Bool = false) {
        for child in expression.children { visit(child) }
        guard case .call(.attribute(let owner, let method), _, _) = expression, Scope.changing.contains(method), let root = owner.rootName
        else { return }
        touched.insert(root)
        if ["extend", "update"].contains(method) || (!isWhole && Self.additions[method] != nil) { growsOtherwise.insert(root) }
        if ["clear", "popitem"].contains(method) || (!isWhole && expression.shrunkRoot != nil) { shrinksOtherwise.insert(root) }
    }
}

extension Statement {
    /// Whether the statement or one inside it, helpers left out, passes the test.
    func has(_ passes: (Statement) -> Bool) -> Bool {
        if case .function = self { return false }
        return passes(self) || blocks.contains { $0.contains { $0.has(passes) } }
    }

    /// Ends the function.
    fileprivate var ends: Bool {
        switch self {
        case .returning, .raise: true
        default: false
        }
    }

    /// Leaves the block that it stands in.
    fileprivate var jumps: Bool { ends || self == .breaking || self == .continuing }
}

extension Expression {
    /// What a call that takes one item out of something takes it from.
    var shrunkRoot: String? {
        guard case .call(.attribute(let owner, let method), _, _) = self, ["pop", "remove", "popleft", "discard"].contains(method) else {
            return nil
        }
        return owner.rootName
    }
}
