/// Numbers the parts of an expression whose values are worth knowing: what operators, comparisons and a few functions work on.
struct TracePlaces {
    private var next = 0
    /// The number of the part that comes first, where there is one.
    private(set) var first: Int?

    /// The expression with `wrap` around each part; unchanged where it is a part as a whole.
    mutating func wrapped(_ expression: Expression, _ wrap: (Int, Expression) -> Expression) -> Expression {
        Self.isOpen(expression) ? visit(expression, wrap) : expression
    }

    /// Whether there is something to work out between parts.
    static func isOpen(_ expression: Expression) -> Bool {
        switch expression {
        case .binary, .boolean, .comparison: true
        case .unary(_, let inner): isOpen(inner)
        case .call(.name(let name), let arguments, let keywords):
            ["max", "min"].contains(name) && arguments.count > 1 && keywords.isEmpty && !arguments.contains { $0.isStarred }
        default: false
        }
    }

    private mutating func visit(_ expression: Expression, _ wrap: (Int, Expression) -> Expression) -> Expression {
        if case .constant = expression { return expression }
        guard Self.isOpen(expression) else {
            defer { next += 1 }
            if first == nil { first = next }
            return wrap(next, expression)
        }
        switch expression {
        case .unary(let operation, let inner): return .unary(operation, visit(inner, wrap))
        case .binary(let left, let operation, let right):
            let left = visit(left, wrap)
            return .binary(left, operation, visit(right, wrap))
        case .boolean(let operation, let items): return .boolean(operation, items.map { visit($0, wrap) })
        case .comparison(let left, let steps):
            let left = visit(left, wrap)
            return .comparison(left, steps.map { .init($0.relation, visit($0.right, wrap)) })
        case .call(let function, let arguments, let keywords): return .call(function, arguments.map { visit($0, wrap) }, keywords)
        default: return expression
        }
    }

    /// The expression with the parts' values for the parts; of `and` and `or` only what was looked at. nil where a value is not known.
    static func filled(_ expression: Expression, with values: [Int: String]) -> Expression? {
        guard isOpen(expression) else { return nil }
        var places = TracePlaces()
        return places.fill(expression, values)
    }

    /// A constant as the values beside it are written: `null` and `"in"`, as the instruction says them, not `None` and `'in'`.
    private static func written(_ value: Literal) -> Expression {
        switch value {
        case .none, .boolean, .string: .name(value.json)
        default: .constant(value)
        }
    }

    private mutating func fill(_ expression: Expression, _ values: [Int: String]) -> Expression? {
        if case .constant(let value) = expression { return Self.written(value) }
        guard Self.isOpen(expression) else {
            defer { next += 1 }
            return values[next].map { .name($0.hasPrefix("-") ? "(\($0))" : $0) }
        }
        switch expression {
        case .unary(let operation, let inner): return fill(inner, values).map { .unary(operation, $0) }
        case .binary(let left, let operation, let right):
            let left = fill(left, values)
            let right = fill(right, values)
            guard let left, let right else { return nil }
            return .binary(left, operation, right)
        case .boolean(let operation, let items):
            let known = items.map { fill($0, values) }.prefix { $0 != nil }.compactMap { $0 }
            return known.isEmpty ? nil : known.count == 1 ? known[0] : .boolean(operation, known)
        case .comparison(let left, let steps):
            guard let left = fill(left, values) else { return nil }
            let known = steps.map { step in fill(step.right, values).map { Expression.Comparison(step.relation, $0) } }
            let seen = known.prefix { $0 != nil }.compactMap { $0 }
            return seen.isEmpty ? nil : .comparison(left, seen)
        case .call(let function, let arguments, let keywords):
            let known = arguments.map { fill($0, values) }
            guard !known.contains(where: { $0 == nil }) else { return nil }
            return .call(function, known.compactMap { $0 }, keywords)
        default: return nil
        }
    }
}
