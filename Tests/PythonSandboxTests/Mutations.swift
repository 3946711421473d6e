import SequentialExecution

/// Functions that differ from a given one in one node.
struct Mutations {
    private(set) var found: [(what: String, function: FunctionDefinition)] = []
    private let original: FunctionDefinition
    private let names: [String]

    static func all(of function: FunctionDefinition) -> [(what: String, function: FunctionDefinition)] {
        var mutations = Mutations(function)
        mutations.run()
        return mutations.found.filter { $0.function != function }
    }

    private init(_ function: FunctionDefinition) {
        original = function
        var names: [String] = function.parameters.map(\.name)
        for statement in function.body { Self.collect(statement, &names) }
        self.names = names
    }

    private static func collect(_ statement: Statement, _ names: inout [String]) {
        if case .assign(let targets, _) = statement, case .name(let name)? = targets.first, !names.contains(name) { names.append(name) }
        if case .forEach(.name(let name), _, _, _) = statement, !names.contains(name) { names.append(name) }
        for block in statement.parts { for inner in block { collect(inner, &names) } }
    }

    private mutating func run() {
        let parameters = original.parameters
        if parameters.count > 1 {
            var changed = original
            changed.parameters.swapAt(0, 1)
            found.append(("parameters", changed))
        }
        for (place, parameter) in parameters.enumerated() {
            guard let value = parameter.defaultValue else { continue }
            for variant in variants(value) {
                var changed = original
                changed.parameters[place].defaultValue = variant.1
                found.append(("default " + variant.0, changed))
            }
        }
        for (what, body) in variants(original.body) {
            var changed = original
            changed.body = body
            found.append((what, changed))
        }
    }

    // MARK: Statements

    private func variants(_ body: [Statement]) -> [(String, [Statement])] {
        var result: [(String, [Statement])] = []
        for place in body.indices {
            var without = body
            without.remove(at: place)
            result.append(("delete", without))
            // What a narration does not mention, an import, is no step that could come too late.
            if place + 1 < body.count, !body[place].isImport {
                var swapped = body
                swapped.swapAt(place, place + 1)
                result.append(("swap statements", swapped))
                result += scope(body, place)
            }
            for (what, replaced) in replacements(body[place]) {
                result.append((what, Array(body[..<place]) + replaced + Array(body[(place + 1)...])))
            }
        }
        return result
    }

    /// Moves the statement after a block into it, and the last one of the block behind it.
    private func scope(_ body: [Statement], _ place: Int) -> [(String, [Statement])] {
        var result: [(String, [Statement])] = []
        for (number, block) in body[place].parts.enumerated() where !block.isEmpty {
            var into = body
            into[place] = body[place].replacing(part: number, with: block + [body[place + 1]])
            into.remove(at: place + 1)
            result.append(("move in", into))
            if block.count > 1, let last = block.last {
                var out = body
                out[place] = body[place].replacing(part: number, with: Array(block.dropLast()))
                out.insert(last, at: place + 1)
                result.append(("move out", out))
            }
        }
        return result
    }

    private func replacements(_ statement: Statement) -> [(String, [Statement])] {
        var result: [(String, [Statement])] = []
        for (number, block) in statement.parts.enumerated() {
            for (what, variant) in variants(block) where !variant.isEmpty || number > 0 {
                result.append((what, [statement.replacing(part: number, with: variant)]))
            }
        }
        result += own(statement).map { ($0.0, [$0.1]) }
        switch statement {
        case .conditional(let test, let body, let otherwise):
            result.append(("always", body))
            if !otherwise.isEmpty {
                result.append(("drop else", [.conditional(test: test, body: body, otherwise: [])]))
                result.append(("swap branches", [.conditional(test: test, body: otherwise, otherwise: body)]))
                result.append(("else after", [.conditional(test: test, body: body, otherwise: [])] + otherwise))
            }
        case .whileLoop(let test, let body, let otherwise):
            result.append(("while to if", [.conditional(test: test, body: body, otherwise: otherwise)]))
            if !otherwise.isEmpty {
                result.append(("else of while after", [.whileLoop(test: test, body: body, otherwise: [])] + otherwise))
            }
        case .forEach(let target, let iterable, let body, let otherwise):
            if !otherwise.isEmpty {
                result.append(("else of for after", [.forEach(target: target, iterable: iterable, body: body, otherwise: [])] + otherwise))
            }
        case .function(var function):
            if function.parameters.count > 1 {
                function.parameters.swapAt(0, 1)
                result.append(("helper's parameters", [.function(function)]))
            }
        default: break
        }
        return result
    }

    private func own(_ statement: Statement) -> [(String, Statement)] {
        switch statement {
        case .assign(let targets, let value):
            return variants(value).map { ($0.0, .assign(targets, $0.1)) }
                + targets.indices.flatMap { place in
                    targetVariants(targets[place]).map { variant in
                        var changed = targets
                        changed[place] = variant.1
                        return (variant.0, .assign(changed, value))
                    }
                }
        case .augment(let target, let operation, let value):
            return variants(value).map { ($0.0, .augment(target, operation, $0.1)) }
                + targetVariants(target).map { ($0.0, .augment($0.1, operation, value)) }
                + Self.others(operation).map { ("update by \($0)", .augment(target, $0, value)) } + [
                    ("update to set", .assign([target], value))
                ]
        case .expression(let value): return variants(value).map { ($0.0, .expression($0.1)) }
        case .conditional(let test, let body, let otherwise):
            return variants(test).map { ($0.0, .conditional(test: $0.1, body: body, otherwise: otherwise)) }
        case .whileLoop(let test, let body, let otherwise):
            return variants(test).map { ($0.0, .whileLoop(test: $0.1, body: body, otherwise: otherwise)) }
        case .forEach(let target, let iterable, let body, let otherwise):
            return variants(iterable).map { ($0.0, .forEach(target: target, iterable: $0.1, body: body, otherwise: otherwise)) }
                + targetVariants(target).map { ($0.0, .forEach(target: $0.1, iterable: iterable, body: body, otherwise: otherwise)) }
        case .returning(let value?):
            return variants(value).map { ($0.0, .returning($0.1)) } + [
                ("return nothing", .returning(nil)), ("no return", .expression(value)),
            ]
        case .breaking: return [("break to continue", .continuing), ("break to pass", .pass)]
        case .continuing: return [("continue to break", .breaking), ("continue to pass", .pass)]
        case .nonlocal: return [("no nonlocal", .pass)]
        case .delete(let targets): return targetVariants(targets[0]).map { ($0.0, .delete([$0.1] + targets.dropFirst())) }
        default: return []
        }
    }

    private func targetVariants(_ target: Expression) -> [(String, Expression)] {
        switch target {
        case .name(let name): return other(than: name).map { [("target", .name($0))] } ?? []
        case .tuple(let items) where items.count > 1: return [("target order", .tuple([items[1], items[0]] + items.dropFirst(2)))]
        case .subscripted(let owner, let index): return variants(index).map { ("target " + $0.0, .subscripted(owner, $0.1)) }
        default: return []
        }
    }

    private func other(than name: String) -> String? {
        guard let place = names.firstIndex(of: name), names.count > 1 else { return names.first }
        return names[(place + 1) % names.count]
    }

    // MARK: Expressions

    private func variants(_ expression: Expression) -> [(String, Expression)] {
        own(expression) + inner(expression)
    }

    private func inner(_ expression: Expression) -> [(String, Expression)] {
        expression.parts.indices.flatMap { place in
            variants(expression.parts[place]).map { ($0.0, expression.replacing(part: place, with: $0.1)) }
        }
    }

    private func own(_ expression: Expression) -> [(String, Expression)] {
        switch expression {
        case .constant(.integer(let value)): return [("number", .integer(value + 1)), ("number", .integer(value - 1))]
        case .constant(.string(let text)):
            return [("text", .constant(.string(text + "x"))), ("text", .constant(.string(String(text.dropLast()))))]
        case .constant(.boolean(let value)): return [("truth", .constant(.boolean(!value)))]
        case .constant(.none): return [("null", .integer(0)), ("null", .constant(.boolean(false)))]
        case .name(let name): return other(than: name).map { [("name", .name($0))] } ?? []
        case .unary(_, let inner): return [("no sign", inner)]
        case .binary(let left, let operation, let right):
            return Self.others(operation).map { ("operation \($0)", .binary(left, $0, right)) }
                + [("swap operands", .binary(right, operation, left)), ("left alone", left)] + regrouped(left, operation, right)
        case .boolean(let operation, let items):
            return [
                ("and or", .boolean(operation == .and ? .or : .and, items)), ("swap conditions", .boolean(operation, items.reversed())),
            ]
                + (items.count == 2 ? [("one condition", items[0])] : [("fewer conditions", .boolean(operation, Array(items.dropLast())))])
        case .comparison(let left, let steps): return comparisons(left, steps)
        case .call(let function, let arguments, let keywords): return calls(function, arguments, keywords)
        case .slice(let lower, let upper, let step):
            return [
                ("slice", .slice(lower: upper, upper: lower, step: step)), ("slice", .slice(lower: lower, upper: upper, step: nil)),
                ("slice", .slice(lower: nil, upper: upper, step: step)), ("slice", .slice(lower: lower, upper: nil, step: step)),
            ]
        case .list(let items) where items.count > 1: return [("order", .list(items.reversed())), ("item", .list(Array(items.dropLast())))]
        case .tuple(let items) where items.count > 1:
            return [("order", .tuple(items.reversed())), ("item", .tuple(Array(items.dropLast())))]
        case .dictionary(let items) where items.count > 1: return [("item", .dictionary(Array(items.dropLast())))]
        case .conditional(let test, let then, let otherwise):
            return [("branches", .conditional(test: test, then: otherwise, otherwise: then)), ("branch", then)]
        case .comprehension(let kind, let element, let value, let clauses): return comprehensions(kind, element, value, clauses)
        case .formatted(let parts) where parts.count > 1:
            return [("text parts", .formatted(parts.reversed())), ("text part", .formatted(Array(parts.dropLast())))]
        case .lambda(let names, let body) where names.count > 1: return [("rule's parameters", .lambda(names.reversed(), body))]
        default: return []
        }
    }

    /// `(a op b) op c` to `a op (b op c)`.
    private func regrouped(_ left: Expression, _ operation: Expression.BinaryOperator, _ right: Expression) -> [(String, Expression)] {
        guard case .binary(let first, let inner, let second) = left else { return [] }
        return [("group", .binary(first, inner, .binary(second, operation, right)))]
    }

    private func comparisons(_ left: Expression, _ steps: [Expression.Comparison]) -> [(String, Expression)] {
        var result: [(String, Expression)] = []
        for place in steps.indices {
            for relation in [Expression.Relation.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual] {
                var changed = steps
                changed[place].relation = relation
                result.append(("relation \(relation)", .comparison(left, changed)))
            }
            if steps[place].relation == .isIn || steps[place].relation == .isNotIn {
                var changed = steps
                changed[place].relation = steps[place].relation == .isIn ? .isNotIn : .isIn
                result.append(("membership", .comparison(left, changed)))
            }
        }
        if steps.count == 1 { result.append(("sides", .comparison(steps[0].right, [.init(steps[0].relation, left)]))) }
        result.append(("not", .unary(.not, .comparison(left, steps))))
        return result
    }

    private static let exchanges = [
        "max": "min", "min": "max", "len": "sum", "sum": "len", "sorted": "list", "list": "sorted", "abs": "int", "int": "abs",
        "any": "all",
        "all": "any", "ord": "chr", "str": "int", "set": "list", "range": "list", "reversed": "sorted", "upper": "lower", "lower": "upper",
        "append": "remove", "pop": "copy", "startswith": "endswith", "endswith": "startswith", "isdigit": "isalpha", "isalpha": "isdigit",
        "strip": "lower", "index": "count", "count": "index", "extend": "append", "add": "discard", "keys": "values", "items": "keys",
    ]

    private func calls(_ function: Expression, _ arguments: [Expression], _ keywords: [Expression.Keyword]) -> [(String, Expression)] {
        var result: [(String, Expression)] = []
        switch function {
        case .name(let name):
            if let other = Self.exchanges[name] { result.append(("function \(name)", .call(.name(other), arguments, keywords))) }
        case .attribute(let owner, let method):
            if let other = Self.exchanges[method] {
                result.append(("method \(method)", .call(.attribute(owner, other), arguments, keywords)))
            }
        default: break
        }
        if arguments.count > 1 {
            result.append(("arguments", .call(function, [arguments[1], arguments[0]] + arguments.dropFirst(2), keywords)))
            result.append(("argument", .call(function, Array(arguments.dropLast()), keywords)))
        }
        if !keywords.isEmpty { result.append(("keyword", .call(function, arguments, Array(keywords.dropLast())))) }
        return result
    }

    private func comprehensions(
        _ kind: Expression.ComprehensionKind, _ element: Expression, _ value: Expression?, _ clauses: [Expression.ComprehensionClause]
    ) -> [(String, Expression)] {
        var result: [(String, Expression)] = []
        for place in clauses.indices where !clauses[place].conditions.isEmpty {
            var changed = clauses
            changed[place].conditions.removeLast()
            result.append(("condition", .comprehension(kind, element: element, value: value, clauses: changed)))
        }
        if clauses.count > 1 {
            result.append(("clauses", .comprehension(kind, element: element, value: value, clauses: clauses.reversed())))
        }
        if kind == .list { result.append(("kind", .comprehension(.set, element: element, value: value, clauses: clauses))) }
        if let value { result.append(("pair", .comprehension(kind, element: value, value: element, clauses: clauses))) }
        return result
    }

    private static func others(_ operation: Expression.BinaryOperator) -> [Expression.BinaryOperator] {
        let all: [Expression.BinaryOperator] = [
            .add, .subtract, .multiply, .divide, .floorDivide, .remainder, .power, .shiftLeft, .shiftRight, .bitAnd, .bitOr, .bitXor,
        ]
        let place = all.firstIndex(of: operation) ?? 0
        return [all[(place + 1) % all.count], all[(place + 5) % all.count], all[(place + 11) % all.count]]
    }
}
