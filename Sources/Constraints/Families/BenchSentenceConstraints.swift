/// IFBench: what sentences must be like, alone and in a row.
enum BenchSentenceConstraints {
    static let all: [ConstraintDefinition] = [
        alliteration, keyword, increment,
    ]

    static let alliteration = ConstraintDefinition(
        "sentence:alliteration_increment", .bench, needs: [.punkt],
        wordings: [
            "Let each sentence have more alliterative words than the one before.",
            "With every sentence the number of neighbouring words that begin with the same letter has to grow.",
        ],
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

    static let keyword = ConstraintDefinition(
        "sentence:keyword", .bench, [.text("word"), .count("N")], needs: [.punkt],
        wordings: ["Sentence number {N} has to contain the word \"{word}\".", "Use the word \"{word}\" in sentence {N} of your reply."],
        draw: { [("word", $0.word()), ("N", $0.count(1...6))] },
        make: { arguments in
            let pattern = try Pattern(wholeWordLiteral: arguments.text("word"))
            let position = try arguments.count("N")
            return { text in
                guard Double(text.sentences.count) >= position else { return Verdict(false, .count(text.sentences.count, "sentences")) }
                let found = try pattern.isFound(in: text.sentences.pythonElement(Int(position - 1)))
                let sentence = try text.sentences.pythonElement(Int(position - 1))
                return Verdict(found, found ? .note("word found") : .text("the word is missing in", sentence))
            }
        })

    static let increment = ConstraintDefinition(
        "sentence:increment", .bench, [.count("small_n")], needs: [.punkt],
        wordings: [
            "Each sentence must have exactly {small_n} more words than the one before.",
            "Let your sentences grow by {small_n} words each, no more and no fewer.",
        ], draw: { [("small_n", $0.count(1...5))] },
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
