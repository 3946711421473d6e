extension Expression {
    /// The expressions directly inside this one, in source order.
    var children: [Expression] {
        switch self {
        case .constant, .name: return []
        case .unary(_, let inner), .attribute(let inner, _), .starred(let inner), .lambda(_, let inner): return [inner]
        case .binary(let left, _, let right), .subscripted(let left, let right): return [left, right]
        case .boolean(_, let items), .list(let items), .tuple(let items), .set(let items), .formatted(let items): return items
        case .comparison(let left, let steps): return [left] + steps.map(\.right)
        case .call(let function, let arguments, let keywords): return [function] + arguments + keywords.map(\.value)
        case .slice(let lower, let upper, let step): return [lower, upper, step].compactMap { $0 }
        case .dictionary(let items): return items.flatMap { [$0.key, $0.value] }
        case .conditional(let test, let then, let otherwise): return [then, test, otherwise]
        case .comprehension(_, let element, let value, let clauses):
            return [element] + (value.map { [$0] } ?? []) + clauses.flatMap { [$0.target, $0.iterable] + $0.conditions }
        }
    }

    /// How many calls the expression holds, itself included.
    var callCount: Int {
        let own: Int
        if case .call = self { own = 1 } else { own = 0 }
        return children.reduce(own) { $0 + $1.callCount }
    }
}

extension Statement {
    /// The expressions that belong to the statement itself, not to statements inside it.
    var ownExpressions: [Expression] {
        switch self {
        case .assign(let targets, let value): return targets + [value]
        case .augment(let target, _, let value): return [target, value]
        case .expression(let value): return [value]
        case .conditional(let test, _, _), .whileLoop(let test, _, _): return [test]
        case .forEach(let target, let iterable, _, _): return [target, iterable]
        case .returning(let value), .raise(let value): return value.map { [$0] } ?? []
        case .delete(let targets): return targets
        case .tryBlock(_, let handlers, _, _): return handlers.compactMap(\.kind)
        case .breaking, .continuing, .pass, .function, .nonlocal, .importing: return []
        }
    }

    /// The blocks of statements directly inside this one.
    var blocks: [[Statement]] {
        switch self {
        case .conditional(_, let body, let otherwise), .forEach(_, _, let body, let otherwise),
            .whileLoop(_, let body, let otherwise):
            return [body, otherwise]
        case .tryBlock(let body, let handlers, let otherwise, let finally):
            return [body] + handlers.map(\.body) + [otherwise, finally]
        case .function(let function): return [function.body]
        default: return []
        }
    }
}
