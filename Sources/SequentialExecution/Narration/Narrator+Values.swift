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
        case .lambda: throw refusal("a lambda")
        case .starred: throw refusal("a starred expression")
        }
    }

    /// A value where a number is needed: true counts as 1.
    mutating func number(_ expression: Expression) throws -> Phrase {
        guard kind(expression) == .truth else { return try value(expression) }
        return Phrase("1 if \(try condition(expression).text), otherwise 0", .open)
    }

    func listed(_ items: [Expression]) throws -> String {
        var narrator = self
        return try items.map { item in
            if case .starred(let inner) = item { return "all items of \(try narrator.value(inner).object)" }
            return try narrator.value(item).object
        }.joined(separator: ", ")
    }

    private func named(_ text: String) throws -> Phrase {
        if scope.builtin(text) == "math.inf" { return Phrase("infinity", .atom) }
        guard scope.isBound(text) else { throw refusal("the name \(text), which nothing sets") }
        guard scope.helpers[text] == nil else { throw refusal("the function \(text) as a value") }
        return Phrase(name(text), .atom)
    }

    private mutating func constant(_ literal: Literal) throws -> Phrase {
        switch literal {
        case .none: return Phrase("null", .atom)
        case .boolean(let value): return Phrase(value ? "true" : "false", .atom)
        case .string(let text): return Phrase(quoted(text), .atom)
        default: return Phrase(literal.json, .atom)
        }
    }

    private mutating func quoted(_ text: String) -> String {
        switch text {
        case "": return pick("an empty text", "the empty text")
        case " ": return pick("a single space", "one space")
        case "\n": return "a line break"
        default: break
        }
        let isOne = text.unicodeScalars.count == 1
        let isLetter = isOne && text.allSatisfy { $0.isASCII && $0.isLetter }
        let word = isLetter ? pick("the letter", "the character") : isOne ? "the character" : "the text"
        return word + " " + Literal.string(text).json
    }

    private mutating func unary(_ operation: Expression.UnaryOperator, _ inner: Expression) throws -> Phrase {
        switch operation {
        case .negative:
            if case .constant(let literal) = inner, literal.doubleValue != nil { return Phrase("-" + literal.json, .atom) }
            return Phrase("minus \(try number(inner).operand)", .noun)
        case .positive: return try number(inner)
        case .invert: return Phrase("the bitwise complement of \(try number(inner).operand)", .noun)
        case .not: return Phrase("whether \(try condition(.unary(.not, inner)).text)", .open)
        }
    }

    private mutating func group(_ items: [Expression]) throws -> Phrase {
        let word = switch items.count {
        case 0: "the empty group"
        case 2: pick("the pair", "the two values")
        case 3: "the triple"
        default: "the group"
        }
        return Phrase("\(word) (\(try listed(items)))", .atom)
    }

    private mutating func dictionary(_ items: [Expression.DictionaryItem]) throws -> Phrase {
        if items.isEmpty { return Phrase("an empty dictionary", .atom) }
        let pairs = try items.map { "\(try value($0.key).object) the value \(try value($0.value).object)" }
        return Phrase("the dictionary that gives \(Self.enumerated(pairs))", .open)
    }

    private mutating func choice(_ test: Expression, _ then: Expression, _ otherwise: Expression) throws -> Phrase {
        let first = try value(then).object
        return Phrase("\(first) if \(try condition(test).text), otherwise \(try value(otherwise).object)", .open)
    }

    /// `a and b` or `a or b` as a value.
    private mutating func either(_ operation: Expression.BooleanOperator, _ items: [Expression]) throws -> Phrase {
        if items.allSatisfy({ kind($0) == .truth }) {
            return Phrase("whether \(try condition(.boolean(operation, items)).text)", .open)
        }
        let told = try items.map { try value($0).object }
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

// MARK: Arithmetic

extension Narrator {
    mutating func arithmetic(_ left: Expression, _ operation: Expression.BinaryOperator, _ right: Expression) throws -> Phrase {
        let kinds = (kind(left), kind(right))
        switch operation {
        case .add where kinds.0 == .text || kinds.0.isList || kinds.0.isTuple || kinds.1 == .text || kinds.1.isList:
            return try joined(left, right)
        case .add, .subtract, .multiply:
            if operation == .multiply, kinds.0 == .text || kinds.0.isList || kinds.1 == .text || kinds.1.isList {
                return try repeated(left, right)
            }
            if operation == .subtract, kinds.0.isSet || kinds.1.isSet { return try pair("the members of", left, "that are not in", right) }
            return try chain(left, operation, right)
        case .remainder:
            if kinds.0 == .text { throw refusal("formatting a text with %") }
            return try told(left, right, "the remainder when", "is divided by", "the remainder of", "divided by")
        case .floorDivide:
            let (first, second) = (try number(left).operand, try number(right).operand)
            let forms = [
                Phrase("\(first) divided by \(second), rounded down", .open),
                Phrase("the rounded-down result of dividing \(first) by \(second)", .noun),
            ]
            return pick("0", "1") == "0" ? forms[0] : forms[1]
        case .divide: return try pair("", left, "divided by", right)
        case .power:
            if right == .integer(2) { return Phrase("the square of \(try number(left).operand)", .noun) }
            return try pair("", left, "to the power of", right)
        case .shiftLeft: return try pair("", left, "with its bits shifted left by", right)
        case .shiftRight: return try pair("", left, "with its bits shifted right by", right)
        case .bitAnd: return try set("the members that are both in", "the bitwise AND of", left, right)
        case .bitOr: return try set("the members that are in at least one of", "the bitwise OR of", left, right)
        case .bitXor: return try set("the members that are in exactly one of", "the bitwise XOR of", left, right)
        }
    }

    private mutating func pair(_ head: String, _ left: Expression, _ middle: String, _ right: Expression) throws -> Phrase {
        let first = try number(left).operand
        return Phrase((head.isEmpty ? "" : head + " ") + "\(first) \(middle) \(try number(right).operand)", .open)
    }

    private mutating func told(
        _ left: Expression, _ right: Expression, _ head: String, _ middle: String, _ otherHead: String, _ otherMiddle: String
    ) throws -> Phrase {
        let (first, second) = (try number(left).operand, try number(right).operand)
        return Phrase(pick("\(head) \(first) \(middle) \(second)", "\(otherHead) \(first) \(otherMiddle) \(second)"), .noun)
    }

    private mutating func set(_ members: String, _ bits: String, _ left: Expression, _ right: Expression) throws -> Phrase {
        try pair(kind(left).isSet || kind(right).isSet ? members : bits, left, "and", right)
    }

    /// `a plus b minus c`: from left to right, anything else in brackets.
    private mutating func chain(_ left: Expression, _ operation: Expression.BinaryOperator, _ right: Expression) throws -> Phrase {
        let word = operation == .add ? "plus" : operation == .subtract ? "minus" : "times"
        let first: String
        if case .binary(_, let inner, _) = left, Self.isChained(inner, operation), case let told = try value(left), told.shape == .chain {
            first = told.text
        } else {
            first = try number(left).operand
        }
        return Phrase("\(first) \(word) \(try number(right).operand)", .chain)
    }

    /// Whether `a inner b operation c` reads from left to right as it is meant.
    private static func isChained(_ inner: Expression.BinaryOperator, _ operation: Expression.BinaryOperator) -> Bool {
        switch (inner, operation) {
        case (.add, .add), (.add, .subtract), (.subtract, .add), (.subtract, .subtract), (.multiply, .multiply): true
        default: false
        }
    }

    private mutating func joined(_ left: Expression, _ right: Expression) throws -> Phrase {
        let first: String
        if case .binary(_, .add, _) = left, case let told = try value(left), told.shape == .chain {
            first = told.text
        } else {
            first = try value(left).operand
        }
        return Phrase("\(first) followed by \(try value(right).operand)", .chain)
    }

    private mutating func repeated(_ left: Expression, _ right: Expression) throws -> Phrase {
        let (what, count) = kind(left) == .text || kind(left).isList ? (left, right) : (right, left)
        let times = try number(count).operand
        if case .list(let items) = what, items.count == 1 {
            let same = kind(items[0]).isMutable ? ", each of them the very same one" : ""
            return Phrase("a list of \(times) items that are all \(try value(items[0]).operand)\(same)", .open)
        }
        return Phrase("\(try value(what).operand) repeated \(times) times", .open)
    }
}

// MARK: Parts of values

extension Narrator {
    private mutating func subscripted(_ owner: Expression, _ index: Expression) throws -> Phrase {
        if case .slice(let lower, let upper, let step) = index { return try slice(owner, lower, upper, step) }
        if case .subscripted(let grid, let row) = owner, kind(grid).isGrid, !row.isSlice, pick("rows", "items") == "rows" {
            let (first, second) = (try value(row).operand, try value(index).operand)
            return Phrase("the entry in row \(first) and column \(second) of \(try value(grid).operand)", .noun)
        }
        return try item(owner, index)
    }

    private mutating func item(_ owner: Expression, _ index: Expression) throws -> Phrase {
        let kind = kind(owner)
        switch kind {
        case .dictionary:
            let key = try value(index).object
            let whole = try value(owner).operand
            return Phrase(pick("the value stored under \(key) in \(whole)", "what \(whole) holds under \(key)"), .open)
        case .list, .text, .tuple:
            let word = kind == .text ? "character" : "item"
            if let ordinal = Self.ordinal(index.wholeConstant) { return Phrase("the \(ordinal) \(word) of \(try value(owner).object)", .noun) }
            let place = try value(index).operand
            return Phrase("the \(word) at position \(place) of \(try value(owner).object)", .noun)
        default:
            let place = try value(index).operand
            return Phrase("the entry at \(place) of \(try value(owner).object)", .noun)
        }
    }

    private static func ordinal(_ index: Int?) -> String? {
        switch index {
        case 0: "first"
        case 1: "second"
        case 2: "third"
        case -1: "last"
        default: nil
        }
    }

    private mutating func slice(_ owner: Expression, _ lower: Expression?, _ upper: Expression?, _ step: Expression?) throws -> Phrase {
        let whole = try value(owner).object
        guard let step else {
            switch (lower, upper) {
            case (nil, nil): return Phrase("a copy of \(whole)", .noun)
            case (let first?, nil): return Phrase("the part of \(whole) from position \(try value(first).operand) to its end", .open)
            case (nil, let last?): return Phrase("the part of \(whole) before position \(try value(last).operand)", .open)
            case (let first?, let last?):
                let from = try value(first).operand
                return Phrase("the part of \(whole) from position \(from) up to, but not including, position \(try value(last).operand)", .open)
            }
        }
        guard let stride = step.wholeConstant, stride != 0 else { throw refusal("a slice whose step is no constant") }
        if lower == nil, upper == nil, stride == -1 { return Phrase(pick("the reverse of \(whole)", "the reversed form of \(whole)"), .noun) }
        let first = try lower.map { "position \(try value($0).operand)" } ?? (stride > 0 ? "its start" : "its end")
        let direction = stride > 0 ? "up to" : "back to"
        let last = try upper.map { "\(direction), but not including, position \(try value($0).operand)" }
            ?? (stride > 0 ? "to its end" : "back to its start")
        return Phrase("what one meets in \(whole) when going from \(first) \(last) in steps of \(abs(stride))", .open)
    }

    private mutating func comprehension(
        _ form: Expression.ComprehensionKind, _ element: Expression, _ value: Expression?, _ clauses: [Expression.ComprehensionClause]
    ) throws -> Phrase {
        if form == .list, let copies = try copies(element, clauses) { return copies }
        if let value {
            let key = try self.value(element).object
            let held = try self.value(value).object
            return Phrase("the dictionary that gives \(key) the value \(held)\(try over(clauses))", .open)
        }
        let head = form == .set ? "the set of the distinct values" : form == .list ? "the list of" : "the values"
        return Phrase("\(head) \(try self.value(element).object)\(try over(clauses))", .open)
    }

    /// `[value for _ in range(n)]`
    private mutating func copies(_ element: Expression, _ clauses: [Expression.ComprehensionClause]) throws -> Phrase? {
        guard clauses.count == 1, clauses[0].conditions.isEmpty, case .name(let unused) = clauses[0].target else { return nil }
        guard case .call(.name("range"), let ends, _) = clauses[0].iterable, ends.count == 1, !element.mentions(unused),
            !element.hasEffects(scope)
        else { return nil }
        let count = try value(ends[0]).operand
        let separate = kind(element).isMutable ? ", each of them a new one of its own" : ""
        return Phrase("a list of \(count) items, every one being \(try value(element).operand)\(separate)", .open)
    }

    /// ` for every x of xs for which ...`
    mutating func over(_ clauses: [Expression.ComprehensionClause]) throws -> String {
        var text = ""
        for (number, clause) in clauses.enumerated() {
            let target = try each(clause.target)
            text += number == 0 ? " for every " : ", and within that for every "
            text += try one(clause, target)
        }
        return text
    }

    /// What a comprehension calls the current item: a name, or several for its parts.
    mutating func each(_ target: Expression) throws -> String {
        let told = try self.target(target)
        return told.hasPrefix("the ") ? String(told.dropFirst(4)) : told
    }

    /// `x of xs for which ...`
    mutating func one(_ clause: Expression.ComprehensionClause, _ target: String) throws -> String {
        var text = "\(target) \(try among(clause.iterable))"
        for (place, condition) in clause.conditions.enumerated() {
            text += (place == 0 ? " for which " : " and also ") + (try self.condition(condition).condition)
        }
        return text
    }

    /// `of xs, in order`
    private mutating func among(_ iterable: Expression) throws -> String {
        if case .call(.name("range"), let ends, let keywords) = iterable, keywords.isEmpty, (1...3).contains(ends.count) {
            return "among \(try range(ends).text)"
        }
        try checkOrder(iterable)
        return "of \(try value(iterable).object)"
    }

    /// Sets have no order that a reader can follow.
    func checkOrder(_ iterable: Expression) throws {
        if kind(iterable).isUnordered { throw refusal("the order of a set") }
    }
}

extension Expression {
    var isSlice: Bool { if case .slice = self { true } else { false } }

    /// Whether a name occurs anywhere in the expression.
    func mentions(_ name: String) -> Bool {
        if case .name(name) = self { return true }
        return children.contains { $0.mentions(name) }
    }
}
