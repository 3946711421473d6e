/// Which names have other values after a statement: those that it sets, and those whose lists, dictionaries and sets it changes, itself or
/// through the helpers that it runs.
struct ChangedNames {
    /// The positions of the parameters that a helper changes what is in.
    private var parameters: [String: [Int]] = [:]
    private var outside: [String: Set<String>] = [:]

    init(_ outline: Outline) {
        for case .function(let helper) in outline.flattened.map(\.statement) {
            let bound = Names.bound(in: helper.body)
            let changed = Set(helper.body.flatMap(\.allChangedNames)).subtracting(bound)
            parameters[helper.name] = helper.parameters.indices.filter { changed.contains(helper.parameters[$0].name) }
            var names = changed.subtracting(helper.parameters.map(\.name))
            for case .nonlocal(let declared) in helper.body { names.formUnion(declared) }
            outside[helper.name] = names
        }
    }

    func names(of statement: Statement) -> [String] {
        Names.unique(statement.changedNames + statement.ownExpressions.flatMap(throughHelpers))
    }

    /// Those that working out a test changes.
    func names(of test: Expression) -> [String] { Names.unique(test.mutatedNames + throughHelpers(test)) }

    /// The names outside of a helper that it sets or changes.
    func outside(of helper: String) -> Set<String> { outside[helper] ?? [] }

    private func throughHelpers(_ expression: Expression) -> [String] {
        switch expression {
        case .lambda, .comprehension: return []
        case .call(.name(let helper), let arguments, _):
            let own = (parameters[helper] ?? []).filter { $0 < arguments.count }.compactMap { arguments[$0].rootName }
            return own + arguments.flatMap(throughHelpers)
        default: return expression.children.flatMap(throughHelpers)
        }
    }
}

extension Statement {
    /// The names whose values the statement itself sets or changes, in order.
    var changedNames: [String] {
        let own: [String] =
            switch self {
            case .assign(let targets, _): targets.flatMap(\.changedRoots)
            case .augment(let target, _, _): target.changedRoots
            case .forEach(let target, _, _, _): target.targetNames
            // A name that is deleted has no value any more.
            case .delete(let targets): targets.flatMap { if case .name = $0 { [String]() } else { $0.changedRoots } }
            default: []
            }
        return Names.unique(own + ownExpressions.flatMap(\.mutatedNames))
    }

    /// Those of the statement and of all statements inside it, helpers left out.
    fileprivate var allChangedNames: [String] {
        if case .function = self { return [] }
        return changedNames + blocks.joined().flatMap(\.allChangedNames)
    }
}

extension Expression {
    fileprivate var changedRoots: [String] {
        switch self {
        case .name(let name): [name]
        case .subscripted: rootName.map { [$0] } ?? []
        case .tuple(let items), .list(let items): items.flatMap(\.changedRoots)
        case .starred(let inner): inner.changedRoots
        default: []
        }
    }

    /// The names of what its calls change, such as `stack` in `stack.pop()`. Names that lambdas and comprehensions bind are not known outside.
    fileprivate var mutatedNames: [String] {
        switch self {
        case .lambda, .comprehension: return []
        case .call(.attribute(let owner, let method), _, _) where Scope.changing.contains(method):
            return (owner.holder.map { [$0] } ?? []) + children.flatMap(\.mutatedNames)
        default: return children.flatMap(\.mutatedNames)
        }
    }

    /// The name that holds the value which is changed in place: `groups` of `groups[i]` and of `groups.setdefault(key, [])`.
    private var holder: String? {
        switch self {
        case .subscripted(let value, _): value.holder
        case .call(.attribute(let owner, "setdefault"), _, _), .call(.attribute(let owner, "get"), _, _): owner.holder
        default: rootName
        }
    }

    /// Whether working the expression out calls anything.
    var hasCalls: Bool { callCount > 0 }
}

extension Names {
    /// The names without repetition, in order.
    static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
