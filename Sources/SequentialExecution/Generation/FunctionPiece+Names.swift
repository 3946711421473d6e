extension [Statement] {
    /// The names that a piece sets, defines or holds open, in the order of the source.
    var ownNames: [String] {
        var names: [String] = []
        for statement in self { statement.collect(&names) }
        return Names.unique(names)
    }
}

extension Statement {
    fileprivate func collect(_ names: inout [String]) {
        switch self {
        case .assign(let targets, _): names += targets.flatMap(\.targetNames)
        case .forEach(let target, _, _, _): names += target.targetNames
        case .function(let function): names += [function.name] + function.parameters.map(\.name)
        default: break
        }
        for expression in ownExpressions { expression.collect(&names) }
        for block in blocks { for statement in block { statement.collect(&names) } }
    }
}

extension Expression {
    fileprivate func collect(_ names: inout [String]) {
        switch self {
        case .name(let name) where name.hasPrefix("C") && name.contains("_"): names.append(name)
        case .comprehension(_, _, _, let clauses): names += clauses.flatMap(\.target.targetNames)
        case .lambda(let parameters, _): names += parameters
        default: break
        }
        for child in children { child.collect(&names) }
    }
}
