/// Counts of words: small ones, different ones, and words inside sentences inside paragraphs.
enum CountConstraints {
    static let all: [ConstraintDefinition] = [lowercase, composition, unique, increment]

    static let lowercase = ConstraintDefinition(
        "count:lowercase_counting", .training, [.count("N")],
        wordings: [
            "At most {N} words may be written in lowercase letters only.", "No more than {N} all-lowercase words, please.",
            "Count the words without a single capital letter in your reply: there may be {N} of them at most.",
        ],
        draw: { [("N", $0.count(1...120))] },
        make: { arguments in
            let most = try arguments.number("N")
            return { text in
                var count = 0
                var inside = false
                var small = false
                for code in text.scalars {
                    guard code.isWordCharacter else {
                        if inside, small { count += 1 }
                        inside = false
                        continue
                    }
                    let letter = code >= 97 && code <= 122
                    small = inside ? small && letter : letter
                    inside = true
                }
                if inside, small { count += 1 }
                return Verdict(Double(count) <= most, .count(count, "words in small letters"))
            }
        })

    static let composition = ConstraintDefinition(
        "count:counting_composition", .training, [.count("n_sent"), .count("n_words")], needs: [.punkt],
        wordings: [
            "Write 3 paragraphs, divided by ***, each of exactly {n_sent} sentences with exactly {n_words} words, punctuation marks counted.",
            "Three paragraphs with *** between them, {n_sent} sentences in each, {n_words} words or marks in each sentence.",
            "Your reply has three paragraphs separated by ***. Each holds {n_sent} sentences, and each sentence {n_words} tokens, its marks among them.",
        ],
        draw: { [("n_sent", $0.count(1...6)), ("n_words", $0.count(3...20))] },
        make: { arguments in
            let (sentences, words) = (try arguments.number("n_sent"), try arguments.number("n_words"))
            return { text in
                let paragraphs = text.all.cutAtStars
                var count = paragraphs.count
                for (index, paragraph) in paragraphs.enumerated() {
                    if paragraph.isBlank {
                        guard index == 0 || index == paragraphs.count - 1 else {
                            return Verdict(false, .place(index + 1, "blank paragraph"))
                        }
                        count -= 1
                    }
                    let split = RuleSentenceSplitter.sentences(of: paragraph)
                    guard Double(split.count) == sentences else {
                        return Verdict(false, .place(index + 1, "paragraph of \(split.count) sentences"))
                    }
                    for sentence in split where Double(Text(scalars: Scalars(sentence), resources: text.resources).tokens.count) != words {
                        return Verdict(false, .place(index + 1, "sentence with a wrong number of words"))
                    }
                }
                return Verdict(count == 3, .count(count, "paragraphs"))
            }
        })

    static let unique = ConstraintDefinition(
        "count:count_unique", .training, needs: [.punkt],
        wordings: [
            "Use no word twice, and no punctuation mark either.", "Every word and every mark may occur only once.",
            "Nothing may be repeated in your reply: no word and no punctuation mark stands in it twice.",
        ],
        make: { _ in
            { text in
                let different = text.tokens.diversity.distinct
                let all = text.tokens.count
                return Verdict(different == all, .counts([different, all], "different tokens, and tokens in all"))
            }
        })

    static let increment = ConstraintDefinition(
        "count:count_increment_word", .training, [.text("keyword1"), .text("keyword2")],
        wordings: [
            "Use the word \"{keyword1}\" once and the word \"{keyword2}\" twice.",
            "\"{keyword1}\" must occur one time and \"{keyword2}\" two times.",
            "In your reply I want to find the word \"{keyword1}\" a single time and the word \"{keyword2}\" two times, not more.",
        ],
        draw: { draw in
            let words = draw.distinctWords(2...2)
            return [("keyword1", .string(words[0])), ("keyword2", .string(words[words.count - 1]))]
        },
        make: { arguments in
            let once = try Pattern(arguments.trimmedText("keyword1"), ignoringCase: true)
            let twice = try Pattern(arguments.trimmedText("keyword2"), ignoringCase: true)
            return { text in
                let counts = [try once.count(in: text.all), try twice.count(in: text.all)]
                return Verdict(counts == [1, 2], .counts(counts, "times the two words occur"))
            }
        })
}
