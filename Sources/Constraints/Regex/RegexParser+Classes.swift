/// Character classes in square brackets.
extension RegexParser {
    mutating func characterClass() throws -> RegexNode {
        position += 1
        var set = RegexSet(negated: accept("^"), folded: flags.folded, ascii: flags.ascii)
        while true {
            guard let character = next else { throw error("unterminated character set") }
            if character == 0x5d, !set.members.isEmpty {
                position += 1
                return .set(set)
            }
            let low = try classMember()
            guard accept("-") else {
                set.members.append(low)
                continue
            }
            guard let following = next else { throw error("unterminated character set") }
            if following == 0x5d {
                position += 1
                set.members += [low, .range(0x2d, 0x2d)]
                return .set(set)
            }
            guard case .range(let from, _) = low, case .range(let to, _) = try classMember(), from <= to else {
                throw error("bad character range")
            }
            set.members.append(.range(from, to))
        }
    }

    mutating func classMember() throws -> RegexSet.Member {
        guard let character = next else { throw error("unterminated character set") }
        position += 1
        guard character == 0x5c else { return .range(character, character) }
        guard let escaped = next else { throw error("bad escape (end of pattern)") }
        position += 1
        if let category = category(escaped) { return .category(category) }
        var value: UInt32
        if escaped == 0x62 {
            value = 8
        } else if escaped >= 48, escaped <= 55 {
            value = octal([escaped], limit: 2)
            if value > 0o377 { throw error("octal escape value outside of range 0-0o377") }
        } else if escaped == 56 || escaped == 57 {
            throw error("bad escape")
        } else {
            value = try codeEscape(escaped)
        }
        return .range(value, value)
    }
}
