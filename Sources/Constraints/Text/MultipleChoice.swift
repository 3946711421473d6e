/// Multiple choice questions: headings, options and the length of what stands before the options.
enum MultipleChoice {
    private static let heading = Scalars("Question ")

    /// The texts between headings, trimmed, without blank ones. A heading is the word, a space, digits, perhaps one mark, and white
    /// space, with the line breaks before it.
    static func questions(of text: Piece) -> [Piece] {
        var pieces: [Piece] = []
        var start = text.startIndex
        var index = start
        while let found = text.firstIndex(of: heading, from: index) {
            guard let end = headingEnd(text, found + heading.count) else {
                index = found + 1
                continue
            }
            var before = found
            while before > start, text[before - 1] == 10 { before -= 1 }
            pieces.append(text[start..<before])
            start = end
            index = end
        }
        pieces.append(text[start...])
        return pieces.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// Where a heading ends whose digits should begin at a place; nil where there is no digit.
    private static func headingEnd(_ text: Piece, _ digits: Int) -> Int? {
        var end = digits
        while end < text.endIndex, text[end].isDecimal { end += 1 }
        guard end > digits else { return nil }
        if end < text.endIndex, [0x2e, 0x7c, 0x29, 0x3a, 0x3b].contains(text[end]) { end += 1 }
        while end < text.endIndex, text[end].isSpace { end += 1 }
        return end
    }

    /// The number of options, and the length of the lines before the first one, joined by spaces.
    static func shape(of question: Piece) -> (options: Int, length: Int) {
        var options = 0
        var head = Scalars()
        for line in question.lines.map(\.trimmed) {
            if isOption(line) {
                options += 1
            } else if options == 0 {
                head.append(32)
                head += line
            }
        }
        return (options, head[...].trimmed.count)
    }

    /// A letter from A to E, one of `.`, `|` and `)`, perhaps white space, and a word character.
    private static func isOption(_ line: Piece) -> Bool {
        guard line.count >= 3, line[line.startIndex] | 0x20 >= 97, line[line.startIndex] | 0x20 <= 101, line[line.startIndex] < 128 else {
            return false
        }
        guard [0x2e, 0x7c, 0x29].contains(line[line.startIndex + 1]) else { return false }
        var index = line.startIndex + 2
        while index < line.endIndex, line[index].isSpace { index += 1 }
        return index < line.endIndex && line[index].isWordCharacter
    }
}
