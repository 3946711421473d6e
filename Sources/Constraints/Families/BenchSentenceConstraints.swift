/// IFBench: what sentences must be like, alone and in a row.
enum BenchSentenceConstraints {
    static let all: [ConstraintDefinition] = [
        types, balance, alliteration, equalLengths, keyword, lastFirst, increment, alphabet, keywordPosition,
    ]

    private static func endings(_ text: Text) -> [UInt32: Int] {
        text.sentences.reduce(into: [:]) { counts, sentence in if let last = sentence.last { counts[last, default: 0] += 1 } }
    }

    static let types = ConstraintDefinition(
        "ratio:sentence_type", .bench, needs: [.punkt],
        wordings: [
            "Write two statements for every question.", "Keep a ratio of 2:1 between sentences that end in a period and questions.",
        ],
        make: { _ in
            { text in
                let counts = endings(text)
                let (statements, questions) = (counts[0x2e] ?? 0, counts[0x3f] ?? 0)
                return Verdict(statements == 2 * questions, .counts([statements, questions], "statements and questions"))
            }
        })

    static let balance = ConstraintDefinition(
        "ratio:sentence_balance", .bench, needs: [.punkt],
        wordings: ["Use as many statements as questions and as many exclamations as either."],
        make: { _ in
            { text in
                let counts = endings(text)
                let all = [counts[0x2e] ?? 0, counts[0x3f] ?? 0, counts[0x21] ?? 0]
                return Verdict(all[0] == all[1] && all[1] == all[2], .counts(all, "statements, questions and exclamations"))
            }
        })

    static let alliteration = ConstraintDefinition(
        "sentence:alliteration_increment", .bench, needs: [.punkt],
        wordings: ["Let each sentence have more alliterative words than the one before."],
        make: { _ in
            { text in
                var previous = -1
                for (index, sentence) in text.sentences.enumerated() {
                    let lower = sentence.lowered
                    let initials = lower[...].items.compactMap { item in
                        item.leftStripped { ASCIISet.punctuationAndSpace.contains($0) }.first
                    }
                    let count = runTotal(initials)
                    if count <= previous { return Verdict(false, .place(index + 1, "sentence with no more alliteration")) }
                    previous = count
                }
                return Verdict(true, .note("each sentence with more alliteration than the one before"))
            }
        })

    /// Total length of the runs of equal neighbours.
    private static func runTotal(_ letters: [UInt32]) -> Int {
        var total = 0
        var inRun = false
        for (left, right) in zip(letters, letters.dropFirst()) {
            if left == right { total += inRun ? 1 : 2 }
            inRun = left == right
        }
        return total
    }

    static let equalLengths = ConstraintDefinition(
        "ratio:sentence_words", .bench, needs: [.punkt],
        wordings: ["Reply in three sentences with the same number of characters but different words."],
        make: { _ in
            { text in
                let lengths = text.sentences.map(\.trimmed.count)
                let holds = lengths.count == 3 && Set(lengths).count == 1
                return Verdict(holds, .counts(Array(lengths.prefix(8)), "characters in the sentences"))
            }
        })

    static let keyword = ConstraintDefinition(
        "sentence:keyword", .bench, [.text("word"), .count("N")], needs: [.punkt],
        wordings: ["Sentence number {N} has to contain the word \"{word}\"."], draw: { [("word", $0.word()), ("N", $0.count(1...6))] },
        make: { arguments in
            let pattern = try Pattern(wholeWordLiteral: arguments.text("word"))
            let position = try arguments.count("N")
            return { text in
                guard Double(text.sentences.count) >= position else { return Verdict(false, .count(text.sentences.count, "sentences")) }
                let found = try pattern.isFound(in: text.sentences.pythonElement(Int(position - 1)))
                return Verdict(found, .note(found ? "word found" : "word missing"))
            }
        })

    static let lastFirst = ConstraintDefinition(
        "words:last_first", .bench, needs: [.punkt], wordings: ["The last word of each sentence must be the first word of the next."],
        make: { _ in
            { text in
                for (index, (left, right)) in zip(text.sentences, text.sentences.dropFirst()).enumerated() {
                    let last = left.rightStripped { ASCIISet.punctuationAndSpace.contains($0) }.lastItem
                    let first = right.leftStripped { ASCIISet.punctuationAndSpace.contains($0) }.firstItem
                    guard let last, let first, last.lowered == first.lowered else {
                        return Verdict(false, .place(index + 2, "sentence that begins otherwise"))
                    }
                }
                return Verdict(true, .count(text.sentences.count, "sentences in a chain"))
            }
        })

    static let increment = ConstraintDefinition(
        "sentence:increment", .bench, [.count("small_n")], needs: [.punkt],
        wordings: ["Each sentence must have exactly {small_n} more words than the one before."], draw: { [("small_n", $0.count(1...5))] },
        make: { arguments in
            let step = try arguments.number("small_n")
            return { text in
                let counts = text.sentences.map { $0.withoutPunctuation[...].items.count }
                guard !counts.isEmpty else { throw ConstraintError.check("no sentence") }
                for (index, (left, right)) in zip(counts, counts.dropFirst()).enumerated() where Double(right) != Double(left) + step {
                    return Verdict(false, .place(index + 2, "sentence with \(right) words after \(left)"))
                }
                return Verdict(true, .count(counts.count, "sentences of growing length"))
            }
        })

    static let alphabet = ConstraintDefinition(
        "custom:sentence_alphabet", .bench, needs: [.punkt],
        wordings: ["Tell a story in 26 sentences that begin with the letters from A to Z in order."],
        make: { _ in
            { text in
                guard text.sentences.count == 26 else { return Verdict(false, .count(text.sentences.count, "sentences")) }
                for (index, sentence) in text.sentences.enumerated() where sentence.firstItem?.lowered.first != UInt32(97 + index) {
                    return Verdict(false, .place(index + 1, "sentence with another first letter"))
                }
                return Verdict(true, .count(26, "sentences from A to Z"))
            }
        })

    static let keywordPosition = ConstraintDefinition(
        "words:keywords_specific_position", .bench, [.text("keyword"), .index("n"), .index("m")], needs: [.punkt],
        wordings: ["The word {keyword} must be word number {m} of sentence number {n}."],
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

extension RandomAccessCollection where Index == Int {
    /// `list[index]`: negative indices count from the end.
    /// - Throws: `ConstraintError.check` out of range.
    func pythonElement(_ index: Int) throws -> Element {
        let place = index < 0 ? count + index : index
        guard indices.contains(place) else { throw ConstraintError.check("there is no element \(index) in \(count)") }
        return self[place]
    }
}
