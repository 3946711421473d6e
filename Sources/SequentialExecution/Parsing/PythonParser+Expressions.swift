extension PythonParser {
    /// Expressions with commas between them are a tuple.
    mutating func expressionList() throws -> Expression {
        try list { try $0.starredOrExpression() }
    }

    /// What stands between `for` and `in`: operands alone, since `in` ends it.
    mutating func targetList() throws -> Expression {
        try list { try $0.take("*") ? .starred($0.binary(0)) : $0.binary(0) }
    }

    private mutating func list(_ item: (inout PythonParser) throws -> Expression) throws -> Expression {
        let first = try item(&self)
        guard at(",") else { return first }
        var items = [first]
        while take(",") {
            if ends { break }
            items.append(try item(&self))
        }
        return .tuple(items)
    }

    private var ends: Bool {
        switch current {
        case .lineEnd, .end: true
        case .operation(let text): [")", "]", "}", "=", ":", ";"].contains(text)
        case .name(let word): word == "in"
        default: false
        }
    }

    mutating func starredOrExpression() throws -> Expression {
        try take("*") ? .starred(binary(0)) : expression()
    }

    mutating func expression() throws -> Expression {
        if at("lambda") { return try lambda() }
        let value = try disjunction()
        if at(":=") { throw refuse(PythonConstruct.words("NamedExpr")) }
        guard take("if") else { return value }
        let test = try disjunction()
        try expect("else")
        return .conditional(test: test, then: value, otherwise: try expression())
    }

    private mutating func lambda() throws -> Expression {
        position += 1
        var names: [String] = []
        while !at(":") {
            if at("*") || at("**") { throw refuse("a variable number of parameters") }
            names.append(try identifier())
            if at("=") { throw refuse("a lambda with a default") }
            guard take(",") || at(":") else { throw unexpected(":") }
        }
        try expect(":")
        return .lambda(names, try expression())
    }

    mutating func disjunction() throws -> Expression {
        let first = try conjunction()
        guard at("or") else { return first }
        var items = [first]
        while take("or") { items.append(try conjunction()) }
        return .boolean(.or, items)
    }

    private mutating func conjunction() throws -> Expression {
        let first = try inversion()
        guard at("and") else { return first }
        var items = [first]
        while take("and") { items.append(try inversion()) }
        return .boolean(.and, items)
    }

    private mutating func inversion() throws -> Expression {
        if take("not") { return .unary(.not, try inversion()) }
        let left = try binary(0)
        var steps: [Expression.Comparison] = []
        while let relation = relation() { steps.append(.init(relation, try binary(0))) }
        return steps.isEmpty ? left : .comparison(left, steps)
    }

    private mutating func relation() -> Expression.Relation? {
        let start = position
        var text = ""
        switch current {
        case .operation(let operation): text = operation
        case .name("in"): text = "in"
        case .name("is"): text = "is"
        case .name("not"): text = "not in"
        default: return nil
        }
        position += 1
        if text == "not in", !take("in") {
            position = start
            return nil
        }
        if text == "is", take("not") { text = "is not" }
        guard let relation = Expression.Relation(rawValue: text) else {
            position = start
            return nil
        }
        return relation
    }

    /// Loosest first; each is left-associative.
    private static let levels: [[String]] = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]]

    mutating func binary(_ level: Int) throws -> Expression {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while case .operation(let text) = current, Self.levels[level].contains(text),
            let operation = Expression.BinaryOperator(rawValue: text)
        {
            position += 1
            left = .binary(left, operation, try binary(level + 1))
        }
        if at("@") { throw refuse(PythonConstruct.words("MatMult")) }
        return left
    }

    private mutating func unary() throws -> Expression {
        for (text, operation) in [("-", Expression.UnaryOperator.negative), ("+", .positive), ("~", .invert)] where take(text) {
            return .unary(operation, try unary())
        }
        if at("await") { throw refuse(PythonConstruct.words("Await")) }
        let base = try primary()
        guard take("**") else { return base }
        return .binary(base, .power, try unary())
    }

    private mutating func primary() throws -> Expression {
        var value = try atom()
        while true {
            if take(".") {
                value = .attribute(value, try identifier())
            } else if take("(") {
                value = try call(value)
            } else if take("[") {
                value = .subscripted(value, try index())
            } else {
                return value
            }
        }
    }

    private mutating func call(_ function: Expression) throws -> Expression {
        var arguments: [Expression] = []
        var keywords: [Expression.Keyword] = []
        while !take(")") {
            if take("**") {
                keywords.append(.init(name: nil, value: try expression()))
            } else if case .name(let name) = current, tokens[position + 1].token == .operation("=") {
                position += 2
                keywords.append(.init(name: name, value: try expression()))
            } else {
                let argument = try starredOrExpression()
                if at("for") {
                    arguments.append(.comprehension(.generator, element: argument, value: nil, clauses: try clauses()))
                } else {
                    arguments.append(argument)
                }
            }
            guard take(",") || at(")") else { throw unexpected(")") }
        }
        return .call(function, arguments, keywords)
    }

    private mutating func index() throws -> Expression {
        let first = try indexItem()
        if at(",") {
            var items = [first]
            while take(",") {
                if at("]") { break }
                items.append(try indexItem())
            }
            try expect("]")
            return .tuple(items)
        }
        try expect("]")
        return first
    }

    private mutating func indexItem() throws -> Expression {
        let lower = at(":") ? nil : try expression()
        guard take(":") else {
            guard let lower else { throw unexpected("an index") }
            return lower
        }
        let upper = at(":") || at("]") || at(",") ? nil : try expression()
        var step: Expression?
        if take(":"), !at("]"), !at(",") { step = try expression() }
        return .slice(lower: lower, upper: upper, step: step)
    }

    mutating func clauses() throws -> [Expression.ComprehensionClause] {
        var clauses: [Expression.ComprehensionClause] = []
        if at("async") { throw refuse("an asynchronous comprehension") }
        while take("for") {
            let target = try targetList()
            try expect("in")
            let iterable = try disjunction()
            var conditions: [Expression] = []
            while take("if") { conditions.append(try disjunction()) }
            clauses.append(.init(target: target, iterable: iterable, conditions: conditions))
        }
        return clauses
    }
}
