import SequentialExecution

extension Statement {
    var isImport: Bool { if case .importing = self { true } else { false } }

    /// The blocks inside.
    var parts: [[Statement]] {
        switch self {
        case .conditional(_, let body, let otherwise), .forEach(_, _, let body, let otherwise), .whileLoop(_, let body, let otherwise):
            [body, otherwise]
        case .function(let function): [function.body]
        default: []
        }
    }

    func replacing(part: Int, with block: [Statement]) -> Statement {
        switch self {
        case .conditional(let test, let body, let otherwise):
            return .conditional(test: test, body: part == 0 ? block : body, otherwise: part == 1 ? block : otherwise)
        case .forEach(let target, let iterable, let body, let otherwise):
            return .forEach(target: target, iterable: iterable, body: part == 0 ? block : body, otherwise: part == 1 ? block : otherwise)
        case .whileLoop(let test, let body, let otherwise):
            return .whileLoop(test: test, body: part == 0 ? block : body, otherwise: part == 1 ? block : otherwise)
        case .function(var function):
            function.body = block
            return .function(function)
        default: return self
        }
    }
}

extension Expression {
    /// The expressions inside that may be exchanged for others.
    var parts: [Expression] {
        switch self {
        case .constant, .name: []
        case .unary(_, let inner), .attribute(let inner, _), .starred(let inner), .lambda(_, let inner): [inner]
        case .binary(let left, _, let right), .subscripted(let left, let right): [left, right]
        case .boolean(_, let items), .list(let items), .tuple(let items), .set(let items), .formatted(let items): items
        case .comparison(let left, let steps): [left] + steps.map(\.right)
        case .call(let function, let arguments, let keywords):
            (function.isAttribute ? [function] : []) + arguments + keywords.map(\.value)
        case .slice(let lower, let upper, let step): [lower, upper, step].compactMap { $0 }
        case .dictionary(let items): items.flatMap { [$0.key, $0.value] }
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        case .comprehension(_, let element, let value, let clauses):
            [element] + (value.map { [$0] } ?? []) + clauses.flatMap { [$0.iterable] + $0.conditions }
        }
    }

    private var isAttribute: Bool { if case .attribute = self { true } else { false } }

    func replacing(part: Int, with new: Expression) -> Expression {
        var parts = parts
        parts[part] = new
        return rebuilt(parts[...])
    }

    private func rebuilt(_ parts: ArraySlice<Expression>) -> Expression {
        var parts = parts
        switch self {
        case .constant, .name: return self
        case .unary(let operation, _): return .unary(operation, parts.removeFirst())
        case .attribute(_, let name): return .attribute(parts.removeFirst(), name)
        case .starred: return .starred(parts.removeFirst())
        case .lambda(let names, _): return .lambda(names, parts.removeFirst())
        case .binary(_, let operation, _): return .binary(parts.removeFirst(), operation, parts.removeFirst())
        case .subscripted: return .subscripted(parts.removeFirst(), parts.removeFirst())
        case .boolean(let operation, _): return .boolean(operation, Array(parts))
        case .list: return .list(Array(parts))
        case .tuple: return .tuple(Array(parts))
        case .set: return .set(Array(parts))
        case .formatted: return .formatted(Array(parts))
        case .comparison(_, let steps):
            let left = parts.removeFirst()
            return .comparison(left, steps.map { .init($0.relation, parts.removeFirst()) })
        case .call(let function, let arguments, let keywords):
            let called = function.isAttribute ? parts.removeFirst() : function
            let plain = arguments.map { _ in parts.removeFirst() }
            return .call(called, plain, keywords.map { .init(name: $0.name, value: parts.removeFirst()) })
        case .slice(let lower, let upper, let step):
            return .slice(
                lower: lower.map { _ in parts.removeFirst() }, upper: upper.map { _ in parts.removeFirst() },
                step: step.map { _ in parts.removeFirst() })
        case .dictionary(let items): return .dictionary(items.map { _ in .init(key: parts.removeFirst(), value: parts.removeFirst()) })
        case .conditional: return .conditional(test: parts.removeFirst(), then: parts.removeFirst(), otherwise: parts.removeFirst())
        case .comprehension(let kind, _, let value, let clauses):
            let element = parts.removeFirst()
            let held = value.map { _ in parts.removeFirst() }
            return .comprehension(
                kind, element: element, value: held,
                clauses: clauses.map { clause in
                    let iterable = parts.removeFirst()
                    return .init(target: clause.target, iterable: iterable, conditions: clause.conditions.map { _ in parts.removeFirst() })
                })
        }
    }
}
