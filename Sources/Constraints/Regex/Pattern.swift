/// A compiled regular expression with the semantics of CPython 3.11's `re`, case-blind and multi-line where asked.
///
/// Plain words, which nearly all data hold, never reach the machine: they are searched literally.
package struct Pattern: Sendable {
    private enum Kind: Sendable {
        case literal(Scalars)
        case foldedLiteral(Scalars)
        /// A folded literal between word boundaries.
        case boundedLiteral(Scalars)
        case program(RegexProgram)
    }

    private let kind: Kind
    /// Number of capture groups.
    package let groupCount: Int

    /// - Throws: `RegexError.syntax` where the reference's compiler raises.
    package init(_ pattern: Scalars, ignoringCase: Bool = false, multiline: Bool = false) throws {
        if !pattern.contains(where: { Self.isSpecial($0) }) {
            kind = ignoringCase ? .foldedLiteral(pattern.map(\.caseFolded)) : .literal(pattern)
            groupCount = 0
            return
        }
        var flags = RegexParser.Flags()
        flags.folded = ignoringCase
        flags.multiline = multiline
        let (node, groups) = try RegexParser.parse(pattern, flags: flags)
        kind = .program(RegexProgram(node: node, groups: groups))
        groupCount = groups
    }

    /// A literal between two word boundaries, case-blind; nothing in it is a pattern.
    package init(wholeWordLiteral literal: Scalars) throws {
        if literal.isEmpty {
            try self.init(Scalars(#"\b"#))
        } else {
            self.init(kind: .boundedLiteral(literal.map(\.caseFolded)), groupCount: 0)
        }
    }

    private init(kind: Kind, groupCount: Int) {
        self.kind = kind
        self.groupCount = groupCount
    }

    /// A pattern between two word boundaries, case-blind: the pattern is pasted as it stands, so its alternatives bind loosely.
    package init(wholeWord pattern: Scalars) throws {
        if !pattern.isEmpty, !pattern.contains(where: { Self.isSpecial($0) }) {
            self.init(kind: .boundedLiteral(pattern.map(\.caseFolded)), groupCount: 0)
        } else {
            try self.init(Scalars(#"\b"#) + pattern + Scalars(#"\b"#), ignoringCase: true)
        }
    }

    /// Whether a pattern holds a character that does not stand for itself.
    static func hasSpecial(_ pattern: Scalars) -> Bool { pattern.contains { isSpecial($0) } }

    private static func isSpecial(_ code: UInt32) -> Bool {
        switch Unicode.Scalar(code) {
        case ".", "\\", "[", "{", "(", ")", "*", "+", "?", "^", "$", "|": true
        default: false
        }
    }

    /// Whether the pattern is found anywhere.
    package func isFound(in text: Piece) throws -> Bool {
        switch kind {
        case .literal(let literal): return text.contains(literal: literal)
        case .foldedLiteral(let literal): return text.firstIndex(folded: literal, from: text.startIndex) != nil
        case .boundedLiteral(let literal): return text.firstIndex(bounded: literal, from: text.startIndex) != nil
        case .program(let program):
            var matcher = RegexMatcher(program: program, text: text)
            return try matcher.search(from: text.startIndex, advancing: false) != nil
        }
    }

    /// Number of non-overlapping matches, empty ones included.
    package func count(in text: Piece) throws -> Int {
        switch kind {
        case .literal(let literal): return text.count(of: literal)
        case .foldedLiteral(let literal):
            if literal.isEmpty { return text.count + 1 }
            var total = 0
            var start = text.startIndex
            while let found = text.firstIndex(folded: literal, from: start) {
                total += 1
                start = found + literal.count
            }
            return total
        case .boundedLiteral, .program: return try matches(in: text).count
        }
    }

    /// All non-overlapping matches, left to right.
    package func matches(in text: Piece) throws -> [Range<Int>] {
        var result: [Range<Int>] = []
        switch kind {
        case .literal(let literal):
            var start = text.startIndex
            while let found = text.firstIndex(of: literal, from: start) {
                result.append(found..<(found + literal.count))
                start = found + Swift.max(literal.count, 1)
            }
        case .foldedLiteral(let literal):
            var start = text.startIndex
            while let found = text.firstIndex(folded: literal, from: start) {
                result.append(found..<(found + literal.count))
                start = found + Swift.max(literal.count, 1)
            }
        case .boundedLiteral(let literal):
            var start = text.startIndex
            while let found = text.firstIndex(bounded: literal, from: start) {
                result.append(found..<(found + literal.count))
                start = found + literal.count
            }
        case .program(let program):
            var matcher = RegexMatcher(program: program, text: text)
            var start = text.startIndex
            var advancing = false
            while let match = try matcher.search(from: start, advancing: advancing) {
                result.append(match)
                advancing = match.isEmpty
                start = match.upperBound
            }
        }
        return result
    }
}

extension Pattern {
    /// What Python's `findall` gives: whole matches, or the only group's text where there is one.
    /// - Throws: also where there are several groups, because tuples are no text.
    package func found(in text: Piece) throws -> [Piece] {
        guard groupCount > 0, case .program(let program) = kind else { return try matches(in: text).map { text[$0] } }
        guard groupCount == 1 else { throw ConstraintError.check("the pattern has several groups") }
        var matcher = RegexMatcher(program: program, text: text)
        var result: [Piece] = []
        var start = text.startIndex
        var advancing = false
        while let match = try matcher.search(from: start, advancing: advancing) {
            result.append(matcher.range(of: 1).map { text[$0] } ?? text[match.lowerBound..<match.lowerBound])
            advancing = match.isEmpty
            start = match.upperBound
        }
        return result
    }
}

extension UnsafeBufferPointer where Element == UInt32 {
    /// Whether all but the first character of a folded literal stand at a place.
    fileprivate func matches(foldedTailOf literal: Codes, at index: Int) -> Bool {
        for offset in 1..<Swift.max(literal.count, 1) where self[index + offset].caseFolded != literal[offset] { return false }
        return true
    }
}

extension ArraySlice where Element == UInt32 {
    /// Where a folded literal begins that has a word boundary at either end.
    func firstIndex(bounded literal: Scalars, from start: Int) -> Int? {
        var index = start
        while let found = firstIndex(folded: literal, from: index) {
            if isWordBoundary(found), isWordBoundary(found + literal.count) { return found }
            index = found + 1
        }
        return nil
    }

    private func isWordBoundary(_ position: Int) -> Bool {
        let before = position > startIndex && self[position - 1].isWordCharacter
        let after = position < endIndex && self[position].isWordCharacter
        return before != after
    }

    /// Where a folded literal begins, compared without regard to case.
    func firstIndex(folded literal: Scalars, from start: Int) -> Int? {
        guard let first = literal.first else { return start <= endIndex ? start : nil }
        let base = startIndex
        return withUnsafeBufferPointer { codes in
            literal.withUnsafeBufferPointer { literal in
                let last = codes.count - literal.count
                var index = start - base
                while index <= last {
                    if codes[index].caseFolded == first, codes.matches(foldedTailOf: literal, at: index) { return index + base }
                    index += 1
                }
                return nil
            }
        }
    }
}
