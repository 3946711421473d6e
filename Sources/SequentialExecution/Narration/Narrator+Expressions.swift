extension Narrator {
    /// An expression in words; an operation inside an operation stands in parentheses.
    func words(_ expression: Expression) throws -> String {
        switch expression {
        case .constant(let literal): return Self.constant(literal)
        case .name(let name): return name
        case .unary(let operation, let inner): return try unary(operation, inner)
        case .binary(let left, let operation, let right): return Self.arithmetic(try operand(left), operation, try operand(right))
        case .boolean(let operation, let parts): return try parts.map { try operand($0) }.joined(separator: ", \(operation.rawValue) ")
        case .comparison(let left, let steps): return try comparison(left, steps)
        case .call(let function, let arguments, let keywords): return try call(function, arguments, keywords)
        case .subscripted(let value, let index): return try subscripted(value, index)
        case .list(let items): return items.isEmpty ? "an empty list" : "the list [\(try joined(items))]"
        case .tuple(let items): return "(\(try joined(items)))"
        case .set(let items): return "the set of \(try joined(items))"
        case .dictionary(let items):
            if items.isEmpty { return "an empty dictionary" }
            let pairs = try items.map { "\(try words($0.key)) to \(try words($0.value))" }
            return "a dictionary that maps \(pairs.joined(separator: ", "))"
        case .conditional(let test, let then, let otherwise):
            return "(\(try words(then)) if \(try words(test)), else \(try words(otherwise)))"
        case .comprehension(let kind, let element, let value, let clauses): return try comprehension(kind, element, value, clauses)
        case .attribute(_, let name): throw SequentialExecutionError.untold(construct: "the attribute .\(name)", line: nil)
        case .slice: throw SequentialExecutionError.untold(construct: "a slice outside a subscript", line: nil)
        case .lambda: throw SequentialExecutionError.untold(construct: "a lambda", line: nil)
        case .starred: throw SequentialExecutionError.untold(construct: "a starred expression", line: nil)
        case .formatted: throw SequentialExecutionError.untold(construct: "an f-string", line: nil)
        }
    }

    func joined(_ items: [Expression]) throws -> String {
        try items.map { try words($0) }.joined(separator: ", ")
    }

    /// An expression inside another: in parentheses where its end would be in doubt.
    func operand(_ expression: Expression) throws -> String {
        switch expression {
        case .binary, .boolean, .call: return "(\(try words(expression)))"
        default: return try words(expression)
        }
    }

    private static func constant(_ literal: Literal) -> String {
        switch literal {
        case .none: return "nothing (None)"
        case .boolean(let value): return value ? "true" : "false"
        case .string(let text): return text.isEmpty ? "an empty text" : "the text " + literal.json
        default: return literal.json
        }
    }

    private func unary(_ operation: Expression.UnaryOperator, _ inner: Expression) throws -> String {
        switch operation {
        case .negative:
            if case .constant(let literal) = inner, literal.doubleValue != nil { return "-" + literal.json }
            return "minus \(try operand(inner))"
        case .positive: return try operand(inner)
        case .invert: return "the bitwise complement of \(try operand(inner))"
        case .not: return "it is not true that \(try operand(inner))"
        }
    }

    static func arithmetic(_ left: String, _ operation: Expression.BinaryOperator, _ right: String) -> String {
        switch operation {
        case .add: return "\(left) plus \(right)"
        case .subtract: return "\(left) minus \(right)"
        case .multiply: return "\(left) times \(right)"
        case .divide: return "\(left) divided by \(right)"
        case .floorDivide: return "\(left) divided by \(right) and rounded down"
        case .remainder: return "the remainder of \(left) divided by \(right)"
        case .power: return "\(left) to the power of \(right)"
        case .shiftLeft: return "\(left) shifted left by \(right) bits"
        case .shiftRight: return "\(left) shifted right by \(right) bits"
        case .bitAnd: return "the bitwise AND of \(left) and \(right)"
        case .bitOr: return "the bitwise OR of \(left) and \(right)"
        case .bitXor: return "the bitwise XOR of \(left) and \(right)"
        }
    }

    private func comparison(_ left: Expression, _ steps: [Expression.Comparison]) throws -> String {
        if steps.count == 1, steps[0].relation == .equal, steps[0].right == .integer(0),
            case .binary(let value, .remainder, let divisor) = left
        {
            if divisor == .integer(2) { return "\(try operand(value)) is even" }
            return "\(try operand(value)) is divisible by \(try operand(divisor))"
        }
        var parts: [String] = []
        var current = left
        for step in steps {
            parts.append("\(try operand(current)) \(Self.relation(step.relation)) \(try operand(step.right))")
            current = step.right
        }
        return parts.joined(separator: " and ")
    }

    private static func relation(_ relation: Expression.Relation) -> String {
        switch relation {
        case .equal: return "equals"
        case .notEqual: return "is different from"
        case .less: return "is less than"
        case .lessOrEqual: return "is at most"
        case .greater: return "is greater than"
        case .greaterOrEqual: return "is at least"
        case .isSame: return "is"
        case .isNotSame: return "is not"
        case .isIn: return "occurs in"
        case .isNotIn: return "does not occur in"
        }
    }

    private func subscripted(_ value: Expression, _ index: Expression) throws -> String {
        let whole = try operand(value)
        guard case .slice(let lower, let upper, let step) = index else { return "\(whole)[\(try words(index))]" }
        if let step {
            guard lower == nil, upper == nil, step == .unary(.negative, .integer(1)) || step == .integer(-1) else {
                let first = try lower.map { try words($0) } ?? "its start"
                let last = try upper.map { "up to but not including position \(try words($0))" } ?? "to its end"
                return
                    "the items of \(whole) from \(lower == nil ? first : "position " + first) \(last), taking steps of \(try words(step))"
            }
            return "\(whole) in reverse order"
        }
        switch (lower, upper) {
        case (nil, nil): return "a copy of \(whole)"
        case (let first?, nil): return "the part of \(whole) from position \(try words(first)) to its end"
        case (nil, let last?): return "the part of \(whole) before position \(try words(last))"
        case (let first?, let last?):
            return "the part of \(whole) from position \(try words(first)) up to but not including position \(try words(last))"
        }
    }

    private func comprehension(
        _ kind: Expression.ComprehensionKind, _ element: Expression, _ value: Expression?, _ clauses: [Expression.ComprehensionClause]
    ) throws -> String {
        let head: String
        switch kind {
        case .list: head = "the list of \(try operand(element))"
        case .set: head = "the set of all \(try operand(element))"
        case .generator: head = "the values \(try operand(element))"
        case .dictionary: head = "a dictionary that maps \(try operand(element)) to \(try value.map { try operand($0) } ?? "nothing")"
        }
        let rest = try clauses.map { clause in
            let conditions = try clause.conditions.map { " where \(try words($0))" }.joined()
            return " for each \(try words(clause.target)) in \(try words(clause.iterable))\(conditions)"
        }
        return "(" + head + rest.joined() + ")"
    }
}
