/// How many sentences, paragraphs and words.
enum LengthConstraints {
    static let all: [ConstraintDefinition] = [sentences, paragraphs, words, firstWordOfParagraph, twoParagraphs, twoPlainParagraphs]

    static let sentences = ConstraintDefinition(
        "length_constraints:number_sentences", .classic, [.count("num_sentences"), .relation("relation")], needs: [.punkt],
        wordings: [
            "Write {relation} {num_sentences} sentences.", "Your reply should have {relation} {num_sentences} sentences.",
            "The number of sentences in your reply has to be {relation} {num_sentences}.",
        ],
        draw: { [("num_sentences", $0.count(1...120)), ("relation", $0.relation())] },
        make: { arguments in
            let limit = try arguments.count("num_sentences")
            let relation = try arguments.relation("relation")
            return { text in Verdict(relation.holds(text.sentences.count, limit), .count(text.sentences.count, "sentences")) }
        })

    static let words = ConstraintDefinition(
        "length_constraints:number_words", .classic, [.count("num_words"), .relation("relation")],
        wordings: [
            "Write {relation} {num_words} words.", "The reply should be {relation} {num_words} words long.",
            "As to length, your reply should come to {relation} {num_words} words in all.",
        ],
        draw: { [("num_words", $0.count(10...1500)), ("relation", $0.relation())] },
        make: { arguments in
            let limit = try arguments.count("num_words")
            let relation = try arguments.relation("relation")
            return { text in
                let count = text.all.wordRunCount
                return Verdict(relation.holds(count, limit), .count(count, "words"))
            }
        })

    static let paragraphs = ConstraintDefinition(
        "length_constraints:number_paragraphs", .classic, [.count("num_paragraphs")],
        wordings: [
            "Write {num_paragraphs} paragraphs, divided by ***.", "There should be {num_paragraphs} paragraphs with *** between them.",
            "Your reply has to consist of exactly {num_paragraphs} paragraphs, and three asterisks (***) stand between each and the next.",
        ],
        draw: { [("num_paragraphs", $0.count(2...10))] },
        make: { arguments in
            let wanted = try arguments.count("num_paragraphs")
            return { text in count(text.all.cutAtStars, equals: wanted) }
        })

    static let twoParagraphs = ConstraintDefinition(
        "paragraphs:paragraphs", .training,
        wordings: [
            "Write two paragraphs with the divider *** between them.", "Your reply consists of 2 paragraphs, divided by ***.",
            "There should be exactly two paragraphs in your reply, with three asterisks (***) to divide them.",
        ],
        make: { _ in { text in count(text.all.cutAtStars, equals: 2) } })

    static let twoPlainParagraphs = ConstraintDefinition(
        "paragraphs:paragraphs2", .training,
        wordings: [
            "Write two paragraphs with an empty line between them.", "Your reply has 2 paragraphs, divided by two line breaks.",
            "There should be exactly two paragraphs in your reply; two line breaks in a row divide them.",
        ],
        make: { _ in { text in count(text.all.cut(at: [10, 10]), equals: 2) } })

    /// Blank pieces are forgiven at the ends only.
    private static func count(_ pieces: [Piece], equals wanted: Double) -> Verdict {
        var count = pieces.count
        for (index, piece) in pieces.enumerated() where piece.isBlank {
            guard index == 0 || index == pieces.count - 1 else { return Verdict(false, .place(index + 1, "blank paragraph")) }
            count -= 1
        }
        return Verdict(Double(count) == wanted, .count(count, "paragraphs"))
    }

    static let firstWordOfParagraph = ConstraintDefinition(
        "length_constraints:nth_paragraph_first_word", .classic, [.count("num_paragraphs"), .index("nth_paragraph"), .text("first_word")],
        wordings: [
            "Write {num_paragraphs} paragraphs with an empty line between them. Paragraph {nth_paragraph} begins with the word \"{first_word}\".",
            "There should be {num_paragraphs} paragraphs, divided by two line breaks, and number {nth_paragraph} must start with \"{first_word}\".",
            "Divide your reply into {num_paragraphs} paragraphs by empty lines; the word \"{first_word}\" has to open the one at place {nth_paragraph}, counted from 1.",
        ],
        draw: { draw in
            let count = draw.integer(2...10)
            return [("num_paragraphs", .int(count)), ("nth_paragraph", draw.count(1...count)), ("first_word", draw.word())]
        },
        make: { arguments in
            let wanted = try arguments.count("num_paragraphs")
            let position = try arguments.index("nth_paragraph")
            let word = try arguments.text("first_word")[...].lowered
            guard position > 0 else { throw ConstraintError.check("\(arguments.id): paragraphs count from one") }
            return { text in
                let pieces = text.all.cut(at: [10, 10])
                let count = pieces.count { !$0.isBlank }
                guard position <= count, let item = pieces[position - 1].firstItem else {
                    return Verdict(false, .count(count, "paragraphs that are not blank"))
                }
                let found = firstWord(item)
                return Verdict(
                    Double(count) == wanted && found == word, .note("\(count) paragraphs, first word \"\(String(scalars: found))\""))
            }
        })

    /// Without leading quotation marks, up to the first closing punctuation, each character in lower case.
    private static func firstWord(_ item: Piece) -> Scalars {
        var result = Scalars()
        for code in item.leftStripped({ $0 == 0x27 }).leftStripped({ $0 == 0x22 }) {
            if [0x2e, 0x2c, 0x3f, 0x21, 0x27, 0x22].contains(code) { break }
            result += [code][...].lowered
        }
        return result
    }
}

extension ArraySlice where Element == UInt32 {
    /// Cut at every `***`, which takes at most one white space with it on either side.
    var cutAtStars: [Piece] {
        var result: [Piece] = []
        var start = startIndex
        while let found = firstIndex(of: [0x2a, 0x2a, 0x2a], from: start) {
            let end = found > start && self[found - 1].isSpace ? found - 1 : found
            result.append(self[start..<end])
            start = found + 3
            if start < endIndex, self[start].isSpace { start += 1 }
        }
        result.append(self[start..<endIndex])
        return result
    }
}
