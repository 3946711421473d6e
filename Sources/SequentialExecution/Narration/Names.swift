/// The names that a function uses.
package enum Names {
    package static func all(in function: FunctionDefinition) -> Set<String> {
        Set([function.name] + function.parameters.map(\.name)).union(all(in: function.body))
    }

    private static func all(in body: [Statement]) -> Set<String> {
        var names: Set<String> = []
        for statement in body {
            for expression in statement.ownExpressions { names.formUnion(all(in: expression)) }
            if case .function(let function) = statement { names.formUnion(all(in: function)) }
            for block in statement.blocks { names.formUnion(all(in: block)) }
        }
        return names
    }

    private static func all(in expression: Expression) -> Set<String> {
        if case .name(let name) = expression { return [name] }
        return expression.children.reduce(into: []) { $0.formUnion(all(in: $1)) }
    }

    /// The names that the statements of a body set, helpers' own ones left out.
    static func bound(in body: [Statement]) -> Set<String> {
        body.reduce(into: []) { names, statement in
            switch statement {
            case .assign(let targets, _): names.formUnion(targets.flatMap(\.targetNames))
            case .augment(let target, _, _): names.formUnion(target.targetNames)
            case .forEach(let target, _, _, _): names.formUnion(target.targetNames)
            case .function(let function):
                names.insert(function.name)
                return
            default: break
            }
            for block in statement.blocks { names.formUnion(bound(in: block)) }
        }
    }

    /// The names whose values the statements of a body ask for.
    static func read(in body: [Statement]) -> Set<String> {
        body.reduce(into: []) { names, statement in
            switch statement {
            case .assign(let targets, let value): names.formUnion(targets.reduce(into: read(in: value)) { $0.formUnion(read(by: $1)) })
            case .forEach(let target, let iterable, _, _): names.formUnion(read(in: iterable).union(read(by: target)))
            default: names = statement.ownExpressions.reduce(into: names) { $0.formUnion(read(in: $1)) }
            }
            if case .function(let function) = statement {
                for parameter in function.parameters { names.formUnion(parameter.defaultValue.map(read(in:)) ?? []) }
            }
            for block in statement.blocks { names.formUnion(read(in: block)) }
        }
    }

    private static func read(in expression: Expression) -> Set<String> {
        switch expression {
        case .name(let name): return [name]
        case .comprehension(_, let element, let value, let clauses):
            let targets = clauses.map { read(by: $0.target) }
            let values = [element] + (value.map { [$0] } ?? []) + clauses.flatMap { [$0.iterable] + $0.conditions }
            return (targets + values.map(read(in:))).reduce([]) { $0.union($1) }
        default: return expression.children.reduce(into: []) { $0.formUnion(read(in: $1)) }
        }
    }

    /// What setting a target asks for: the places inside something.
    private static func read(by target: Expression) -> Set<String> {
        switch target {
        case .name: []
        case .tuple(let items), .list(let items): items.reduce(into: []) { $0.formUnion(read(by: $1)) }
        case .starred(let inner): read(by: inner)
        default: read(in: target)
        }
    }

    /// Whether the function mentions its own name.
    static func isRecursive(_ function: FunctionDefinition) -> Bool {
        all(in: function.body).contains(function.name)
    }
}
