/// The kinds of the names of a function, found by reading its assignments until nothing changes.
struct KindTable {
    private(set) var kinds: [String: Kind] = [:]
    /// What each helper gives back.
    private(set) var results: [String: Kind] = [:]
    /// Numbers that are 0 or more whatever the inputs are.
    var neverNegative: Set<String> = []
    private var parameters: [String: [String]] = [:]

    /// - Parameter examples: argument lists of test cases, which say what the parameters are.
    init(_ function: FunctionDefinition, examples: [[Literal]]) {
        for (index, parameter) in function.parameters.enumerated() {
            let values = examples.compactMap { index < $0.count ? Kind(of: $0[index]) : nil }
            let given = parameter.defaultValue.map { kind(of: $0) } ?? .open
            kinds[parameter.name] = Kind.joined(values + [given])
        }
        for _ in 0..<6 {
            let before = (kinds, results)
            read(function.body, in: nil)
            if kinds == before.0, results == before.1 { break }
        }
        neverNegative = Self.neverNegative(in: function, self)
    }

    private mutating func note(_ name: String, _ kind: Kind) {
        kinds[name] = (kinds[name] ?? .open).joined(kind)
    }

    // MARK: Statements

    private mutating func read(_ body: [Statement], in helper: String?) {
        for statement in body { read(statement, in: helper) }
    }

    private mutating func read(_ statement: Statement, in helper: String?) {
        for expression in statement.ownExpressions { visit(expression) }
        switch statement {
        case .assign(let targets, let value): for target in targets { bind(target, to: value) }
        case .augment(let target, let operation, let value):
            bind(target, to: kind(of: .binary(target, operation, value)))
        case .forEach(let target, let iterable, _, _): bind(target, to: item(of: iterable))
        case .returning(let value?):
            if let helper { results[helper] = (results[helper] ?? .open).joined(kind(of: value)) }
        case .function(let function):
            parameters[function.name] = function.parameters.map(\.name)
            for parameter in function.parameters { note(parameter.name, parameter.defaultValue.map { kind(of: $0) } ?? .open) }
            read(function.body, in: function.name)
            return
        default: break
        }
        for block in statement.blocks { read(block, in: helper) }
    }

    /// Calls tell what helpers take and what lists hold; comprehensions bind names.
    private mutating func visit(_ expression: Expression) {
        switch expression {
        case .call(.name(let name), let arguments, _):
            if let names = parameters[name] {
                for (parameter, argument) in zip(names, arguments) { note(parameter, kind(of: argument)) }
            }
        case .call(.attribute(let owner, let method), let arguments, _): grow(owner, by: method, arguments)
        case .comprehension(_, _, _, let clauses):
            for clause in clauses { bind(clause.target, to: item(of: clause.iterable)) }
        default: break
        }
        for child in expression.children { visit(child) }
    }

    /// `xs.append(v)` and its kin say what `xs` holds.
    private mutating func grow(_ owner: Expression, by method: String, _ arguments: [Expression]) {
        let held: Kind
        switch (method, arguments.count) {
        case ("append", 1), ("appendleft", 1): held = .list(kind(of: arguments[0]))
        case ("insert", 2): held = .list(kind(of: arguments[1]))
        case ("extend", 1): held = .list(kind(of: arguments[0]).item)
        case ("add", 1): held = .set(kind(of: arguments[0]))
        case ("setdefault", 2): held = .dictionary(kind(of: arguments[0]), kind(of: arguments[1]))
        default: return
        }
        bind(owner, to: held)
    }

    private mutating func bind(_ target: Expression, to value: Expression) {
        if case .tuple(let targets) = target, case .tuple(let values) = value, targets.count == values.count {
            for (target, value) in zip(targets, values) { bind(target, to: kind(of: value)) }
        } else {
            bind(target, to: kind(of: value))
        }
    }

    private mutating func bind(_ target: Expression, to kind: Kind) {
        switch target {
        case .name(let name): note(name, kind)
        case .tuple(let targets), .list(let targets):
            for (index, target) in targets.enumerated() {
                if case .starred(let inner) = target {
                    bind(inner, to: .list(kind.item))
                } else if case .tuple(let kinds) = kind, kinds.count == targets.count {
                    bind(target, to: kinds[index])
                } else {
                    bind(target, to: kind.item)
                }
            }
        case .subscripted(let owner, let index):
            switch self.kind(of: owner) {
            case .dictionary: bind(owner, to: .dictionary(self.kind(of: index), kind))
            case .list:
                if case .slice = index { bind(owner, to: .list(kind.item)) } else { bind(owner, to: .list(kind)) }
            default: break
            }
        case .call(.attribute(let owner, "setdefault"), let arguments, _) where arguments.count == 2:
            bind(.subscripted(owner, arguments[0]), to: kind)
        default: break
        }
    }
}
