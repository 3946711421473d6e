/// The kinds of the names of a function, found by reading its assignments until nothing changes.
struct KindTable {
    private var kinds: [String: Kind] = [:]
    /// What each helper gives back.
    private var results: [String: Kind] = [:]
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
        default: break
        }
    }
}

// MARK: Expressions

extension KindTable {
    func kind(of expression: Expression) -> Kind {
        switch expression {
        case .constant(let literal): return Kind(of: literal)
        case .name(let name): return kinds[name] ?? .open
        case .unary(let operation, let inner):
            if operation == .not { return .truth }
            let kind = kind(of: inner)
            return kind == .truth ? .whole : kind
        case .binary(let left, let operation, let right): return arithmetic(kind(of: left), operation, kind(of: right))
        case .boolean(_, let items): return Kind.joined(items.map(kind))
        case .comparison: return .truth
        case .call(let function, let arguments, _): return call(function, arguments)
        case .attribute: return .any
        case .subscripted(let value, let index): return subscripted(kind(of: value), index)
        case .slice: return .any
        case .list(let items): return .list(Kind.joined(items.map(itemKind)))
        case .tuple(let items):
            let starred = items.contains { if case .starred = $0 { true } else { false } }
            return starred ? .any : .tuple(items.map(kind))
        case .set(let items): return .set(Kind.joined(items.map(itemKind)))
        case .dictionary(let items):
            return .dictionary(Kind.joined(items.map { kind(of: $0.key) }), Kind.joined(items.map { kind(of: $0.value) }))
        case .conditional(_, let then, let otherwise): return kind(of: then).joined(kind(of: otherwise))
        case .comprehension(let form, let element, let value, _):
            switch form {
            case .list, .generator: return .list(kind(of: element))
            case .set: return .set(kind(of: element))
            case .dictionary: return .dictionary(kind(of: element), value.map { kind(of: $0) } ?? .open)
            }
        case .lambda, .starred: return .any
        case .formatted: return .text
        }
    }

    private func itemKind(_ expression: Expression) -> Kind {
        if case .starred(let inner) = expression { return kind(of: inner).item }
        return kind(of: expression)
    }

    /// The kind of what a loop over an expression goes through.
    func item(of iterable: Expression) -> Kind {
        guard case .call(let function, let arguments, _) = iterable else { return kind(of: iterable).item }
        switch (function, arguments.count) {
        case (.name("enumerate"), 1...2): return .tuple([.whole, kind(of: arguments[0]).item])
        case (.name("zip"), 1...): return .tuple(arguments.map { kind(of: $0).item })
        case (.attribute(let owner, "items"), 0):
            if case .dictionary(let key, let value) = kind(of: owner) { return .tuple([key, value]) }
            return .any
        default: return kind(of: iterable).item
        }
    }

    private func arithmetic(_ left: Kind, _ operation: Expression.BinaryOperator, _ right: Kind) -> Kind {
        let left = left == .truth ? .whole : left
        let right = right == .truth ? .whole : right
        switch (operation, left, right) {
        case (.divide, .whole, .whole): return .decimal
        case (.multiply, .text, _), (.multiply, _, .text): return .text
        case (.multiply, .list, _): return left
        case (.multiply, _, .list): return right
        case (.remainder, .text, _): return .text
        case (.subtract, .set, _), (.bitAnd, .set, _), (.bitOr, .set, _), (.bitXor, .set, _): return left
        case (.add, .tuple(let first), .tuple(let second)): return .tuple(first + second)
        default: return left.joined(right)
        }
    }

    private func subscripted(_ owner: Kind, _ index: Expression) -> Kind {
        if case .slice = index { return owner.isTuple ? .any : owner }
        switch owner {
        case .dictionary(_, let value): return value
        case .tuple(let items):
            guard let place = index.wholeConstant else { return owner.item }
            let index = place < 0 ? place + items.count : place
            return items.indices.contains(index) ? items[index] : .any
        case .set, .whole, .decimal, .truth, .null: return .any
        default: return owner.item
        }
    }

    private func call(_ function: Expression, _ arguments: [Expression]) -> Kind {
        switch function {
        case .name(let name): return results[name] ?? called(name, arguments)
        case .attribute(.name("math"), let name): return called(name, arguments)
        case .attribute(let owner, let method): return methodResult(method, kind(of: owner), arguments)
        default: return .any
        }
    }

    private func called(_ name: String, _ arguments: [Expression]) -> Kind {
        let first = arguments.first.map { kind(of: $0) } ?? .open
        switch name {
        case "len", "int", "ord", "gcd", "lcm", "isqrt", "floor", "ceil", "factorial", "comb": return .whole
        case "float", "sqrt": return .decimal
        case "bool", "any", "all", "isinstance", "callable": return .truth
        case "str", "chr", "bin", "hex", "oct", "repr", "format": return .text
        case "abs", "round": return name == "round" && arguments.count == 1 ? .whole : first
        case "sum": return first.item == .truth ? .whole : first.item
        case "pow": return arguments.count > 1 ? first.joined(kind(of: arguments[1])) : .any
        case "max", "min": return arguments.count == 1 ? first.item : Kind.joined(arguments.map(kind))
        case "sorted", "list", "reversed", "deque": return arguments.isEmpty ? .list(.open) : .list(item(of: arguments[0]))
        case "filter": return arguments.count == 2 ? .list(item(of: arguments[1])) : .any
        case "map": return .list(mapped(arguments))
        case "range": return .list(.whole)
        case "enumerate", "zip": return .list(item(of: .call(.name(name), arguments, [])))
        case "set": return .set(arguments.isEmpty ? .open : item(of: arguments[0]))
        case "Counter": return .dictionary(arguments.isEmpty ? .open : item(of: arguments[0]), .whole)
        case "defaultdict": return .dictionary(.open, arguments.first.map { called(PythonPrinter.source(of: $0), []) } ?? .open)
        case "dict": return arguments.isEmpty ? .dictionary(.open, .open) : (first.isDictionary ? first : .dictionary(.any, .any))
        case "divmod": return .tuple([first, first])
        case "tuple": return .list(arguments.isEmpty ? .open : item(of: arguments[0]))
        default: return .any
        }
    }

    private func mapped(_ arguments: [Expression]) -> Kind {
        guard arguments.count == 2, case .name(let name) = arguments[0] else { return .any }
        return results[name] ?? called(name, [])
    }

    private func methodResult(_ name: String, _ owner: Kind, _ arguments: [Expression]) -> Kind {
        switch name {
        case "index", "find", "rfind", "count", "bit_length": return .whole
        case "lower", "upper", "strip", "lstrip", "rstrip", "join", "replace", "title", "capitalize", "swapcase", "zfill", "center", "ljust",
            "rjust", "format":
            return .text
        case "split", "splitlines": return .list(.text)
        case "startswith", "endswith", "isdigit", "isalpha", "isalnum", "isupper", "islower", "isspace", "issubset", "issuperset",
            "isdisjoint":
            return .truth
        case "copy", "union", "intersection", "difference", "symmetric_difference": return owner
        case "keys": return .list(owner.item)
        case "values", "get", "setdefault":
            guard case .dictionary(_, let value) = owner else { return .any }
            if name == "values" { return .list(value) }
            return arguments.count == 2 ? value.joined(kind(of: arguments[1])) : .any
        case "items":
            if case .dictionary(let key, let value) = owner { return .list(.tuple([key, value])) }
            return .any
        case "pop", "popleft":
            if case .dictionary(_, let value) = owner { return value }
            return owner.item
        default: return .any
        }
    }
}

extension Expression {
    /// The value of a whole number that is written out, with or without a minus sign.
    var wholeConstant: Int? {
        switch self {
        case .constant(.integer(let value)): return value
        case .unary(.negative, .constant(.integer(let value))): return -value
        default: return nil
        }
    }
}
