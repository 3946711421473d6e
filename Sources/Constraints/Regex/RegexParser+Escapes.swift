/// Backslashes outside and inside character classes.
extension RegexParser {
    mutating func escape() throws -> RegexNode {
        position += 1
        guard let character = next else { throw error("bad escape (end of pattern)") }
        position += 1
        if let category = category(character) {
            return .set(RegexSet(members: [.category(category)], folded: flags.folded, ascii: flags.ascii))
        }
        switch Unicode.Scalar(character) {
        case "A": return .assertion(.textStart)
        case "Z": return .assertion(.textEnd)
        case "b": return .assertion(.wordBoundary(ascii: flags.ascii))
        case "B": return .assertion(.notWordBoundary(ascii: flags.ascii))
        case "0":
            return literal(octal(Scalars(), limit: 2))
        default: break
        }
        if character >= 49, character <= 57 { return try reference(first: character) }
        return literal(try codeEscape(character))
    }

    func category(_ character: UInt32) -> RegexCategory? {
        switch Unicode.Scalar(character) {
        case "d": .decimal
        case "D": .notDecimal
        case "s": .space
        case "S": .notSpace
        case "w": .word
        case "W": .notWord
        default: nil
        }
    }

    mutating func octal(_ initial: Scalars, limit: Int) -> UInt32 {
        var value = initial.reduce(UInt32(0)) { $0 * 8 + ($1 - 48) }
        var taken = 0
        while taken < limit, let digit = next, digit >= 48, digit <= 55 {
            value = value * 8 + (digit - 48)
            position += 1
            taken += 1
        }
        return value
    }

    /// `\1`…`\99`: a back reference, or three octal digits.
    mutating func reference(first: UInt32) throws -> RegexNode {
        var digits = [first]
        if let second = next, second >= 48, second <= 57 {
            digits.append(second)
            position += 1
            if first <= 55, second <= 55, let third = next, third >= 48, third <= 55 {
                position += 1
                let value = (digits + [third]).reduce(UInt32(0)) { $0 * 8 + ($1 - 48) }
                guard value <= 0o377 else { throw error("octal escape value outside of range 0-0o377") }
                return literal(value)
            }
        }
        let group = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        return try backreference(group)
    }

    func backreference(_ group: Int) throws -> RegexNode {
        guard group <= groupCount else { throw error("invalid group reference \(group)") }
        guard !open.contains(group) else { throw error("cannot refer to an open group") }
        return .backreference(group, flags.folded ? flags.ascii ? .ascii : .unicode : .exact)
    }

    /// Escapes that stand for one code point, shared by classes and sequences.
    mutating func codeEscape(_ character: UInt32) throws -> UInt32 {
        switch Unicode.Scalar(character) {
        case "a": return 7
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "v": return 11
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case "U":
            let value = try hexadecimal(8)
            guard value <= 0x10ffff else { throw error("bad escape") }
            return value
        case "N":
            guard accept("{"), let end = pattern[position...].firstIndex(of: 0x7d), end > position else {
                throw error("missing {")
            }
            let name = String(scalars: pattern[position..<end])
            guard let value = UnicodeNames.code(named: name) else { throw error("undefined character name '\(name)'") }
            position = end + 1
            return value
        default:
            if character.isASCIILetter { throw error("bad escape \\\(String(scalars: [character]))") }
            return character
        }
    }

    mutating func hexadecimal(_ length: Int) throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<length {
            guard let digit = next, let number = hexadecimalValue(digit) else { throw error("incomplete escape") }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 16)
            if overflow { throw error("bad escape") }
            value = shifted + number
            position += 1
        }
        return value
    }
}

func hexadecimalValue(_ code: UInt32) -> UInt32? {
    switch code {
    case 48...57: code - 48
    case 65...70: code - 55
    case 97...102: code - 87
    default: nil
    }
}
