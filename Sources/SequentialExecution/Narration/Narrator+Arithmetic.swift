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
            noteRemainder(left, right)
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

    /// A remainder needs explaining unless neither number can be negative.
    mutating func noteRemainder(_ dividend: Expression, _ divisor: Expression) {
        if !table.isNeverNegative(dividend) || !table.isNeverNegative(divisor) { noted.insert(.remainder) }
    }

    mutating func pair(_ head: String, _ left: Expression, _ middle: String, _ right: Expression) throws -> Phrase {
        let first = try number(left).operand
        return Phrase((head.isEmpty ? "" : head + " ") + "\(first) \(middle) \(try number(right).operand)", .open)
    }

    mutating func told(
        _ left: Expression, _ right: Expression, _ head: String, _ middle: String, _ otherHead: String, _ otherMiddle: String
    ) throws -> Phrase {
        let (first, second) = (try number(left).operand, try number(right).operand)
        return Phrase(pick("\(head) \(first) \(middle) \(second)", "\(otherHead) \(first) \(otherMiddle) \(second)"), .noun)
    }

    mutating func set(_ members: String, _ bits: String, _ left: Expression, _ right: Expression) throws -> Phrase {
        try pair(kind(left).isSet || kind(right).isSet ? members : bits, left, "and", right)
    }

    /// `a plus b minus c`: from left to right, anything else in brackets.
    mutating func chain(_ left: Expression, _ operation: Expression.BinaryOperator, _ right: Expression) throws -> Phrase {
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
    static func isChained(_ inner: Expression.BinaryOperator, _ operation: Expression.BinaryOperator) -> Bool {
        switch (inner, operation) {
        case (.add, .add), (.add, .subtract), (.subtract, .add), (.subtract, .subtract), (.multiply, .multiply): true
        default: false
        }
    }

    mutating func joined(_ left: Expression, _ right: Expression) throws -> Phrase {
        let first: String
        if case .binary(_, .add, _) = left, case let told = try value(left), told.shape == .chain {
            first = told.text
        } else {
            first = try value(left).operand
        }
        return Phrase("\(first) followed by \(try value(right).operand)", .chain)
    }

    mutating func repeated(_ left: Expression, _ right: Expression) throws -> Phrase {
        let (what, count) = kind(left) == .text || kind(left).isList ? (left, right) : (right, left)
        let times = try number(count).operand
        if case .list(let items) = what, items.count == 1 {
            let same = kind(items[0]).isMutable ? ", each of them the very same one" : ""
            return Phrase("a list of \(times) items that are all \(try value(items[0]).operand)\(same)", .open)
        }
        return Phrase("\(try value(what).operand) repeated \(times) times", .open)
    }
}
