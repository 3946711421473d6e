/// Parses the pattern language of CPython 3.11's `re` module, errors included.
struct RegexParser {
    struct Flags {
        var folded = false
        var multiline = false
        var dotAll = false
        var verbose = false
        var ascii = false
    }

    /// Deepest nesting of brackets; the reference overflows its stack near here and counts that as a failure too.
    private static let deepest = 200
    private let pattern: Scalars
    private var position = 0
    private var flags: Flags
    private var depth = 0
    private(set) var groupCount = 0
    private var names: [Scalars: Int] = [:]
    private var captures: [Int: RegexNode] = [:]
    private var open: Set<Int> = []
    private var conditionGroups: [(group: Int, position: Int)] = []
    private var restartVerbose = false

    private init(_ pattern: Scalars, flags: Flags) {
        self.pattern = pattern
        self.flags = flags
    }

    /// The tree and the number of capture groups of a pattern.
    static func parse(_ pattern: Scalars, flags: Flags) throws -> (node: RegexNode, groups: Int) {
        var parser = RegexParser(pattern, flags: flags)
        var node = try parser.whole()
        if parser.restartVerbose, !flags.verbose {
            var verbose = flags
            verbose.verbose = true
            parser = RegexParser(pattern, flags: verbose)
            node = try parser.whole()
        }
        return (node, parser.groupCount)
    }

    private mutating func whole() throws -> RegexNode {
        let node = try alternatives()
        if restartVerbose, !flags.verbose { return node }
        if position < pattern.count { throw error("unbalanced parenthesis") }
        for condition in conditionGroups where condition.group > groupCount {
            throw RegexError.syntax("invalid group reference \(condition.group)", position: condition.position)
        }
        return node
    }

    private func error(_ message: String) -> RegexError { .syntax(message, position: position) }

    private var next: UInt32? { position < pattern.count ? pattern[position] : nil }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == character.value else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() throws -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw error("brackets nested too deeply") }
        var parts: [RegexNode] = [try sequence(first: depth == 1)]
        while accept("|") { parts.append(try sequence(first: false)) }
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func sequence(first: Bool) throws -> RegexNode {
        var parts: [RegexNode] = []
        while let character = next {
            if character == 0x7c || character == 0x29 { break }
            if flags.verbose, skipVerbose(character) { continue }
            switch character {
            case 0x5c: parts.append(try escape())
            case 0x5b: parts.append(try characterClass())
            case 0x2a, 0x2b, 0x3f, 0x7b: try quantifier(&parts)
            case 0x28:
                if let node = try group(atStart: first && parts.isEmpty) { parts.append(node) }
                if restartVerbose, !flags.verbose { return .empty }
            default:
                position += 1
                parts.append(single(character))
            }
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private func single(_ character: UInt32) -> RegexNode {
        switch character {
        case 0x2e: .any(newlines: flags.dotAll)
        case 0x5e: .assertion(flags.multiline ? .lineStart : .textStart)
        case 0x24: .assertion(flags.multiline ? .lineEnd : .textEndOrFinalNewline)
        default: literal(character)
        }
    }

    private func literal(_ character: UInt32) -> RegexNode {
        flags.folded ? .literal(character.caseFolded, folded: true) : .literal(character, folded: false)
    }

    private mutating func skipVerbose(_ character: UInt32) -> Bool {
        if ASCIISet.cWhitespace.contains(character) {
            position += 1
            return true
        }
        guard character == 0x23 else { return false }
        while let comment = next, comment != 10 {
            position += 1
            _ = comment
        }
        return true
    }

    // MARK: Quantifiers

    private mutating func quantifier(_ parts: inout [RegexNode]) throws {
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
    private mutating func braces(from start: Int) throws -> (Int, Int)? {
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

    private mutating func digits() -> Piece {
        let start = position
        while let digit = next, digit >= 48, digit <= 57 {
            position += 1
            _ = digit
        }
        return pattern[start..<position]
    }

    private func count(_ digits: Piece) throws -> Int {
        guard let value = Int(String(scalars: digits)), value < RegexNode.unlimited else {
            throw error("the repetition number is too large")
        }
        return value
    }

    private mutating func repeatLast(_ parts: inout [RegexNode], least: Int, most: Int) throws {
        guard let item = parts.popLast() else { throw error("nothing to repeat") }
        switch item {
        case .assertion: throw error("nothing to repeat")
        case .repetition: throw error("multiple repeat")
        default: break
        }
        let greed: RegexGreed = accept("?") ? .lazy : accept("+") ? .possessive : .greedy
        parts.append(.repetition(item, min: least, max: most, greed))
    }

    // MARK: Escapes

    private mutating func escape() throws -> RegexNode {
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

    private func category(_ character: UInt32) -> RegexCategory? {
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

    private mutating func octal(_ initial: Scalars, limit: Int) -> UInt32 {
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
    private mutating func reference(first: UInt32) throws -> RegexNode {
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

    private func backreference(_ group: Int) throws -> RegexNode {
        guard group <= groupCount else { throw error("invalid group reference \(group)") }
        guard !open.contains(group) else { throw error("cannot refer to an open group") }
        return .backreference(group, folded: flags.folded)
    }

    /// Escapes that stand for one code point, shared by classes and sequences.
    private mutating func codeEscape(_ character: UInt32) throws -> UInt32 {
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

    private mutating func hexadecimal(_ length: Int) throws -> UInt32 {
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

    // MARK: Character classes

    private mutating func characterClass() throws -> RegexNode {
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

    private mutating func classMember() throws -> RegexSet.Member {
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

    // MARK: Groups

    private mutating func group(atStart: Bool) throws -> RegexNode? {
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

    private mutating func closed() throws -> RegexNode {
        let outer = flags
        let node = try alternatives()
        if restartVerbose, !flags.verbose { return node }
        flags = outer
        guard accept(")") else { throw error("missing ), unterminated subpattern") }
        return node
    }

    private mutating func capture(name: Scalars?) throws -> RegexNode {
        groupCount += 1
        let group = groupCount
        if let name {
            if names[name] != nil { throw error("redefinition of group name") }
            names[name] = group
        }
        open.insert(group)
        let node = try closed()
        open.remove(group)
        captures[group] = node
        return .capture(group, node)
    }

    private mutating func name(until terminator: UInt32) throws -> Scalars {
        guard let end = pattern[position...].firstIndex(of: terminator) else { throw error("missing terminator, unterminated name") }
        let name = Scalars(pattern[position..<end])
        guard !name.isEmpty else { throw error("missing group name") }
        position = end + 1
        return name
    }

    private func isIdentifier(_ name: Scalars) -> Bool {
        guard let first = name.first, first.isLetter || first == 0x5f else { return false }
        return name.allSatisfy { $0.isWordCharacter }
    }

    private mutating func named() throws -> RegexNode {
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

    private mutating func lookBehind() throws -> RegexNode {
        guard let kind = next else { throw error("unexpected end of pattern") }
        guard kind == 0x3d || kind == 0x21 else { throw error("unknown extension ?<") }
        position += 1
        let node = try closed()
        let width = node.width(captures: captures)
        guard width.min == width.max else { throw error("look-behind requires fixed-width pattern") }
        return .look(node, behind: true, negative: kind == 0x21)
    }

    private mutating func conditional() throws -> RegexNode {
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
    private mutating func flagged(atStart: Bool) throws -> RegexNode? {
        let outer = flags
        var on = true
        var changed = flags
        var sawOff = false
        while let character = next {
            position += 1
            switch Unicode.Scalar(character) {
            case "i": changed.folded = on
            case "m": changed.multiline = on
            case "s": changed.dotAll = on
            case "x": changed.verbose = on
            case "a" where on: changed.ascii = true
            case "u" where on: changed.ascii = false
            case "-" where on:
                on = false
                guard let following = next, following != 0x3a else { throw error("missing flag") }
            case ")" where on:
                guard atStart else { throw error("global flags not at the start of the expression") }
                if changed.verbose, !outer.verbose { restartVerbose = true }
                flags = changed
                flags.verbose = outer.verbose
                return nil
            case ":":
                flags = changed
                let node = try closed()
                flags = outer
                return .bracket(node)
            default: throw error(sawOff ? "unknown flag" : "unknown extension")
            }
            sawOff = !on
        }
        throw error("missing -, : or )")
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
