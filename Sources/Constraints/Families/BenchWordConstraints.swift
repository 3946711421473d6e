/// IFBench: what words must be like, alone and in a row.
enum BenchWordConstraints {
    static let all: [ConstraintDefinition] = [
        alphabet, vowel, consonants, palindromes, primeLengths, startVerb, syllables, paragraphLastFirst, noConsecutive,
        position, repeats, lastFirst, keywordPosition,
    ]

    static let alphabet = ConstraintDefinition(
        "words:alphabet", .bench,
        wordings: [
            "Each word must begin with the letter that follows, in the alphabet, the first letter of the word before; A follows Z.",
            "Let the first letters of your words run through the alphabet one by one, with A behind Z.",
        ],
        make: { _ in
            { text in
                let words = text.unpunctuated[...].punctuationStripped.items
                guard var letter = words.first?.first?.simpleLower, letter >= 97, letter <= 122 else {
                    return Verdict(false, .note("the first word does not begin with a letter from A to Z"))
                }
                for (index, word) in words.dropFirst().enumerated() {
                    guard let first = word.punctuationStripped.lowered.first else { continue }
                    letter = letter == 122 ? 97 : letter + 1
                    if first != letter { return Verdict(false, .item(index + 2, "word with another first letter", word)) }
                }
                return Verdict(true, .count(words.count, "words in alphabetical order"))
            }
        })

    static let vowel = ConstraintDefinition(
        "words:vowel", .bench,
        wordings: [
            "Write one paragraph with words that use no more than three different vowels.",
            "Do with three of the five vowels in a reply of a single paragraph.",
        ],
        make: { _ in
            { text in
                guard !text.trimmed.contains(10) else { return Verdict(false, .note("several paragraphs")) }
                let count = Scalars("aeiou").count { text.lowered.contains($0) }
                return Verdict(count <= 3, .count(count, "different vowels"))
            }
        })

    private static func isConsonant(_ code: UInt32) -> Bool {
        code >= 98 && code <= 122 && code != 101 && code != 105 && code != 111 && code != 117
    }

    static let consonants = ConstraintDefinition(
        "words:consonants", .bench,
        wordings: ["Every word must have two consonants side by side.", "Use only words in which some consonant stands next to another."],
        make: { _ in
            { text in
                for (index, item) in text.lowered.items.enumerated() {
                    let cluster = zip(item, item.dropFirst()).contains { isConsonant($0) && isConsonant($1) }
                    if !cluster { return Verdict(false, .item(index + 1, "word without a consonant cluster", item)) }
                }
                return Verdict(true, .note("a consonant cluster in every word"))
            }
        })

    static let palindromes = ConstraintDefinition(
        "words:palindrome", .bench,
        wordings: [
            "Use at least ten palindromes of five letters or more.",
            "Ten or more of your words have to read the same backwards and have five letters at least.",
        ],
        make: { _ in
            { text in
                let words = text.all.withoutPunctuation[...].lowered[...].items
                let count = words.count { $0.count >= 5 && $0.elementsEqual($0.reversed()) }
                return Verdict(count >= 10, .count(count, "palindromes of five letters or more"))
            }
        })

    private static let primes: Set<Int> = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    ]

    static let primeLengths = ConstraintDefinition(
        "words:prime_lengths", .bench,
        wordings: [
            "The number of letters of every word must be prime.", "Use only words of 2, 3, 5, 7, 11 or another prime number of letters.",
        ],
        make: { _ in
            { text in
                for (index, item) in text.unpunctuatedItems.enumerated() where !primes.contains(item.count) {
                    return Verdict(false, .item(index + 1, "word of \(item.count) letters", item))
                }
                return Verdict(true, .note("only words of prime length"))
            }
        })

    static let startVerb = ConstraintDefinition(
        "words:start_verb", .bench, needs: [.postag, .punkt],
        wordings: ["Begin your reply with a verb.", "The first word must be a verb."],
        make: { _ in
            { text in
                guard let first = text.tokens.first else { return Verdict(false, .note("no word")) }
                guard let tagger = text.resources.tagger else {
                    let word = String(scalars: first).lowercased()
                    return Verdict(FunctionWords.verbs.contains(word), .note("first word \"\(word)\""))
                }
                let tag = tagger.firstTag(of: text.tokens) ?? ""
                return Verdict(tag.contains("VB"), .note("first word tagged \(tag)"))
            }
        })

    static let syllables = ConstraintDefinition(
        "words:odd_even_syllables", .bench, needs: [.syllables],
        wordings: [
            "Alternate words with odd and even numbers of syllables.",
            "A word with an odd number of syllables must be followed by one with an even number, and the other way round.",
        ],
        make: { _ in
            { text in
                let counter = text.resources.syllables
                var previous: Int?
                for (index, word) in text.plainWords.enumerated() {
                    let parity = counter.count(of: word) % 2
                    if parity == previous { return Verdict(false, .item(index + 1, "word of the same parity", word)) }
                    previous = parity
                }
                return Verdict(true, .note("odd and even in turn"))
            }
        })

    static let paragraphLastFirst = ConstraintDefinition(
        "words:paragraph_last_first", .bench,
        wordings: [
            "Every paragraph must end with the word it begins with; one line break divides paragraphs.",
            "Divide your reply into paragraphs by single line breaks, and close each of them with its own first word.",
        ],
        make: { _ in
            { text in
                for (index, line) in text.lines.enumerated() where !line.isBlank {
                    let items = line.trimmed.lowered[...].punctuationStripped.items
                    if items.first != items.last { return Verdict(false, .item(index + 1, "paragraph that ends otherwise", line)) }
                }
                return Verdict(true, .note("every paragraph ends with its first word"))
            }
        })

    static let noConsecutive = ConstraintDefinition(
        "words:no_consecutive", .bench,
        wordings: [
            "No two neighbouring words may begin with the same letter.",
            "The first letter of a word must be another one than that of the word before it.",
        ],
        make: { _ in
            { text in
                let words = text.plainWords
                for (index, (left, right)) in zip(words, words.dropFirst()).enumerated() where left.first == right.first {
                    return Verdict(false, .item(index + 2, "word with the same first letter", right))
                }
                return Verdict(true, .note("no neighbours with the same first letter"))
            }
        })

    private static let punctuationString = Scalars("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

    static let position = ConstraintDefinition(
        "words:words_position", .bench, [.text("keyword")], needs: [.punkt],
        wordings: [
            "The second word and the second to last word must both be {keyword}.",
            "Put the word {keyword} in second place, counted from the begin of your reply and counted from its end.",
        ], draw: { [("keyword", $0.word())] },
        make: { arguments in
            let keyword = try arguments.trimmedText("keyword")[...].lowered
            return { text in
                let words = text.tokens
                guard words.count >= 2, let last = words.last else { return Verdict(false, .count(words.count, "words")) }
                let mark = punctuationString[...].contains(literal: Scalars(last))
                guard !mark || words.count >= 3 else { return Verdict(false, .count(words.count, "words")) }
                let (second, other) = (words[1].lowered, words[words.count - (mark ? 3 : 2)].lowered)
                return Verdict(
                    second == keyword && other == keyword,
                    .note("second \"\(String(scalars: second))\", other \"\(String(scalars: other))\""))
            }
        })

    static let repeats = ConstraintDefinition(
        "words:repeats", .bench, [.count("small_n")],
        wordings: ["Use no word more than {small_n} times.", "No word may be repeated beyond {small_n} uses."],
        draw: { [("small_n", $0.count(1...5))] },
        make: { arguments in
            let most = try arguments.number("small_n")
            return { text in
                let highest = text.plainWords.diversity.highest
                return Verdict(highest == 0 || Double(highest) <= most, .count(highest, "uses of the most frequent word"))
            }
        })

    static let lastFirst = ConstraintDefinition(
        "words:last_first", .bench, needs: [.punkt],
        wordings: [
            "The last word of each sentence must be the first word of the next.",
            "Let every sentence begin with the word that the sentence before it ended with.",
        ],
        make: { _ in
            { text in
                for (index, (left, right)) in zip(text.sentences, text.sentences.dropFirst()).enumerated() {
                    let last = left.rightStripped { ASCIISet.punctuationAndSpace.contains($0) }.lastItem
                    let first = right.leftStripped { ASCIISet.punctuationAndSpace.contains($0) }.firstItem
                    guard let last, let first, last.lowered == first.lowered else {
                        return Verdict(false, .difference("the first word of sentence", index + 2, found: first, wanted: last))
                    }
                }
                return Verdict(true, .count(text.sentences.count, "sentences in a chain"))
            }
        })

    static let keywordPosition = ConstraintDefinition(
        "words:keywords_specific_position", .bench, [.text("keyword"), .index("n"), .index("m")], needs: [.punkt],
        wordings: [
            "The word {keyword} must be word number {m} of sentence number {n}.",
            "In sentence {n} of your reply, {keyword} has to stand as word {m}.",
        ],
        draw: { [("keyword", $0.word()), ("n", $0.count(1...5)), ("m", $0.count(1...8))] },
        make: { arguments in
            let keyword = try arguments.trimmedText("keyword")[...].lowered
            let (sentence, position) = (try arguments.index("n"), try arguments.index("m"))
            return { text in
                guard text.sentences.count >= sentence else { return Verdict(false, .count(text.sentences.count, "sentences")) }
                let part = Text(scalars: Scalars(try text.sentences.pythonElement(sentence - 1)), resources: text.resources)
                let words = part.tokens.filter { $0.contains { $0.isAlphanumeric } }
                guard words.count >= position else { return Verdict(false, .count(words.count, "words in that sentence")) }
                let word = try words.pythonElement(position - 1)
                return Verdict(word.lowered == keyword, .text("the word there is", word))
            }
        })
}
