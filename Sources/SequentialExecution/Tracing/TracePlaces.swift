/// Numbers the parts of an expression whose values are worth knowing: what operators, comparisons and a few functions work on.
struct TracePlaces {
    /// The place of what an expression as a whole comes to.
    static let whole = -1

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
            keywords.isEmpty && !arguments.contains { $0.isStarred }
                && (arguments.count > 1 ? ["max", "min"].contains(name) : ofOne.contains(name) && arguments.contains(where: isOpen))
        default: false
        }
    }

    private static let ofOne: Set<String> = ["abs", "bool", "chr", "float", "int", "len", "round", "str"]

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
        return places.fill(expression) { place, _ in values[place].map { .name($0.hasPrefix("-") ? "(\($0))" : $0) } }
    }

    /// The expression as it stands in the function, as far as ``filled(_:with:)`` fills it.
    static func named(_ expression: Expression, seen values: [Int: String]) -> Expression? {
        guard isOpen(expression) else { return nil }
        var places = TracePlaces()
        return places.fill(expression) { place, part in values[place] == nil ? nil : written(part) }
    }

    /// An expression with its constants as values are written: `null` and `"in"`, as the instruction says them, not `None` and `'in'`.
    static func written(_ expression: Expression) -> Expression {
        expression.mappingLeaves { leaf in
            switch leaf {
            case .constant(.none), .constant(.boolean), .constant(.string):
                if case .constant(let value) = leaf { .name(value.json) } else { nil }
            default: nil
            }
        }
    }

    private mutating func fill(_ expression: Expression, _ part: (Int, Expression) -> Expression?) -> Expression? {
        if case .constant = expression { return Self.written(expression) }
        guard Self.isOpen(expression) else {
            defer { next += 1 }
            return part(next, expression)
        }
        switch expression {
        case .unary(let operation, let inner): return fill(inner, part).map { .unary(operation, $0) }
        case .binary(let left, let operation, let right):
            let left = fill(left, part)
            let right = fill(right, part)
            guard let left, let right else { return nil }
            return .binary(left, operation, right)
        case .boolean(let operation, let items):
            let known = items.map { fill($0, part) }.prefix { $0 != nil }.compactMap { $0 }
            return known.isEmpty ? nil : known.count == 1 ? known[0] : .boolean(operation, known)
        case .comparison(let left, let steps):
            guard let left = fill(left, part) else { return nil }
            let known = steps.map { step in fill(step.right, part).map { Expression.Comparison(step.relation, $0) } }
            let seen = known.prefix { $0 != nil }.compactMap { $0 }
            return seen.isEmpty ? nil : .comparison(left, seen)
        case .call(let function, let arguments, let keywords):
            let known = arguments.map { fill($0, part) }
            guard !known.contains(where: { $0 == nil }) else { return nil }
            return .call(function, known.compactMap { $0 }, keywords)
        default: return nil
        }
    }
}
