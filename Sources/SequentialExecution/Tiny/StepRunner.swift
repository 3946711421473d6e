/// Executes a function of small integers and lists and writes every step down, one line each.
///
/// Only what ``TinyFunctionGenerator`` makes is known: integer arithmetic, comparisons, `and`/`or`, `len`, `max`, `min`, `abs`, `sum`,
/// subscripts, `append`, `if`, `for` over a list or `range`, `while`. Values stay within a bound so that a small model can carry them.
struct StepRunner {
    enum Failure: Error {
        /// A value, a list or the number of steps grew beyond what a worked solution should hold, or an operation is undefined.
        case outOfBounds
        case unknown
    }

    private(set) var variables: [String: Literal]
    private(set) var lines: [String] = []
    /// Largest magnitude of a value.
    let bound: Int
    let lineLimit: Int

    init(variables: [String: Literal], bound: Int = 99, lineLimit: Int = 80) {
        self.variables = variables
        self.bound = bound
        self.lineLimit = lineLimit
    }

    mutating func run(_ body: [Statement]) throws {
        for statement in body { try run(statement) }
    }

    private mutating func run(_ statement: Statement) throws {
        switch statement {
        case .assign(let targets, let value):
            guard case .name(let name)? = targets.first else { throw Failure.unknown }
            try assign(name, value)
        case .augment(.name(let name), let operation, let value):
            try assign(name, .binary(.name(name), operation, value))
        case .expression(.call(.attribute(.name(let list), "append"), let arguments, _)):
            guard case .list(var items)? = variables[list], let value = arguments.first else { throw Failure.unknown }
            let steps = try reductions(of: value)
            items.append(try literal(steps.last))
            variables[list] = .list(items)
            try write("\(list) = \(Literal.list(items).python)")
        case .conditional(let test, let body, let otherwise):
            try run(try decide(test) ? body : otherwise)
        case .forEach(.name(let name), let iterable, let body, _):
            for item in try items(of: iterable) {
                variables[name] = item
                try write("\(name) = \(item.python)")
                try run(body)
            }
        case .whileLoop(let test, let body, _):
            while try decide(test) { try run(body) }
        case .pass: break
        default: throw Failure.unknown
        }
    }

    private mutating func write(_ line: String) throws {
        guard lines.count < lineLimit else { throw Failure.outOfBounds }
        lines.append(line)
    }

    private mutating func assign(_ name: String, _ value: Expression) throws {
        let steps = try reductions(of: value)
        variables[name] = try literal(steps.last)
        try write(([name] + steps.map(PythonPrinter.source)).joined(separator: " = "))
    }

    /// Writes the test with its values put in and says whether it holds.
    private mutating func decide(_ test: Expression) throws -> Bool {
        let (text, holds) = try verdict(test)
        try write("\(text): \(holds ? "yes" : "no")")
        return holds
    }

    private func verdict(_ test: Expression) throws -> (String, Bool) {
        if case .boolean(let operation, let parts) = test {
            let verdicts = try parts.map(verdict)
            let holds = operation == .and ? verdicts.allSatisfy(\.1) : verdicts.contains(where: \.1)
            return (verdicts.map(\.0).joined(separator: " \(operation.rawValue) "), holds)
        }
        guard case .comparison(let left, let steps) = test, let step = steps.first, steps.count == 1 else { throw Failure.unknown }
        let right = try value(step.right)
        if let (dividend, isEven) = Parity.match(test) {
            let number = try value(dividend)
            return ("\(number) is \(isEven ? "even" : "odd")", (number % 2 == 0) == isEven)
        }
        let first = try value(left)
        return ("\(first) \(step.relation.rawValue) \(right)", try Self.holds(first, step.relation, right))
    }

    private static func holds(_ left: Int, _ relation: Expression.Relation, _ right: Int) throws -> Bool {
        switch relation {
        case .equal: return left == right
        case .notEqual: return left != right
        case .less: return left < right
        case .lessOrEqual: return left <= right
        case .greater: return left > right
        case .greaterOrEqual: return left >= right
        default: throw Failure.unknown
        }
    }

    private func items(of iterable: Expression) throws -> [Literal] {
        if case .call(.name("range"), let arguments, _) = iterable {
            let ends = try arguments.map(value)
            guard let last = ends.last, ends.count <= 2, last <= bound else { throw Failure.outOfBounds }
            let first = ends.count == 2 ? ends[0] : 0
            return first < last ? (first..<last).map { .integer($0) } : []
        }
        guard case .name(let name) = iterable, case .list(let items)? = variables[name] else { throw Failure.unknown }
        return items
    }

    private func value(_ expression: Expression) throws -> Int {
        guard case .integer(let value) = try literal(try reductions(of: expression).last) else { throw Failure.unknown }
        return value
    }

    private func literal(_ expression: Expression?) throws -> Literal {
        switch expression {
        case .constant(let literal): return literal
        case .list(let items) where items.isEmpty: return .list([])
        default: throw Failure.unknown
        }
    }

    // MARK: Reduction

    /// The expression with its values put in, then with one operation after the other worked out, innermost and leftmost first.
    private func reductions(of expression: Expression) throws -> [Expression] {
        var steps = [try substituted(expression)]
        while let last = steps.last, let next = try reducedOnce(last) { steps.append(next) }
        return steps
    }

    private func substituted(_ expression: Expression) throws -> Expression {
        switch expression {
        case .name(let name):
            guard let value = variables[name] else { throw Failure.unknown }
            return .constant(value)
        case .binary(let left, let operation, let right): return .binary(try substituted(left), operation, try substituted(right))
        case .call(.name("len"), _, _): return expression
        case .call(.name("sum"), _, _): return expression
        case .call(let function, let arguments, _): return .call(function, try arguments.map(substituted), [])
        case .subscripted(let list, let index): return .subscripted(list, try substituted(index))
        default: return expression
        }
    }

    /// nil where nothing is left to do.
    private func reducedOnce(_ expression: Expression) throws -> Expression? {
        switch expression {
        case .binary(let left, let operation, let right):
            if let left = try reducedOnce(left) { return .binary(left, operation, right) }
            if let right = try reducedOnce(right) { return .binary(left, operation, right) }
            guard case .constant(.integer(let first)) = left, case .constant(.integer(let second)) = right else { throw Failure.unknown }
            return .integer(try Self.compute(first, operation, second, bound))
        case .call(.name(let name), let arguments, _):
            for (index, argument) in arguments.enumerated() {
                guard name != "len", name != "sum", let reduced = try reducedOnce(argument) else { continue }
                var arguments = arguments
                arguments[index] = reduced
                return .call(.name(name), arguments, [])
            }
            return .constant(try apply(name, arguments))
        case .subscripted(.name(let name), let index):
            if let index = try reducedOnce(index) { return .subscripted(.name(name), index) }
            guard case .list(let items)? = variables[name], case .constant(.integer(let position)) = index else { throw Failure.unknown }
            guard items.indices.contains(position) else { throw Failure.outOfBounds }
            return .constant(items[position])
        default: return nil
        }
    }

    private static func compute(_ left: Int, _ operation: Expression.BinaryOperator, _ right: Int, _ bound: Int) throws -> Int {
        let result: Int
        switch operation {
        case .add: result = left + right
        case .subtract: result = left - right
        case .multiply: result = left * right
        case .floorDivide, .remainder:
            guard right > 0 else { throw Failure.outOfBounds }
            let remainder = (left % right + right) % right
            result = operation == .remainder ? remainder : (left - remainder) / right
        default: throw Failure.unknown
        }
        guard abs(result) <= bound else { throw Failure.outOfBounds }
        return result
    }

    private func apply(_ name: String, _ arguments: [Expression]) throws -> Literal {
        if name == "len" || name == "sum" {
            guard case .name(let list)? = arguments.first, case .list(let items)? = variables[list] else { throw Failure.unknown }
            return .integer(name == "len" ? items.count : items.compactMap(\.integerValue).reduce(0, +))
        }
        let values = try arguments.map { argument -> Int in
            guard case .constant(.integer(let value)) = argument else { throw Failure.unknown }
            return value
        }
        switch (name, values.max(), values.min()) {
        case ("max", let most?, _): return .integer(most)
        case ("min", _, let least?): return .integer(least)
        case ("abs", let value?, _): return .integer(abs(value))
        default: throw Failure.unknown
        }
    }
}

/// Recognises `x % 2 == 0` and `x % 2 == 1`, which people call even and odd.
enum Parity {
    static func match(_ test: Expression) -> (Expression, isEven: Bool)? {
        guard case .comparison(.binary(let dividend, .remainder, .constant(.integer(2))), let steps) = test, steps.count == 1,
            steps[0].relation == .equal, case .constant(.integer(let rest)) = steps[0].right, rest == 0 || rest == 1
        else { return nil }
        return (dividend, rest == 0)
    }
}
