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

    /// Whether the function mentions its own name.
    static func isRecursive(_ function: FunctionDefinition) -> Bool {
        all(in: function.body).contains(function.name)
    }
}
