extension KindTable {
    /// Whether a number can be seen to be 0 or more whatever the inputs are. Only what is plain to see counts.
    func isNeverNegative(_ expression: Expression) -> Bool {
        switch expression {
        case .constant(let literal): return (literal.doubleValue ?? -1) >= 0
        case .name(let name): return neverNegative.contains(name)
        case .binary(_, .remainder, let right): return isNeverNegative(right)
        case .binary(let left, .bitAnd, let right): return isNeverNegative(left) || isNeverNegative(right)
        case .binary(let left, let operation, let right):
            return [.add, .multiply, .divide, .floorDivide, .power].contains(operation) && isNeverNegative(left) && isNeverNegative(right)
        case .conditional(_, let then, let otherwise): return isNeverNegative(then) && isNeverNegative(otherwise)
        case .call(.name(let name), let arguments, _): return givesNoNegative(name, arguments)
        case .call(.attribute(_, "count"), let arguments, _), .call(.attribute(_, "index"), let arguments, _): return arguments.count == 1
        default: return false
        }
    }

    private func givesNoNegative(_ name: String, _ arguments: [Expression]) -> Bool {
        guard results[name] == nil else { return false }
        switch name {
        case "len", "abs", "ord": return true
        case "max": return arguments.count > 1 && arguments.contains(where: isNeverNegative)
        case "min": return arguments.count > 1 && arguments.allSatisfy(isNeverNegative)
        case "int", "round": return arguments.count == 1 && arguments.allSatisfy(isNeverNegative)
        default: return false
        }
    }

    /// The names that only ever get values that are 0 or more: counters, positions, numbers of a range that starts at 0 or above.
    static func neverNegative(in function: FunctionDefinition, _ table: KindTable) -> Set<String> {
        var table = table
        // All that are set at first; those that a single value speaks against go, until none does.
        table.neverNegative = Names.bound(in: function.body).subtracting(function.parameters.map(\.name))
        while true {
            let doubted = Self.doubted(in: function.body, table)
            guard !table.neverNegative.isDisjoint(with: doubted) else { return table.neverNegative }
            table.neverNegative.subtract(doubted)
        }
    }

    /// The names that some statement may give a value below 0.
    private static func doubted(in body: [Statement], _ table: KindTable) -> Set<String> {
        body.reduce(into: []) { names, statement in
            switch statement {
            case .assign(let targets, let value):
                for target in targets { names.formUnion(doubted(target, value, table)) }
            case .augment(let target, let operation, let value):
                if !table.isNeverNegative(.binary(target, operation, value)) { names.formUnion(target.targetNames) }
            case .forEach(let target, let iterable, _, _):
                if case .name = target, table.holdsNoNegative(iterable) { break }
                if case .tuple(let parts) = target, case .call(.name("enumerate"), let arguments, []) = iterable, arguments.count == 1 {
                    names.formUnion(parts.dropFirst().flatMap(\.targetNames))
                } else {
                    names.formUnion(target.targetNames)
                }
            case .function(let function): names.formUnion(function.parameters.map(\.name) + [function.name])
            default: break
            }
            for expression in statement.ownExpressions { names.formUnion(expression.comprehensionNames) }
            for block in statement.blocks { names.formUnion(doubted(in: block, table)) }
        }
    }

    private static func doubted(_ target: Expression, _ value: Expression, _ table: KindTable) -> [String] {
        if case .tuple(let parts) = target, case .tuple(let values) = value, parts.count == values.count {
            return zip(parts, values).flatMap { doubted($0, $1, table) }
        }
        if case .name(let name) = target { return table.isNeverNegative(value) ? [] : [name] }
        return target.targetNames
    }

    /// Whether a range holds no number below 0.
    private func holdsNoNegative(_ range: Expression) -> Bool {
        guard case .call(.name("range"), let ends, []) = range else { return false }
        switch ends.count {
        case 1: return true
        case 2: return isNeverNegative(ends[0])
        case 3: return isNeverNegative(ends[0]) && ends[2].isPositiveConstant
        default: return false
        }
    }
}

extension Expression {
    fileprivate var isPositiveConstant: Bool { (wholeConstant ?? 0) > 0 }

    /// The names that comprehensions and lambdas in the expression set.
    fileprivate var comprehensionNames: Set<String> {
        var names = children.reduce(into: Set<String>()) { $0.formUnion($1.comprehensionNames) }
        switch self {
        case .comprehension(_, _, _, let clauses): names.formUnion(clauses.flatMap(\.target.targetNames))
        case .lambda(let parameters, _): names.formUnion(parameters)
        default: break
        }
        return names
    }
}
