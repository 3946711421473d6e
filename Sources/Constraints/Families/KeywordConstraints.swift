/// Words that must, may not, or must so often occur.
enum KeywordConstraints {
    static let all: [ConstraintDefinition] = [
        existence, frequency, forbiddenWords, letterFrequency, wordOnce, wordCount, excludeWord, noAdjacentConsecutive, palindrome,
        specificPosition, startEnd,
    ]

    static let existence = ConstraintDefinition(
        "keywords:existence", .classic, [.texts("keywords")],
        wordings: [
            "Use each of these words: {keywords}.", "Your reply has to contain {keywords}.",
            "Make sure that {keywords} can be found in your text.",
        ],
        draw: { [("keywords", .list($0.distinctWords(1...8).map { .string($0) }))] },
        make: { arguments in
            let keywords = try arguments.texts("keywords")
            let patterns = try keywords.map { try Pattern($0, ignoringCase: true) }
            return { text in
                for (index, pattern) in patterns.enumerated() where try !pattern.isFound(in: text.all) {
                    return Verdict(false, .text("missing", keywords[index][...]))
                }
                return Verdict(true, .count(patterns.count, "keywords, all there"))
            }
        })

    static let frequency = ConstraintDefinition(
        "keywords:frequency", .classic, [.text("keyword"), .count("frequency"), .relation("relation")], wordings: frequencyWordings,
        draw: { [("keyword", $0.word()), ("frequency", $0.count(1...15)), ("relation", $0.relation())] }, make: countOccurrences)

    static let wordCount = ConstraintDefinition(
        "keywords:word_count_different_numbers", .training, [.text("keyword"), .count("frequency"), .relation("relation")],
        wordings: frequencyWordings,
        draw: { [("keyword", $0.word()), ("frequency", $0.count(1...15)), ("relation", $0.relation())] }, make: countOccurrences)

    private static let frequencyWordings = [
        "The word \"{keyword}\" should occur {relation} {frequency} times.",
        "Use \"{keyword}\" {relation} {frequency} times in your reply.",
        "Count how often the word \"{keyword}\" stands in your reply: it should be {relation} {frequency} times.",
    ]

    private static let countOccurrences: @Sendable (ConstraintArguments) throws -> ConstraintCheck = { arguments in
        let pattern = try Pattern(arguments.trimmedText("keyword"), ignoringCase: true)
        let limit = try arguments.count("frequency")
        let relation = try arguments.relation("relation")
        return { text in
            let count = try pattern.count(in: text.all)
            return Verdict(relation.holds(count, limit), .count(count, "occurrences"))
        }
    }

    static let forbiddenWords = ConstraintDefinition(
        "keywords:forbidden_words", .classic, [.texts("forbidden_words")],
        wordings: [
            "Do not use any of these words: {forbidden_words}.", "Avoid the words {forbidden_words}.",
            "None of the following words may be found anywhere in your reply: {forbidden_words}.",
        ],
        draw: { [("forbidden_words", .list($0.distinctWords(1...15).map { .string($0) }))] },
        make: { arguments in
            let words = try arguments.texts("forbidden_words")
            let patterns = try words.map { try Pattern(wholeWord: $0) }
            return { text in
                for (index, pattern) in patterns.enumerated() where try pattern.isFound(in: text.all) {
                    return Verdict(false, .text("used", words[index][...]))
                }
                return Verdict(true, .count(0, "forbidden words"))
            }
        })

    static let letterFrequency = ConstraintDefinition(
        "keywords:letter_frequency", .classic, [.letter("letter"), .count("let_frequency"), .relation("let_relation")],
        wordings: LetterConstraints.frequencyWordings, draw: LetterConstraints.drawFrequency, make: LetterConstraints.countLetter)

    static let wordOnce = ConstraintDefinition(
        "keywords:word_once", .training, [.text("keyword")],
        wordings: [
            "Use the word \"{keyword}\" exactly once.", "\"{keyword}\" has to occur one single time.",
            "There must be one place in your reply, and no more than one, where the word \"{keyword}\" stands.",
        ],
        draw: { [("keyword", $0.word())] },
        make: { arguments in
            let pattern = try Pattern(arguments.trimmedText("keyword"), ignoringCase: true)
            return { text in
                let count = try pattern.count(in: text.all)
                return Verdict(count == 1, .count(count, "occurrences"))
            }
        })

    static let excludeWord = ConstraintDefinition(
        "keywords:exclude_word_harder", .training, [.text("keyword"), .text("instruction").optional],
        wordings: [
            "Leave the word \"{keyword}\" out.", "The word \"{keyword}\" must not stand in your reply.",
            "Write your reply in such a way that the word \"{keyword}\" is nowhere used in it.",
        ],
        draw: { [("keyword", $0.word())] },
        make: { arguments in
            let keyword = [32] + (try arguments.trimmedText("keyword")) + [32]
            return { text in
                let found = text.all.contains(literal: keyword)
                return Verdict(!found, .count(found ? 1 : 0, "occurrences with a space on either side (only the first is looked for)"))
            }
        })

    static let noAdjacentConsecutive = ConstraintDefinition(
        "keywords:no_adjacent_consecutive", .training,
        wordings: [
            "No word may begin with the letter that follows, in the alphabet, the first letter of the word before it.",
            "Two neighbouring words must not start with consecutive letters of the alphabet.",
            "Where a word starts with some letter of the alphabet, the word behind it must not start with the next letter.",
        ],
        make: { _ in
            { text in
                var previous: UInt32?
                for (index, item) in text.items.enumerated() {
                    let first = item.prefix(1).lowered
                    if let previous {
                        guard first.count == 1 else { return Verdict(false, .place(index + 1, "first character has no single lower case")) }
                        if first[0] == previous + 1 { return Verdict(false, .place(index + 1, "consecutive first letters")) }
                    } else if first.count != 1, text.items.count > 1 {
                        return Verdict(false, .place(1, "first character has no single lower case"))
                    }
                    previous = first[0]
                }
                return Verdict(true, .note("no consecutive first letters"))
            }
        })

    static let palindrome = ConstraintDefinition(
        "keywords:palindrome", .training,
        wordings: [
            "Include a palindrome, a word that reads the same backwards.", "Let at least one word be a palindrome such as \"level\".",
            "Somewhere in your reply there must be a word that is the same when its letters are read from the end.",
        ],
        make: { _ in
            { text in
                for item in text.items where item.elementsEqual(item.reversed()) { return Verdict(true, .note("palindrome found")) }
                return Verdict(false, .note("no palindrome found"))
            }
        })

    static let specificPosition = ConstraintDefinition(
        "keywords:keyword_specific_position", .training, [.text("keyword"), .index("n"), .index("m")], needs: [.punkt],
        wordings: [
            "Put the word \"{keyword}\" into sentence number {n} as its word number {m}.",
            "Word {m} of sentence {n} has to be \"{keyword}\".",
            "Count the sentences of your reply and their words: in sentence {n} the word at place {m} must be \"{keyword}\".",
        ],
        draw: { [("keyword", $0.word()), ("n", $0.count(1...10)), ("m", $0.count(1...12))] },
        make: { arguments in
            let keyword = try arguments.firstText("keyword")
            let (sentence, position) = (try arguments.index("n"), try arguments.index("m"))
            guard sentence > 0, position > 0 else { throw ConstraintError.check("\(arguments.id): positions count from one") }
            return { text in
                guard text.ruleSentences.count >= sentence else { return Verdict(false, .count(text.ruleSentences.count, "sentences")) }
                let words = Text(scalars: Scalars(text.ruleSentences[sentence - 1]), resources: text.resources).tokens
                guard words.count >= position else { return Verdict(false, .count(words.count, "words in that sentence")) }
                let word = words[position - 1]
                return Verdict(word == keyword[...], .text("the word there is", word))
            }
        })

    static let startEnd = ConstraintDefinition(
        "keywords:start_end", .training, needs: [.punkt],
        wordings: [
            "Begin and end your reply with the same word, without punctuation behind it.",
            "The first word and the last have to be the same.",
            "The word that opens your reply should close it as well, with no mark behind it.",
        ],
        make: { _ in
            { text in
                guard let first = text.tokens.first, let last = text.tokens.last, text.tokens.count >= 2 else {
                    return Verdict(false, .count(text.tokens.count, "words"))
                }
                return Verdict(
                    first.lowered == last.lowered, .note("first \"\(String(scalars: first))\", last \"\(String(scalars: last))\""))
            }
        })
}
