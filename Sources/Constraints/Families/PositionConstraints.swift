/// First and last words of sentences and of the reply.
enum PositionConstraints {
    static let all: [ConstraintDefinition] = [firstWordOfSentences, firstWord, lastWordOfSentences, lastWord]

    static let firstWordOfSentences = ConstraintDefinition(
        "first_word:first_word_sent", .training, [.text("first_word")],
        wordings: [
            "Begin every sentence with the word \"{first_word}\".", "The first word of each sentence must be {first_word}.",
            "However many sentences you write, each of them has to start with \"{first_word}\" as its first word.",
        ],
        draw: { [("first_word", $0.word())] },
        make: { arguments in
            let word = try arguments.firstText("first_word")[...].lowered
            return { text in
                for (index, sentence) in text.ruleSentences.enumerated() where sentence.firstItem?.lowered != word {
                    return Verdict(
                        false, .difference("the first word of sentence", index + 1, found: sentence.firstItem, wanted: word[...]))
                }
                return Verdict(true, .count(text.ruleSentences.count, "sentences, each with that first word"))
            }
        })

    static let firstWord = ConstraintDefinition(
        "first_word:first_word_answer", .training, [.text("first_word")],
        wordings: [
            "Begin your reply with the word \"{first_word}\".", "The very first word must be {first_word}.",
            "No other word may stand before the word \"{first_word}\" in your reply; it comes first.",
        ],
        draw: { [("first_word", $0.word())] },
        make: { arguments in
            let word = try arguments.trimmedText("first_word")[...].lowered
            return { text in
                guard let first = text.all.firstItem else { return Verdict(false, .note("no word")) }
                return Verdict(first.lowered == word, .text("first word", first))
            }
        })

    static let lastWordOfSentences = ConstraintDefinition(
        "last_word:last_word_sent", .training, [.text("last_word")],
        wordings: [
            "End every sentence with the word \"{last_word}\".", "The last word of each sentence must be {last_word}.",
            "However many sentences you write, each of them has to finish with \"{last_word}\" as its last word.",
        ],
        draw: { [("last_word", $0.word())] },
        make: { arguments in
            let word = try arguments.firstText("last_word")[...].lowered
            return { text in
                for (index, sentence) in text.ruleSentences.enumerated() {
                    let last = sentence[...].lastItem
                    guard let last, cleaned(last) == word else {
                        return Verdict(
                            false, .difference("the last word of sentence", index + 1, found: last, wanted: word[...]))
                    }
                }
                return Verdict(true, .count(text.ruleSentences.count, "sentences, each with that last word"))
            }
        })

    static let lastWord = ConstraintDefinition(
        "last_word:last_word_answer", .training, [.text("last_word")],
        wordings: [
            "End your reply with the word \"{last_word}\".", "The very last word must be {last_word}.",
            "No other word may stand behind the word \"{last_word}\" in your reply; it comes last.",
        ],
        draw: { [("last_word", $0.word())] },
        make: { arguments in
            let word = try arguments.trimmedText("last_word")[...].lowered
            return { text in
                guard let last = text.all.lastItem else { throw ConstraintError.check("no last word in a blank text") }
                return Verdict(cleaned(last) == word, .text("last word", last))
            }
        })

    /// Without what is neither a word character nor white space, in lower case.
    private static func cleaned(_ item: Piece) -> Scalars {
        Scalars(item.filter { $0.isWordCharacter || $0.isSpace })[...].lowered
    }
}
