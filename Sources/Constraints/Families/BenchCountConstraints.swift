/// IFBench: counts of words, names, numbers and characters.
enum BenchCountConstraints {
    static let all: [ConstraintDefinition] = [
        wordRange, uniqueWords, conjunctions, personNames, numbers, punctuation, japanese, pronouns, keywords,
    ]

    static let wordRange = ConstraintDefinition(
        "count:word_count_range", .bench, [.count("min_words"), .count("max_words")],
        wordings: ["Use between {min_words} and {max_words} words.", "Stay within {min_words} to {max_words} words."],
        draw: { draw in
            let low = draw.integer(5...300)
            return [("min_words", .int(low)), ("max_words", .int(low + draw.integer(5...60)))]
        },
        make: { arguments in
            let (low, high) = (try arguments.number("min_words"), try arguments.number("max_words"))
            return { text in
                let count = text.all.wordRunCount
                return Verdict(low <= Double(count) && Double(count) <= high, .count(count, "words"))
            }
        })

    static let uniqueWords = ConstraintDefinition(
        "count:unique_word_count", .bench, [.count("N")],
        wordings: ["Use at least {N} different words.", "Your vocabulary must reach {N} distinct words."],
        draw: { [("N", $0.count(10...200))] },
        make: { arguments in
            let least = try arguments.number("N")
            return { text in
                let words = text.lowered.items
                let bare = PieceList(buffer: words.buffer, ranges: words.ranges.map { words.buffer[$0].punctuationStripped.indices })
                let count = bare.diversity.distinct
                return Verdict(Double(count) >= least, .count(count, "different words"))
            }
        })

    private static let joiners = WordTable(words: ["and", "but", "for", "nor", "or", "so", "yet"].map { Scalars($0) })

    /// The items that are joiners, marks and capitals aside.
    private static func joined(_ items: PieceList) -> PieceList {
        PieceList(
            buffer: items.buffer,
            ranges: items.ranges.filter { range in
                let word = items.buffer[range].punctuationStripped
                return word.count <= 3 && joiners.contains(word.lowered[...])
            })
    }

    static let conjunctions = ConstraintDefinition(
        "count:conjunctions", .bench, [.count("small_n")],
        wordings: [
            "Use at least {small_n} different coordinating conjunctions.", "Work in {small_n} or more of and, but, for, nor, or, so, yet.",
        ],
        draw: { [("small_n", $0.count(1...7))] },
        make: { arguments in
            let least = try arguments.number("small_n")
            return { text in
                let count = joined(text.items).diversity.distinct
                return Verdict(Double(count) >= least, .count(count, "different coordinating conjunctions"))
            }
        })

    private static let names = WordTable(
        words:
            """
            Emma Liam Sophia Jackson Olivia Noah Ava Lucas Isabella Mason Mia Ethan Charlotte Alexander Amelia Benjamin Harper Leo Zoe
            Daniel Chloe Samuel Lily Matthew Grace Owen Abigail Gabriel Ella Jacob Scarlett Nathan Victoria Elijah Layla Nicholas Audrey
            David Hannah Christopher Penelope Thomas Nora Andrew Aria Joseph Claire Ryan Stella Jonathan
            """.split(whereSeparator: \.isWhitespace).map { Scalars(String($0)) })

    /// The runs of word characters that are listed names.
    private static func named(_ text: Text) -> PieceList {
        let words = text.scalars.wordRuns
        return words.withCodes { codes in
            PieceList(
                buffer: words.buffer,
                ranges: words.ranges.filter { range in
                    let first = codes[range.lowerBound]
                    return first >= 65 && first <= 90 && names.contains(Codes(rebasing: codes[range]))
                })
        }
    }

    static let personNames = ConstraintDefinition(
        "count:person_names", .bench, [.count("N")],
        wordings: [
            "Mention at least {N} different given names, such as Emma, Liam, Sophia, Noah, Grace, Owen, David, Hannah, Thomas or Claire.",
            "Let {N} or more persons with different common English given names occur, such as Emma, Noah, Grace, Owen or Claire.",
        ],
        draw: { [("N", $0.count(1...10))] },
        make: { arguments in
            let least = try arguments.number("N")
            return { text in
                let count = named(text).diversity.distinct
                return Verdict(Double(count) >= least, .count(count, "different listed names"))
            }
        })

    static let numbers = ConstraintDefinition(
        "count:numbers", .bench, [.count("N")],
        wordings: ["Include exactly {N} numbers.", "There must be {N} numbers, neither more nor fewer."],
        draw: { [("N", $0.count(1...15))] },
        make: { arguments in
            let wanted = try arguments.number("N")
            return { text in
                let count = text.unpunctuated.withUnsafeBufferPointer { $0.runRanges { $0.isDecimal }.count }
                return Verdict(Double(count) == wanted, .count(count, "numbers"))
            }
        })

    static let punctuation = ConstraintDefinition(
        "count:punctuation", .bench,
        wordings: [
            "Use each of . , ! ? ; : at least once, and an interrobang (?! or !?) besides.",
            "No mark of . , ! ? ; : may be missing from your reply, and neither may an interrobang, ?! or !?, of its own.",
        ],
        make: { _ in
            { text in
                let (first, second) = (Scalars("?!"), Scalars("!?"))
                var rest = text.scalars
                if let found = text.all.firstIndex(of: first, from: 0) ?? text.all.firstIndex(of: second, from: 0) {
                    rest.removeSubrange(found..<(found + 2))
                } else if !text.scalars.contains(0x203d) {
                    return Verdict(false, .note("no interrobang"))
                }
                let missing = Scalars(".,!?;:").count { !rest.contains($0) }
                return Verdict(missing == 0, .count(missing, "of the marks . , ! ? ; : missing"))
            }
        })

    static let japanese = ConstraintDefinition(
        "count:words_japanese", .bench, [.count("N")],
        wordings: ["Let every {N}th word be Japanese.", "Words {N}, twice {N} and so on must be in Japanese."],
        draw: { [("N", $0.count(2...8))] },
        make: { arguments in
            let step = try arguments.number("N")
            return { text in
                if step == 0, !text.items.isEmpty { throw ConstraintError.check("every zeroth word cannot be found") }
                for (index, item) in text.items.enumerated() where Double(index + 1).truncatingRemainder(dividingBy: step) == 0 {
                    let word = item.punctuationStripped
                    guard !word.isEmpty, !word.allSatisfy({ $0.isDigit }) else { continue }
                    let isJapanese = word.contains { (0x3040...0x30ff).contains($0) || (0x4e00...0x9fff).contains($0) }
                    if !isJapanese { return Verdict(false, .item(index + 1, "word that is not Japanese", word)) }
                }
                return Verdict(true, .note("no word at these places that is not Japanese"))
            }
        })

    private static let pronounList = WordTable(
        words:
            """
            all any anybody anyone anything both each either everybody everyone everything he her hers herself him himself his i it its
            itself me mine my myself neither nobody none nothing our ours ourselves she some somebody someone something that their theirs
            them themselves these they this those us we what whatever which whichever who whoever whom whomever whose you your yours
            yourself yourselves
            """.split(whereSeparator: \.isWhitespace).map { Scalars(String($0)) })

    static let pronouns = ConstraintDefinition(
        "count:pronouns", .bench, [.count("N")], needs: [.punkt],
        wordings: ["Use at least {N} pronouns.", "There should be {N} or more pronouns in your reply."],
        draw: { [("N", $0.count(1...30))] },
        make: { arguments in
            let least = try arguments.number("N")
            return { text in
                let plain = text.scalars.map { $0 == 0x2f ? 32 : $0 }
                let count = Text(scalars: plain[...].lowered, resources: text.resources).tokens.count(in: pronounList)
                return Verdict(Double(count) >= least, .count(count, "pronouns"))
            }
        })

    static let keywords = ConstraintDefinition(
        "count:keywords_multiple", .bench, (1...5).map { .text("keyword\($0)") },
        wordings: [
            """
            Use the word {keyword1} once, {keyword2} twice, {keyword3} three times, {keyword4} five times and {keyword5} seven times.
            """,
            "These words have to occur so many times: {keyword1} 1, {keyword2} 2, {keyword3} 3, {keyword4} 5, {keyword5} 7.",
        ],
        draw: { draw in draw.distinctWords(5...5).enumerated().map { ("keyword\($0.offset + 1)", .string($0.element)) } },
        make: { arguments in
            let words = try (1...5).map { try arguments.trimmedText("keyword\($0)")[...].lowered }
            return { text in
                let counts = words.map { text.lowered[...].count(of: $0) }
                return Verdict(counts == [1, 2, 3, 5, 7], .counts(counts, "times the five keywords occur"))
            }
        })
}
