/// Everything in round brackets.
extension RegexParser {
    mutating func group(atStart: Bool) throws -> RegexNode? {
        position += 1
        guard accept("?") else { return try capture(name: nil) }
        guard let kind = next else { throw error("unexpected end of pattern") }
        position += 1
        switch Unicode.Scalar(kind) {
        case "P": return try named()
        case ":": return .bracket(try closed())
        case "#":
            guard let end = pattern[position...].firstIndex(of: 0x29) else { throw error("missing ), unterminated comment") }
            position = end + 1
            return nil
        case "=": return .look(try closed(), behind: false, negative: false)
        case "!": return .look(try closed(), behind: false, negative: true)
        case "<": return try lookBehind()
        case ">": return .atomic(try closed())
        case "(": return try conditional()
        default:
            position -= 1
            return try flagged(atStart: atStart)
        }
    }

    mutating func closed() throws -> RegexNode {
        let outer = flags
        let node = try alternatives()
        if restartVerbose, !flags.verbose { return node }
        flags = outer
        guard accept(")") else { throw error("missing ), unterminated subpattern") }
        return node
    }

    mutating func capture(name: Scalars?) throws -> RegexNode {
        groupCount += 1
        let group = groupCount
        if let name {
            if names[name] != nil { throw error("redefinition of group name") }
            names[name] = group
        }
        open.insert(group)
        let node = try closed()
        open.remove(group)
        captures[group] = node.width(captures: captures)
        return .capture(group, node)
    }

    mutating func name(until terminator: UInt32) throws -> Scalars {
        guard let end = pattern[position...].firstIndex(of: terminator) else { throw error("missing terminator, unterminated name") }
        let name = Scalars(pattern[position..<end])
        guard !name.isEmpty else { throw error("missing group name") }
        position = end + 1
        return name
    }

    func isIdentifier(_ name: Scalars) -> Bool {
        guard let first = name.first, first.isLetter || first == 0x5f else { return false }
        return name.allSatisfy { $0.isWordCharacter }
    }

    mutating func named() throws -> RegexNode {
        if accept("<") {
            let name = try name(until: 0x3e)
            guard isIdentifier(name) else { throw error("bad character in group name") }
            return try capture(name: name)
        }
        guard accept("=") else { throw error("unknown extension ?P") }
        let name = try name(until: 0x29)
        guard isIdentifier(name) else { throw error("bad character in group name") }
        guard let group = names[name] else { throw error("unknown group name") }
        return try backreference(group)
    }

    mutating func lookBehind() throws -> RegexNode {
        guard let kind = next else { throw error("unexpected end of pattern") }
        guard kind == 0x3d || kind == 0x21 else { throw error("unknown extension ?<") }
        position += 1
        let node = try closed()
        let width = node.width(captures: captures)
        guard width.min == width.max else { throw error("look-behind requires fixed-width pattern") }
        return .look(node, behind: true, negative: kind == 0x21)
    }

    mutating func conditional() throws -> RegexNode {
        let name = try name(until: 0x29)
        let group: Int
        if isIdentifier(name) {
            guard let number = names[name] else { throw error("unknown group name") }
            group = number
        } else {
            guard let number = Int(String(scalars: name)), number < 1 << 30, number >= 0 else {
                throw error("bad character in group name")
            }
            guard number > 0 else { throw error("bad group number") }
            conditionGroups.append((number, position))
            group = number
        }
        let outer = flags
        let yes = try sequence(first: false)
        var no = RegexNode.empty
        if accept("|") {
            no = try sequence(first: false)
            if next == 0x7c { throw error("conditional backref with more than two branches") }
        }
        flags = outer
        guard accept(")") else { throw error("missing ), unterminated subpattern") }
        return .conditional(group, yes, no)
    }

    /// `(?i)` for the whole pattern or `(?i-m:…)` for a part.
    mutating func flagged(atStart: Bool) throws -> RegexNode? {
        let outer = flags
        var on: [Unicode.Scalar] = []
        if next != 0x2d {
            on = try flagLetters(until: [")", "-", ":"])
            if on.contains("L") || on.contains("a") && on.contains("u") { throw error("bad inline flags") }
        }
        var changed = flags
        for letter in on { changed.set(letter, true) }
        if accept(")") {
            globalLetters.formUnion(on)
            return try global(changed, outer, atStart: atStart)
        }
        if accept("-") {
            let off = try flagLetters(until: [":"])
            if !Set(off).isDisjoint(with: Set(on + ["a", "u", "L"])) { throw error("bad inline flags") }
            for letter in off { changed.set(letter, false) }
        }
        guard accept(":") else { throw error("missing :") }
        flags = changed
        let node = try closed()
        flags = outer
        return .bracket(node)
    }

    /// One or more letters of flags, and that one of the ends stands behind them.
    private mutating func flagLetters(until ends: [Unicode.Scalar]) throws -> [Unicode.Scalar] {
        var letters: [Unicode.Scalar] = []
        while let letter = next.flatMap(Unicode.Scalar.init), ["i", "m", "s", "x", "a", "u", "L"].contains(letter) {
            letters.append(letter)
            position += 1
        }
        guard !letters.isEmpty else { throw error("unknown extension or missing flag") }
        guard let end = next.flatMap(Unicode.Scalar.init), ends.contains(end) else { throw error("unknown flag") }
        return letters
    }

    private mutating func global(_ changed: Flags, _ outer: Flags, atStart: Bool) throws -> RegexNode? {
        guard atStart else { throw error("global flags not at the start of the expression") }
        if changed.verbose, !outer.verbose { restartVerbose = true }
        flags = changed
        flags.verbose = outer.verbose
        return nil
    }
}
