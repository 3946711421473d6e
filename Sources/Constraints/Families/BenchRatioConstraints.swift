/// IFBench: shares of words and of kinds of sentences.
enum BenchRatioConstraints {
    static let all: [ConstraintDefinition] = [stopWords, overlap, types, balance, equalLengths]

    static let stopWords = ConstraintDefinition(
        "ratio:stop_words", .bench, [.count("percentage")], needs: [.stopwords],
        wordings: [
            "Let stop words make up no more than {percentage}% of all words.", "At most {percentage}% of the words may be stop words.",
        ],
        draw: { [("percentage", $0.count(10...60))] },
        make: { arguments in
            let most = try arguments.number("percentage")
            return { text in
                let words = text.lowered.wordRuns
                guard !words.isEmpty else { return Verdict(false, .count(0, "words")) }
                let count = words.count(in: text.resources.stopWords)
                let share = Double(count) / Double(words.count) * 100
                return Verdict(share <= most, .share(share, "of all words are stop words"))
            }
        })

    static let overlap = ConstraintDefinition(
        "ratio:overlap", .bench, [.text("reference_text"), .count("percentage")],
        wordings: [
            "Keep a trigram overlap of {percentage}% (±2%) with this text: {reference_text}",
            "Of the trigrams of your reply {percentage}%, give or take 2%, have to occur in the following text too: {reference_text}",
        ],
        draw: { [("reference_text", .string($0.request)), ("percentage", $0.count(5...95))] },
        make: { arguments in
            let reference = trigrams(try arguments.text("reference_text")[...])
            let wanted = try arguments.number("percentage")
            return { text in
                let own = trigrams(text.all)
                guard own.count > 0 else { return Verdict(false, .share(0, "of the reply's trigrams are in the reference")) }
                let share = Double(own.count(in: reference)) / Double(own.count) * 100
                return Verdict(wanted - 2 <= share && share <= wanted + 2, .share(share, "of the reply's trigrams are in the reference"))
            }
        })

    private static func trigrams(_ text: Piece) -> KeySet {
        text.withUnsafeBufferPointer { codes in
            var keys = KeySet(capacity: codes.count)
            guard codes.count >= 3 else { return keys }
            for index in 0..<(codes.count - 2) {
                keys.insert(UInt64(codes[index]) << 42 | UInt64(codes[index + 1]) << 21 | UInt64(codes[index + 2]))
            }
            return keys
        }
    }

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
        wordings: [
            "Use as many statements as questions and as many exclamations as either.",
            "Statements, questions and exclamations have to be equal in number.",
        ],
        make: { _ in
            { text in
                let counts = endings(text)
                let all = [counts[0x2e] ?? 0, counts[0x3f] ?? 0, counts[0x21] ?? 0]
                return Verdict(all[0] == all[1] && all[1] == all[2], .counts(all, "statements, questions and exclamations"))
            }
        })

    static let equalLengths = ConstraintDefinition(
        "ratio:sentence_words", .bench, needs: [.punkt],
        wordings: [
            "Reply in three sentences with the same number of characters but different words.",
            "Write three sentences of exactly the same length in characters, without using the same words again.",
        ],
        make: { _ in
            { text in
                let lengths = text.sentences.map(\.trimmed.count)
                let holds = lengths.count == 3 && Set(lengths).count == 1
                return Verdict(holds, .counts(Array(lengths.prefix(8)), "characters in the sentences"))
            }
        })
}
