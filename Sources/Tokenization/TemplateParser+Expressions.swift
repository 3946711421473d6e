/// Expressions, by falling precedence: conditional, or, and, not, comparison, sum, `~`, product, sign, postfix.
extension TemplateParser {
    mutating func expression() throws -> TemplateExpression {
        try nested { parser in
            var value = try parser.alternative()
            while parser.accept(.name("if")) {
                try parser.countOperator()
                let condition = try parser.alternative()
                let otherwise = parser.accept(.name("else")) ? try parser.expression() : nil
                value = .conditional(value, condition: condition, otherwise: otherwise)
            }
            return value
        }
    }

    /// Everything but the conditional, which a `for` would confuse with its own `if`.
    mutating func alternative() throws -> TemplateExpression {
        try chain({ $0.isName("or") ? "or" : nil }, { try $0.conjunction() })
    }

    private mutating func conjunction() throws -> TemplateExpression {
        try chain({ $0.isName("and") ? "and" : nil }, { try $0.negation() })
    }

    private mutating func negation() throws -> TemplateExpression {
        guard accept(.name("not")) else { return try comparison() }
        return .not(try nested { try $0.negation() })
    }

    private mutating func comparison() throws -> TemplateExpression {
        var left = try sum()
        var result: TemplateExpression?
        while true {
            var operation: String?
            if case .symbol(let symbol)? = peek(), ["==", "!=", "<", "<=", ">", ">="].contains(symbol) { operation = symbol }
            if isName("in") { operation = "in" }
            if isName("not"), peek(1) == .name("in") {
                operation = "not in"
                skip()
            }
            guard let operation else { return result ?? left }
            skip()
            try countOperator()
            let right = try sum()
            let link = TemplateExpression.binary(operation, left, right)
            result = result.map { .binary("and", $0, link) } ?? link
            left = right
        }
    }

    private mutating func sum() throws -> TemplateExpression {
        try chain({ $0.symbol(of: ["+", "-"]) }, { try $0.concatenation() })
    }

    private mutating func concatenation() throws -> TemplateExpression {
        try chain({ $0.symbol(of: ["~"]) }, { try $0.product() })
    }

    private mutating func product() throws -> TemplateExpression {
        try chain({ $0.symbol(of: ["*", "/", "//", "%"]) }, { try $0.sign(filters: true) })
    }

    private func symbol(of symbols: [String]) -> String? {
        guard case .symbol(let symbol)? = peek(), symbols.contains(symbol) else { return nil }
        return symbol
    }

    /// A left-associative level.
    private mutating func chain(
        _ operation: (TemplateParser) -> String?, _ operand: (inout TemplateParser) throws -> TemplateExpression
    ) throws -> TemplateExpression {
        var value = try operand(&self)
        while true {
            guard let symbol = operation(self) else { return value }
            skip()
            try countOperator()
            value = .binary(symbol, value, try operand(&self))
        }
    }

    private mutating func sign(filters: Bool) throws -> TemplateExpression {
        var value: TemplateExpression
        if accept(.symbol("-")) {
            value = .negative(try nested { try $0.sign(filters: false) })
        } else if accept(.symbol("+")) {
            value = try nested { try $0.sign(filters: false) }
        } else {
            value = try postfix(try primary())
        }
        if filters { value = try filtersAndTests(value) }
        return value
    }

    private mutating func primary() throws -> TemplateExpression {
        let token = peek()
        skip()
        switch token {
        case .name("true"), .name("True"): return .literal(.bool(true))
        case .name("false"), .name("False"): return .literal(.bool(false))
        case .name("none"), .name("None"): return .literal(.none)
        case .name(let text): return .name(text)
        case .integer(let value): return .literal(.integer(value))
        case .number(let value): return .literal(.number(value))
        case .string(var text):
            while case .string(let more)? = peek() {
                text += more
                skip()
            }
            return .literal(.string(text))
        case .symbol("("):
            let value = try expression()
            guard accept(.symbol(",")) else {
                try expect(.symbol(")"), "')'")
                return value
            }
            return .list([value] + (try items(closing: ")")))
        case .symbol("["): return .list(try items(closing: "]"))
        case .symbol("{"): return try object()
        default: throw failure("expected a value")
        }
    }

    private mutating func items(closing: String) throws -> [TemplateExpression] {
        var values: [TemplateExpression] = []
        while !accept(.symbol(closing)) {
            values.append(try expression())
            if !isSymbol(closing) { try expect(.symbol(","), "',' or '\(closing)'") }
        }
        return values
    }

    private mutating func object() throws -> TemplateExpression {
        var members: [(key: TemplateExpression, value: TemplateExpression)] = []
        while !accept(.symbol("}")) {
            let key = try expression()
            try expect(.symbol(":"), "':'")
            members.append((key, try expression()))
            if !isSymbol("}") { try expect(.symbol(","), "',' or '}'") }
        }
        return .object(members)
    }

    private mutating func postfix(_ start: TemplateExpression) throws -> TemplateExpression {
        var value = start
        while true {
            if accept(.symbol(".")) {
                if case .integer(let index)? = peek() {
                    skip()
                    value = .item(value, .literal(.integer(index)))
                } else {
                    value = .attribute(value, try name())
                }
            } else if accept(.symbol("[")) {
                value = try subscripted(value)
            } else if isSymbol("(") {
                value = .call(value, try arguments())
            } else {
                return value
            }
            try countOperator()
        }
    }

    private mutating func subscripted(_ value: TemplateExpression) throws -> TemplateExpression {
        var parts: [TemplateExpression?] = [nil]
        while !accept(.symbol("]")) {
            if accept(.symbol(":")) {
                parts.append(nil)
            } else {
                parts[parts.count - 1] = try expression()
                if !isSymbol(":"), !isSymbol("]") { throw failure("expected ':' or ']'") }
            }
        }
        if parts.count == 1, let index = parts[0] { return .item(value, index) }
        guard (2...3).contains(parts.count) else { throw failure("expected an index or a slice") }
        return .slice(value, parts[0], parts[1], parts.count == 3 ? parts[2] : nil)
    }

    private mutating func arguments() throws -> TemplateArguments {
        try expect(.symbol("("), "'('")
        var arguments = TemplateArguments()
        while !accept(.symbol(")")) {
            if case .name(let key)? = peek(), peek(1) == .symbol("=") {
                skip()
                skip()
                arguments.named.append((key, try expression()))
            } else {
                arguments.positional.append(try expression())
            }
            if !isSymbol(")") { try expect(.symbol(","), "',' or ')'") }
        }
        return arguments
    }

    private mutating func filtersAndTests(_ start: TemplateExpression) throws -> TemplateExpression {
        var value = start
        while true {
            if accept(.symbol("|")) {
                let filter = try name()
                value = .filter(value, filter, isSymbol("(") ? try arguments() : TemplateArguments())
            } else if accept(.name("is")) {
                let negated = accept(.name("not"))
                let test = try name()
                let condition = TemplateExpression.test(value, test, try testArguments())
                value = negated ? .not(condition) : condition
            } else {
                return value
            }
            try countOperator()
        }
    }

    /// Arguments of a test: in parentheses, or one value without.
    private mutating func testArguments() throws -> TemplateArguments {
        switch peek() {
        case .symbol("("): return try arguments()
        case .string, .integer, .number, .symbol("["), .symbol("{"): return TemplateArguments(positional: [try postfix(try primary())])
        case .name(let text) where !["else", "or", "and", "is", "if", "in", "not"].contains(text):
            return TemplateArguments(positional: [try postfix(try primary())])
        default: return TemplateArguments()
        }
    }
}
