extension Narrator {
    /// The words for a value.
    mutating func value(_ expression: Expression) throws -> Phrase {
        switch expression {
        case .constant(let literal): return try constant(literal)
        case .name(let text): return try named(text)
        case .unary(let operation, let inner): return try unary(operation, inner)
        case .binary(let left, let operation, let right): return try arithmetic(left, operation, right)
        case .boolean(let operation, let items): return try either(operation, items)
        case .comparison: return Phrase("whether \(try condition(expression).text)", .open)
        case .call(let function, let arguments, let keywords): return try call(function, arguments, keywords)
        case .subscripted(let owner, let index): return try subscripted(owner, index)
        case .list(let items):
            return items.isEmpty ? Phrase("an empty list", .atom) : Phrase("the list [\(try listed(items))]", .atom)
        case .tuple(let items): return try group(items)
        case .set(let items): return Phrase("the set that holds \(Self.enumerated(try items.map { try value($0).object }))", .open)
        case .dictionary(let items): return try dictionary(items)
        case .conditional(let test, let then, let otherwise): return try choice(test, then, otherwise)
        case .comprehension(let form, let element, let value, let clauses): return try comprehension(form, element, value, clauses)
        case .formatted(let parts): return try interpolated(parts)
        case .attribute(.name("math"), "inf") where scope.modules.contains("math"): return Phrase("infinity", .atom)
        case .attribute(_, let name): throw refusal("the attribute .\(name)")
        case .slice: throw refusal("a slice outside a subscript")
        case .lambda: throw refusal("a lambda that is no argument of sorted, max, min, map or filter and has no name")
        case .starred: throw refusal("a starred expression")
        }
    }

    /// A value where a number is needed: true counts as 1.
    mutating func number(_ expression: Expression) throws -> Phrase {
        guard isTruth(expression, asNumber: true) else { return try value(expression) }
        return Phrase("1 if \(try condition(expression).text), otherwise 0", .open)
    }

    mutating func listed(_ items: [Expression]) throws -> String {
        var told: [String] = []
        for item in items {
            if case .starred(let inner) = item {
                told.append("all items of \(try value(inner).object)")
            } else {
                told.append(try value(item).object)
            }
        }
        return told.joined(separator: ", ")
    }

    func named(_ text: String) throws -> Phrase {
        if scope.builtin(text) == "math.inf" { return Phrase("infinity", .atom) }
        guard scope.isBound(text) else { throw refusal("the name \(text), which nothing sets") }
        guard scope.helpers[text] == nil else { throw refusal("the function \(text) as a value") }
        return Phrase(name(text), .atom)
    }

    mutating func constant(_ literal: Literal) throws -> Phrase {
        switch literal {
        case .none: return Phrase("null", .atom)
        case .boolean(let value): return Phrase(value ? "true" : "false", .atom)
        case .string(let text): return Phrase(quoted(text), .atom)
        default: return Phrase(literal.json, .atom)
        }
    }

    mutating func quoted(_ text: String) -> String {
        switch text {
        case "": return settled("empty", "an empty text", "the empty text")
        case " ": return settled("space", "a single space", "one space")
        case "\n": return "a line break"
        default: break
        }
        let isOne = text.unicodeScalars.count == 1
        let isLetter = isOne && text.allSatisfy { $0.isASCII && $0.isLetter }
        let word = isLetter ? settled("letter", "the letter", "the character") : isOne ? "the character" : "the text"
        return word + " " + Literal.string(text).json
    }

    mutating func unary(_ operation: Expression.UnaryOperator, _ inner: Expression) throws -> Phrase {
        switch operation {
        case .negative:
            if case .constant(let literal) = inner, literal.doubleValue != nil { return Phrase("-" + literal.json, .atom) }
            return Phrase("minus \(try number(inner).operand)", .noun)
        case .positive: return try number(inner)
        case .invert: return Phrase("the bitwise complement of \(try number(inner).operand)", .noun)
        case .not: return Phrase("whether \(try condition(.unary(.not, inner)).text)", .open)
        }
    }

    mutating func group(_ items: [Expression]) throws -> Phrase {
        let word =
            switch items.count {
            case 0: "the empty group"
            case 2: settled("pair", "the pair", "the two values")
            case 3: "the triple"
            default: "the group"
            }
        return Phrase("\(word) (\(try listed(items)))", .atom)
    }

    mutating func dictionary(_ items: [Expression.DictionaryItem]) throws -> Phrase {
        if items.isEmpty { return Phrase("an empty dictionary", .atom) }
        let pairs = try items.map { "\(try value($0.key).object) the value \(try value($0.value).object)" }
        return Phrase("the dictionary that gives \(Self.enumerated(pairs))", .open)
    }

    mutating func choice(_ test: Expression, _ then: Expression, _ otherwise: Expression) throws -> Phrase {
        let first = try value(then).object
        return Phrase("\(first) if \(try condition(test).text), otherwise \(try value(otherwise).object)", .open)
    }

    /// Whether a value is true or false; as a number, also where it is 1 or 0 just when it counts as true or as false.
    func isTruth(_ expression: Expression, asNumber: Bool = false) -> Bool {
        if asNumber, case .boolean(let operation, let items) = expression, let last = items.last {
            let first = items.dropLast()
            return isTruth(last, asNumber: true)
                && first.allSatisfy { isTruth($0, asNumber: true) || (operation == .and && kind($0).isNumber) }
        }
        return kind(expression) == .truth
    }

    /// `a and b` or `a or b` as a value.
    mutating func either(_ operation: Expression.BooleanOperator, _ items: [Expression]) throws -> Phrase {
        if items.allSatisfy({ isTruth($0) }) {
            return Phrase("whether \(try condition(.boolean(operation, items)).text)", .open)
        }
        let told = try items.map { try value($0).object }
        if items.count == 2 {
            return Phrase("\(told[0]) if that counts as \(operation == .or), otherwise \(told[1])", .open)
        }
        let word = operation == .or ? "the first of these that counts as true" : "the first of these that counts as false"
        return Phrase("\(word), or the last one if none does: \(told.joined(separator: ", then "))", .open)
    }

    /// An f-string.
    mutating func interpolated(_ parts: [Expression]) throws -> Phrase {
        if parts.isEmpty { return Phrase("an empty text", .atom) }
        let told = try parts.map { part in
            if case .constant(.string) = part { return try value(part).object }
            return try value(part).object + (kind(part) == .text ? "" : " written out")
        }
        return told.count == 1 ? Phrase(told[0], .open) : Phrase("the text made of \(Self.enumerated(told, "and then"))", .open)
    }
}
