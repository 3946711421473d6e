/// `*`, `+`, `?`, `{m,n}` and what may follow them.
extension RegexParser {
    mutating func quantifier(_ parts: inout [RegexNode]) throws {
        let start = position
        let character = pattern[position]
        position += 1
        var least = 0
        var most = RegexNode.unlimited
        switch character {
        case 0x2a: break
        case 0x2b: least = 1
        case 0x3f: most = 1
        default:
            guard let bounds = try braces(from: start) else {
                parts.append(literal(character))
                return
            }
            (least, most) = bounds
        }
        try repeatLast(&parts, least: least, most: most)
    }

    /// The bounds of `{m,n}`, or nil where the brace stands for itself.
    mutating func braces(from start: Int) throws -> (Int, Int)? {
        if next == 0x7d { return nil }
        let low = digits()
        var high = low
        if accept(",") { high = digits() }
        guard accept("}") else {
            position = start + 1
            return nil
        }
        let least = low.isEmpty ? 0 : try count(low)
        let most = high.isEmpty ? RegexNode.unlimited : try count(high)
        if most < least { throw error("min repeat greater than max repeat") }
        return (least, most)
    }

    mutating func digits() -> Piece {
        let start = position
        while let digit = next, digit >= 48, digit <= 57 {
            position += 1
            _ = digit
        }
        return pattern[start..<position]
    }

    func count(_ digits: Piece) throws -> Int {
        guard let value = Int(String(scalars: digits)), value < RegexNode.unlimited else {
            throw error("the repetition number is too large")
        }
        return value
    }

    mutating func repeatLast(_ parts: inout [RegexNode], least: Int, most: Int) throws {
        guard let item = parts.popLast() else { throw error("nothing to repeat") }
        switch item {
        case .assertion: throw error("nothing to repeat")
        case .repetition: throw error("multiple repeat")
        default: break
        }
        let greed: RegexGreed = accept("?") ? .lazy : accept("+") ? .possessive : .greedy
        parts.append(.repetition(item, min: least, max: most, greed))
    }
}
