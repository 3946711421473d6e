/// How the reply begins and ends.
enum StartEndConstraints {
    static let all: [ConstraintDefinition] = [endPhrase, quotation]

    static let endPhrase = ConstraintDefinition(
        "startend:end_checker", .classic, [.text("end_phrase")],
        wordings: [
            "Finish your reply with exactly this: {end_phrase}", "The last words have to be \"{end_phrase}\" with nothing behind them.",
            "The phrase {end_phrase} must be what your reply ends with; after it no other words should follow.",
        ],
        draw: {
            [
                (
                    "end_phrase",
                    .string(
                        $0.element([
                            "That is all.", "Is there anything else?", "Thank you for reading.", "I hope this helps.", "And so it went.",
                            "Let me know what you think.", "This is where the story ends.", "Any more questions?",
                            "Good night and good luck.",
                            "Now you know everything I know.", "See you tomorrow!", "What would you do?", "Nothing more needs to be said.",
                        ]))
                )
            ]
        },
        make: { arguments in
            let phrase = try arguments.trimmedText("end_phrase")[...].lowered
            return { text in
                let body = text.trimmed.stripped { $0 == 0x22 }.lowered
                let found = body[...].hasSuffix(phrase)
                return Verdict(
                    found,
                    found ? .note("phrase found at the end") : .text("the reply ends in", body[...].suffix(min(phrase.count + 20, 80))))
            }
        })

    static let quotation = ConstraintDefinition(
        "startend:quotation", .classic,
        wordings: [
            "Put your whole reply between double quotation marks.", "Begin and end with a \" character.",
            "Your reply as a whole is a quotation: the first and the last character of it are double quotation marks.",
        ],
        make: { _ in
            { text in
                let quoted = text.trimmed.count > 1 && text.trimmed.first == 0x22 && text.trimmed.last == 0x22
                guard !quoted else { return Verdict(true, .note("quoted")) }
                let ends = (text.trimmed.prefix(1) + text.trimmed.suffix(1)).map { String(scalars: [$0][...]) }
                return Verdict(false, .note("not quoted: begins with \(ends.first ?? "nothing"), ends with \(ends.last ?? "nothing")"))
            }
        })
}
