extension Statement {
    /// The statement with a name replaced wherever it is used.
    func replacingName(_ old: String, with new: String) -> Statement {
        let change = { (expression: Expression) in expression.replacingName(old, with: new) }
        let inner = mappingBlocks { $0.map { $0.replacingName(old, with: new) } }
        switch inner {
        case .assign(let targets, let value): return .assign(targets.map(change), change(value))
        case .augment(let target, let operation, let value): return .augment(change(target), operation, change(value))
        case .expression(let value): return .expression(change(value))
        case .conditional(let test, let body, let otherwise): return .conditional(test: change(test), body: body, otherwise: otherwise)
        case .forEach(let target, let iterable, let body, let otherwise):
            return .forEach(target: change(target), iterable: change(iterable), body: body, otherwise: otherwise)
        case .whileLoop(let test, let body, let otherwise): return .whileLoop(test: change(test), body: body, otherwise: otherwise)
        case .returning(let value): return .returning(value.map(change))
        case .delete(let targets): return .delete(targets.map(change))
        case .raise(let value): return .raise(value.map(change))
        default: return inner
        }
    }
}

extension Expression {
    /// The expression with a name replaced wherever it is used.
    func replacingName(_ old: String, with new: String) -> Expression {
        let change = { (expression: Expression) in expression.replacingName(old, with: new) }
        switch self {
        case .name(let name): return .name(name == old ? new : name)
        case .constant: return self
        case .unary(let operation, let inner): return .unary(operation, change(inner))
        case .binary(let left, let operation, let right): return .binary(change(left), operation, change(right))
        case .boolean(let operation, let items): return .boolean(operation, items.map(change))
        case .comparison(let left, let steps): return .comparison(change(left), steps.map { .init($0.relation, change($0.right)) })
        case .call(let function, let arguments, let keywords):
            return .call(change(function), arguments.map(change), keywords.map { .init(name: $0.name, value: change($0.value)) })
        case .attribute(let value, let name): return .attribute(change(value), name)
        case .subscripted(let value, let index): return .subscripted(change(value), change(index))
        case .slice(let lower, let upper, let step):
            return .slice(lower: lower.map(change), upper: upper.map(change), step: step.map(change))
        case .list(let items): return .list(items.map(change))
        case .tuple(let items): return .tuple(items.map(change))
        case .set(let items): return .set(items.map(change))
        case .formatted(let items): return .formatted(items.map(change))
        case .dictionary(let items): return .dictionary(items.map { .init(key: change($0.key), value: change($0.value)) })
        case .conditional(let test, let then, let otherwise):
            return .conditional(test: change(test), then: change(then), otherwise: change(otherwise))
        case .comprehension(let kind, let element, let value, let clauses):
            return .comprehension(
                kind, element: change(element), value: value.map(change),
                clauses: clauses.map {
                    .init(target: change($0.target), iterable: change($0.iterable), conditions: $0.conditions.map(change))
                })
        case .lambda(let parameters, let body): return .lambda(parameters, change(body))
        case .starred(let inner): return .starred(change(inner))
        }
    }
}
