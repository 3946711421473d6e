extension Statement {
    /// The statement with a name replaced wherever it is used or set.
    func replacingName(_ old: String, with new: String) -> Statement {
        substituting { $0 == old ? .name(new) : nil }
    }

    /// The statement with names replaced by what `change` gives for them; where a name is set, only by another name.
    package func substituting(_ change: (String) -> Expression?) -> Statement {
        let inner = mappingBlocks { $0.map { $0.substituting(change) } }
        func new(_ expression: Expression) -> Expression { expression.substituting(change) }
        switch inner {
        case .assign(let targets, let value): return .assign(targets.map(new), new(value))
        case .augment(let target, let operation, let value): return .augment(new(target), operation, new(value))
        case .expression(let value): return .expression(new(value))
        case .conditional(let test, let body, let otherwise): return .conditional(test: new(test), body: body, otherwise: otherwise)
        case .forEach(let target, let iterable, let body, let otherwise):
            return .forEach(target: new(target), iterable: new(iterable), body: body, otherwise: otherwise)
        case .whileLoop(let test, let body, let otherwise): return .whileLoop(test: new(test), body: body, otherwise: otherwise)
        case .returning(let value): return .returning(value.map(new))
        case .delete(let targets): return .delete(targets.map(new))
        case .raise(let value): return .raise(value.map(new))
        case .nonlocal(let names): return .nonlocal(names.map { Self.renamed($0, change) })
        case .function(var function):
            function.name = Self.renamed(function.name, change)
            function.parameters = function.parameters.map {
                .init(Self.renamed($0.name, change), defaultValue: $0.defaultValue.map(new))
            }
            return .function(function)
        case .breaking, .continuing, .pass, .importing, .tryBlock: return inner
        }
    }

    fileprivate static func renamed(_ name: String, _ change: (String) -> Expression?) -> String {
        if case .name(let new)? = change(name) { return new }
        return name
    }
}

extension Expression {
    /// The expression with names replaced by what `change` gives for them.
    func substituting(_ change: (String) -> Expression?) -> Expression {
        mappingLeaves { leaf in if case .name(let name) = leaf { change(name) } else { nil } }
    }

    /// The expression with names and constants replaced by what `change` gives for them.
    func mappingLeaves(_ change: (Expression) -> Expression?) -> Expression {
        func new(_ expression: Expression) -> Expression { expression.mappingLeaves(change) }
        switch self {
        case .name, .constant: return change(self) ?? self
        case .unary(let operation, let inner): return .unary(operation, new(inner))
        case .binary(let left, let operation, let right): return .binary(new(left), operation, new(right))
        case .boolean(let operation, let items): return .boolean(operation, items.map(new))
        case .comparison(let left, let steps): return .comparison(new(left), steps.map { .init($0.relation, new($0.right)) })
        case .call(let function, let arguments, let keywords):
            return .call(new(function), arguments.map(new), keywords.map { .init(name: $0.name, value: new($0.value)) })
        case .attribute(let value, let name): return .attribute(new(value), name)
        case .subscripted(let value, let index): return .subscripted(new(value), new(index))
        case .slice(let lower, let upper, let step): return .slice(lower: lower.map(new), upper: upper.map(new), step: step.map(new))
        case .list(let items): return .list(items.map(new))
        case .tuple(let items): return .tuple(items.map(new))
        case .set(let items): return .set(items.map(new))
        case .formatted(let items): return .formatted(items.map(new))
        case .dictionary(let items): return .dictionary(items.map { .init(key: new($0.key), value: new($0.value)) })
        case .conditional(let test, let then, let otherwise):
            return .conditional(test: new(test), then: new(then), otherwise: new(otherwise))
        case .comprehension(let kind, let element, let value, let clauses):
            return .comprehension(
                kind, element: new(element), value: value.map(new),
                clauses: clauses.map {
                    .init(target: new($0.target), iterable: new($0.iterable), conditions: $0.conditions.map(new))
                })
        case .lambda(let parameters, let body):
            return .lambda(parameters.map { parameter in Statement.renamed(parameter) { change(.name($0)) } }, new(body))
        case .starred(let inner): return .starred(new(inner))
        }
    }
}
