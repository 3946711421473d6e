/// A token as the Punkt algorithm sees it, with the marks its two passes leave.
struct PunktToken {
    /// Where it lies in the text.
    var range: Range<Int>
    var isBreak = false
    var isAbbreviation = false
    var isEllipsis = false

    init(_ range: Range<Int>) { self.range = range }

    /// The class that stands for all numbers.
    static let numberType = Scalars("##number##")

    /// Optional minus, optional dot or comma, a digit, digits and separators, an optional final dot.
    static func isNumber(_ word: Scalars) -> Bool {
        var index = 0
        if index < word.count, word[index] == 0x2d { index += 1 }
        if index < word.count, word[index] == 0x2e || word[index] == 0x2c { index += 1 }
        guard index < word.count, word[index].isDecimal else { return false }
        return word[index...].allSatisfy { $0.isDecimal || $0 == 0x2c || $0 == 0x2e || $0 == 0x2d }
    }

    /// Tokenises a stretch of a text line by line.
    static func scan(_ codes: Codes, _ stretch: Range<Int>, into tokens: inout [PunktToken]) {
        tokens.removeAll(keepingCapacity: true)
        var index = stretch.lowerBound
        var line = index
        while index < stretch.upperBound {
            if codes[index].isSpace {
                index += 1
                continue
            }
            if index >= line { line = lineEnd(from: index, codes, stretch.upperBound) }
            let end = tokenEnd(from: index, codes, line)
            tokens.append(PunktToken(index..<end))
            index = end
        }
    }

    private static func lineEnd(from start: Int, _ codes: Codes, _ limit: Int) -> Int {
        var end = start
        while end < limit, codes[end] != 10 { end += 1 }
        return end
    }

    private static func tokenEnd(from start: Int, _ codes: Codes, _ limit: Int) -> Int {
        if let end = multiCharacterEnd(start, codes, limit) { return end }
        guard startsWord(codes[start]) else { return start + 1 }
        var index = start + 1
        while index < limit, !endsWord(index, codes, limit) { index += 1 }
        return index
    }

    private static func startsWord(_ code: UInt32) -> Bool {
        switch Unicode.Scalar(code) {
        case "(", "\"", "`", "{", "[", ":", ";", "&", "#", "*", "@", ")", "}", "]", "-", ",": false
        default: true
        }
    }

    @inline(__always)
    private static func endsWord(_ index: Int, _ codes: Codes, _ limit: Int) -> Bool {
        let code = codes[index]
        if code.isASCIILetter { return false }
        if code.isSpace || PunktSplitter.isNonWord(code) || multiCharacterEnd(index, codes, limit) != nil { return true }
        guard code == 0x2c else { return false }
        let after = index + 1
        return after == limit || codes[after].isSpace || PunktSplitter.isNonWord(codes[after])
            || multiCharacterEnd(after, codes, limit) != nil
    }

    /// Two or more dashes, two or more dots, or three or more dots with one white space between each.
    private static func multiCharacterEnd(_ start: Int, _ codes: Codes, _ limit: Int) -> Int? {
        let code = codes[start]
        guard code == 0x2d || code == 0x2e else { return nil }
        var index = start
        while index < limit, codes[index] == code { index += 1 }
        if index - start >= 2 { return index }
        guard code == 0x2e else { return nil }
        var dots = 1
        index = start + 1
        while index + 1 < limit, codes[index].isSpace, codes[index + 1] == 0x2e {
            dots += 1
            index += 2
        }
        return dots >= 3 ? index : nil
    }
}
