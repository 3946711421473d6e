/// What the names in a function stand for, and what happens to them.
struct Scope: Sendable {
    /// Functions defined inside, by name.
    private(set) var helpers: [String: FunctionDefinition] = [:]
    /// Names that are set to a lambda.
    private(set) var rules: Set<String> = []
    /// Imported functions: `gcd` to `math.gcd`.
    private(set) var imports: [String: String] = [:]
    private(set) var modules: Set<String> = []
    /// Names whose value is changed in place somewhere.
    private(set) var changed: Set<String> = []
    /// Names whose values are asked for somewhere.
    let used: Set<String>
    private var bound: Set<String>

    /// - Throws: ``SequentialExecutionError/untold(construct:line:)`` for an import that is not known.
    init(_ function: FunctionDefinition) throws {
        bound = Set(function.parameters.map(\.name) + [function.name])
        used = Names.read(in: function.body)
        try read(function.body)
    }

    func isBound(_ name: String) -> Bool { bound.contains(name) }

    /// Whether what is called `name` is a built-in function of Python here: nothing in the function has that name.
    func builtin(_ name: String) -> String? {
        if let full = imports[name] { return full }
        return bound.contains(name) ? nil : name
    }

    static let known: [String: Set<String>] = [
        "math": ["gcd", "lcm", "sqrt", "isqrt", "floor", "ceil", "factorial", "comb", "prod", "inf"],
        "collections": ["deque", "Counter", "defaultdict"],
        "functools": ["reduce"],
    ]

    private mutating func read(_ body: [Statement]) throws {
        for statement in body { try read(statement) }
    }

    private mutating func read(_ statement: Statement) throws {
        switch statement {
        case .importing(let part): try add(part)
        case .function(let function):
            helpers[function.name] = function
            bound.formUnion([function.name] + function.parameters.map(\.name))
        case .assign(let targets, let value):
            if case .lambda = value, case .name(let name) = targets[0] { rules.insert(name) }
            for target in targets { set(target) }
        case .augment(let target, _, _):
            set(target)
            if let root = target.rootName { changed.insert(root) }
        case .forEach(let target, _, _, _): set(target)
        case .delete(let targets): changed.formUnion(targets.compactMap(\.rootName))
        default: break
        }
        for expression in statement.ownExpressions { visit(expression) }
        for block in statement.blocks { try read(block) }
    }

    private mutating func add(_ part: Import) throws {
        guard let functions = Self.known[part.module] else {
            throw SequentialExecutionError.untold(construct: "the module \(part.module)", line: nil)
        }
        if part.names.isEmpty { modules.insert(part.module) }
        for name in part.names {
            guard functions.contains(name) else {
                throw SequentialExecutionError.untold(construct: "the function \(part.module).\(name)", line: nil)
            }
            imports[name] = "\(part.module).\(name)"
        }
    }

    private mutating func set(_ target: Expression) {
        bound.formUnion(target.targetNames)
        switch target {
        case .subscripted: if let root = target.rootName { changed.insert(root) }
        case .tuple(let items), .list(let items): for item in items { set(item) }
        default: break
        }
    }

    static let changing: Set<String> = [
        "append", "appendleft", "extend", "insert", "remove", "pop", "popleft", "popitem", "clear", "sort", "reverse", "add", "discard",
        "update", "setdefault",
    ]

    private mutating func visit(_ expression: Expression) {
        switch expression {
        case .call(.attribute(let owner, let method), _, _) where Self.changing.contains(method):
            if let root = owner.rootName { changed.insert(root) }
        case .comprehension(_, _, _, let clauses): for clause in clauses { bound.formUnion(clause.target.targetNames) }
        case .lambda(let names, _): bound.formUnion(names)
        default: break
        }
        for child in expression.children { visit(child) }
    }
}

extension Expression {
    /// `xs` of `xs`, `xs[i]` and `xs[i][j]`.
    var rootName: String? {
        switch self {
        case .name(let name): name
        case .subscripted(let value, _): value.rootName
        default: nil
        }
    }

    /// Whether working the expression out may change something or run a helper.
    func hasEffects(_ scope: Scope) -> Bool {
        if case .call(let function, _, _) = self {
            switch function {
            case .name(let name): if scope.helpers[name] != nil || scope.rules.contains(name) { return true }
            case .attribute(_, let method): if Scope.changing.contains(method) { return true }
            default: return true
            }
        }
        return children.contains { $0.hasEffects(scope) }
    }
}
