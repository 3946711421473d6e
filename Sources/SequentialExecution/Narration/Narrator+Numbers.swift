extension Narrator {
    mutating func numbers(_ name: String, _ arguments: [Expression]) throws -> Phrase? {
        guard let first = arguments.first else { return nil }
        func two(_ words: String, _ narrator: inout Narrator) throws -> Phrase {
            Phrase("\(words) \(Self.enumerated(try arguments.map { try narrator.number($0).operand }))", .open)
        }
        switch (name, arguments.count) {
        case ("abs", 1):
            return Phrase(pick("the absolute value of", "the size without its sign of") + " \(try number(first).operand)", .noun)
        case ("round", 1):
            return Phrase("\(try number(first).operand) rounded to the nearest whole number, a tie going to the even one", .open)
        case ("round", 2):
            return try rounded(first, arguments[1])
        case ("pow", 2): return Phrase("\(try number(first).operand) to the power of \(try number(arguments[1]).operand)", .open)
        case ("pow", 3):
            let power = "(\(try number(first).operand) to the power of \(try number(arguments[1]).operand))"
            noteRemainder(arguments[0], arguments[2])
            return Phrase("the remainder when \(power) is divided by \(try number(arguments[2]).operand)", .noun)
        case ("divmod", 2):
            noteRemainder(first, arguments[1])
            return try two(
                "the pair of the rounded-down quotient and the remainder from dividing these two, the first by the second:", &self)
        case ("math.gcd", 2...): return try two("the greatest common divisor of", &self)
        case ("math.lcm", 2...): return try two("the least common multiple of", &self)
        case ("math.sqrt", 1): return Phrase("the square root of \(try number(first).operand)", .noun)
        case ("math.isqrt", 1): return Phrase("the rounded-down square root of \(try number(first).operand)", .noun)
        case ("math.floor", 1): return Phrase("\(try number(first).operand) rounded down", .open)
        case ("math.ceil", 1): return Phrase("\(try number(first).operand) rounded up", .open)
        case ("math.factorial", 1): return Phrase("the factorial of \(try number(first).operand)", .noun)
        case ("math.comb", 2):
            return Phrase("the number of ways to choose \(try number(arguments[1]).operand) out of \(try number(first).operand)", .noun)
        default: return nil
        }
    }

    private mutating func rounded(_ value: Expression, _ digits: Expression) throws -> Phrase {
        let told = try number(value).operand
        if let count = digits.wholeConstant, count < 0 {
            let unit = "1" + String(repeating: "0", count: -count)
            return Phrase("\(told) rounded to the nearest multiple of \(unit), a tie going to the even multiple", .open)
        }
        noted.insert(.rounding)
        let noun = digits.wholeConstant == 1 ? "digit" : "digits"
        return Phrase("\(told) rounded to \(try number(digits).operand) \(noun) after the point", .open)
    }
}
