/// Headings of numbered sections: optional white space, the splitter, optional white space, digits, optional white space.
struct SectionPattern: Sendable {
    /// A splitter without anything special in it is searched as it stands.
    private let literal: Scalars?
    private let pattern: Pattern

    /// - Throws: `RegexError.syntax` where the splitter is no pattern.
    init(_ splitter: Scalars) throws {
        literal = splitter.isEmpty || Pattern.hasSpecial(splitter) ? nil : splitter
        pattern = try Pattern(Scalars(#"\s?"#) + splitter + Scalars(#"\s?\d+\s?"#))
    }

    /// Matches, each counted once and once more per group of the splitter.
    func count(in text: Piece) throws -> Int {
        guard let literal else { return try pattern.matches(in: text).count * (1 + pattern.groupCount) }
        var total = 0
        var index = text.startIndex
        while let found = text.firstIndex(of: literal, from: index) {
            let behind = found + literal.count
            var digits = behind
            if digits < text.endIndex, text[digits].isSpace { digits += 1 }
            var end = digits
            while end < text.endIndex, text[end].isDecimal { end += 1 }
            if end > digits {
                total += 1
                index = end
            } else {
                index = found + 1
            }
        }
        return total
    }
}
