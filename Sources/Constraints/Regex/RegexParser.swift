/// Parses the pattern language of CPython 3.11's `re` module, errors included.
struct RegexParser {
    struct Flags {
        var folded = false
        var multiline = false
        var dotAll = false
        var verbose = false
        var ascii = false

        /// Turns the flag of a letter on or off; `u` undoes `a`.
        mutating func set(_ letter: Unicode.Scalar, _ on: Bool) {
            switch letter {
            case "i": folded = on
            case "m": multiline = on
            case "s": dotAll = on
            case "x": verbose = on
            case "a": ascii = on
            case "u": ascii = !on
            default: break
            }
        }
    }

    /// Deepest nesting of brackets; the reference overflows its stack near here and counts that as a failure too.
    static let deepest = 200
    let pattern: Scalars
    var position = 0
    var flags: Flags
    var depth = 0
    var groupCount = 0
    var names: [Scalars: Int] = [:]
    var captures: RegexNode.CaptureWidths = [:]
    var open: Set<Int> = []
    var conditionGroups: [(group: Int, position: Int)] = []
    var restartVerbose = false
    /// Letters of all flags that were set for the whole pattern.
    var globalLetters: Set<Unicode.Scalar> = []

    init(_ pattern: Scalars, flags: Flags) {
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

    mutating func whole() throws -> RegexNode {
        let node = try alternatives()
        if restartVerbose, !flags.verbose { return node }
        if position < pattern.count { throw error("unbalanced parenthesis") }
        if globalLetters.isSuperset(of: ["a", "u"]) { throw error("flags a and u are incompatible") }
        for condition in conditionGroups where condition.group > groupCount {
            throw RegexError.syntax("invalid group reference \(condition.group)", position: condition.position)
        }
        return node
    }

    func error(_ message: String) -> RegexError { .syntax(message, position: position) }

    var next: UInt32? { position < pattern.count ? pattern[position] : nil }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == character.value else { return false }
        position += 1
        return true
    }

    mutating func alternatives() throws -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw error("brackets nested too deeply") }
        var parts: [RegexNode] = [try sequence(first: depth == 1)]
        while accept("|") { parts.append(try sequence(first: false)) }
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    mutating func sequence(first: Bool) throws -> RegexNode {
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

    func single(_ character: UInt32) -> RegexNode {
        switch character {
        case 0x2e: .any(newlines: flags.dotAll)
        case 0x5e: .assertion(flags.multiline ? .lineStart : .textStart)
        case 0x24: .assertion(flags.multiline ? .lineEnd : .textEndOrFinalNewline)
        default: literal(character)
        }
    }

    func literal(_ character: UInt32) -> RegexNode {
        guard flags.folded else { return .literal(character, folded: false) }
        guard flags.ascii else { return .literal(character.caseFolded, folded: true) }
        guard character.isASCIILetter else { return .literal(character, folded: false) }
        return .set(RegexSet(members: [.range(character, character)], folded: true, ascii: true))
    }

    mutating func skipVerbose(_ character: UInt32) -> Bool {
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
}
