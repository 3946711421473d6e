/// A token as the Punkt algorithm sees it, with the marks its two passes leave.
struct PunktToken {
    var text: Piece
    var isBreak = false
    var isAbbreviation = false
    var isEllipsis = false

    /// The class that stands for all numbers.
    static let numberType = Scalars("##number##")

    init(_ text: Piece) { self.text = text }

    var endsInPeriod: Bool { text.last == 0x2e }

    /// A letter or mark of a word, and a period.
    var isInitial: Bool {
        text.count == 2 && endsInPeriod && text[text.startIndex].isWordCharacter && !text[text.startIndex].isDecimal
    }

    /// Lower case, numbers as one class.
    var type: Scalars {
        let lower = text.lowered
        return Self.isNumber(lower) ? Self.numberType : lower
    }

    var typeWithoutPeriod: Scalars {
        var type = type
        if type.count > 1, type.last == 0x2e { type.removeLast() }
        return type
    }

    /// Optional minus, optional dot or comma, a digit, digits and separators, an optional final dot.
    private static func isNumber(_ word: Scalars) -> Bool {
        var index = 0
        if index < word.count, word[index] == 0x2d { index += 1 }
        if index < word.count, word[index] == 0x2e || word[index] == 0x2c { index += 1 }
        guard index < word.count, word[index].isDecimal else { return false }
        return word[index...].allSatisfy { $0.isDecimal || $0 == 0x2c || $0 == 0x2e || $0 == 0x2d }
    }

    /// Tokenises one line.
    static func scan(_ line: Piece, into tokens: inout [PunktToken]) {
        var index = line.startIndex
        while index < line.endIndex {
            if line[index].isSpace {
                index += 1
                continue
            }
            let end = tokenEnd(from: index, line)
            tokens.append(PunktToken(line[index..<end]))
            index = end
        }
    }

    private static func tokenEnd(from start: Int, _ line: Piece) -> Int {
        if let end = multiCharacterEnd(start, line) { return end }
        guard startsWord(line[start]) else { return start + 1 }
        var index = start + 1
        while index < line.endIndex, !endsWord(index, line) { index += 1 }
        return index
    }

    private static func startsWord(_ code: UInt32) -> Bool {
        switch Unicode.Scalar(code) {
        case "(", "\"", "`", "{", "[", ":", ";", "&", "#", "*", "@", ")", "}", "]", "-", ",": false
        default: true
        }
    }

    private static func endsWord(_ index: Int, _ line: Piece) -> Bool {
        let code = line[index]
        if code.isSpace || PunktSplitter.isNonWord(code) || multiCharacterEnd(index, line) != nil { return true }
        guard code == 0x2c else { return false }
        let after = index + 1
        return after == line.endIndex || line[after].isSpace || PunktSplitter.isNonWord(line[after])
            || multiCharacterEnd(after, line) != nil
    }

    /// Two or more dashes, two or more dots, or three or more dots with one white space between each.
    private static func multiCharacterEnd(_ start: Int, _ line: Piece) -> Int? {
        let code = line[start]
        guard code == 0x2d || code == 0x2e else { return nil }
        var index = start
        while index < line.endIndex, line[index] == code { index += 1 }
        if index - start >= 2 { return index }
        guard code == 0x2e else { return nil }
        var dots = 1
        index = start + 1
        while index + 1 < line.endIndex, line[index].isSpace, line[index + 1] == 0x2e {
            dots += 1
            index += 2
        }
        return dots >= 3 ? index : nil
    }
}
