/// How often letters occur.
enum LetterConstraints {
    static let all: [ConstraintDefinition] = [letterCounting, letterCounting2]

    static let frequencyWordings = [
        "The letter {letter} should occur {let_relation} {let_frequency} times.",
        "Use the letter \"{letter}\" {let_relation} {let_frequency} times, capital or small.",
        "If one counts the letter {letter} in your reply, capital or small, it should be found {let_relation} {let_frequency} times.",
    ]

    static let drawFrequency: @Sendable (inout ArgumentDraw) -> [(String, PythonValue)] = {
        [("letter", $0.letter()), ("let_frequency", $0.count(1...80)), ("let_relation", $0.relation())]
    }

    /// The reference takes a random letter where a prompt asks for another character; here that character is counted.
    static let countLetter: @Sendable (ConstraintArguments) throws -> ConstraintCheck = { arguments in
        let letter = try arguments.trimmedText("letter")[...].lowered
        guard letter.count == 1 else {
            throw ConstraintError.invalidArgument(
                id: arguments.id, argument: "letter", found: "'\(String(scalars: letter))'", expected: "a single letter")
        }
        let limit = try arguments.count("let_frequency")
        let relation = try arguments.relation("let_relation")
        let code = letter[0]
        return { text in
            var count = 0
            for scalar in text.scalars where scalar.simpleLower == code { count += 1 }
            return Verdict(relation.holds(count, limit), .count(count, "occurrences of the letter"))
        }
    }

    static let letterCounting = ConstraintDefinition(
        "letters:letter_counting", .training, [.count("N"), .relation("relation")],
        wordings: [
            "Use {relation} {N} letters in all.", "Your reply should have {relation} {N} letters.",
            "If one counts all the letters of your reply from A to Z, there should be {relation} {N} of them.",
        ],
        draw: { [("N", $0.count(20...3000)), ("relation", $0.relation())] },
        make: { arguments in
            let limit = try arguments.number("N")
            let relation = arguments["relation"]?.string.flatMap(Relation.init(rawValue:))
            return { text in
                var count = 0
                for code in text.scalars where code.isASCIILetter { count += 1 }
                return Verdict(relation?.holds(count, limit) ?? false, .count(count, "letters"))
            }
        })

    static let letterCounting2 = ConstraintDefinition(
        "letters:letter_counting2", .training, [.letter("letter"), .count("let_frequency"), .relation("let_relation")],
        wordings: frequencyWordings, draw: drawFrequency, make: countLetter)
}
