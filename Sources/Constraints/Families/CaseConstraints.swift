/// Capital and small letters.
enum CaseConstraints {
    static let all: [ConstraintDefinition] = [capitalWords, englishCapital, englishLowercase]

    static let capitalWords = ConstraintDefinition(
        "change_case:capital_word_frequency", .classic, [.count("capital_frequency"), .relation("capital_relation")], needs: [.punkt],
        wordings: [
            "Words in all capitals should occur {capital_relation} {capital_frequency} times.",
            "Use {capital_relation} {capital_frequency} words written in capital letters only.",
            "In your reply, words that consist of capital letters alone have to appear {capital_relation} {capital_frequency} times.",
        ],
        draw: { [("capital_frequency", $0.count(1...30)), ("capital_relation", $0.relation())] },
        make: { arguments in
            let limit = try arguments.count("capital_frequency")
            let relation = try arguments.relation("capital_relation")
            return { text in
                let count = text.tokens.count { $0.isUppercase }
                return Verdict(relation.holds(count, limit), .count(count, "words in capital letters"))
            }
        })

    static let englishCapital = ConstraintDefinition(
        "change_case:english_capital", .classic, needs: [.langdetect],
        wordings: [
            "Write the whole reply in English and in capital letters only.", "USE ENGLISH AND NO SMALL LETTERS.",
            "Your entire reply has to be in English, every letter of it a capital letter.",
        ],
        make: { _ in { text in english(text, text.all.isUppercase, other: { $0.isLower }) } })

    static let englishLowercase = ConstraintDefinition(
        "change_case:english_lowercase", .classic, needs: [.langdetect],
        wordings: [
            "Write the whole reply in English and in lowercase letters only.", "Use English and no capital letters at all.",
            "Your entire reply has to be in English, every letter of it a small letter.",
        ],
        make: { _ in { text in english(text, text.all.isLowercase, other: { $0.isUpper }) } })

    private static func english(_ text: Text, _ rightCase: Bool, other: (UInt32) -> Bool) -> Verdict {
        guard rightCase else {
            let place = text.scalars.firstIndex(where: other)
            return Verdict(
                false, place.map { .found("a letter of the other case", at: $0, in: text.all) } ?? .note("no letter that has a case"))
        }
        let language = LanguageConstraints.detect(text)
        return Verdict(
            language == nil || language == "en", language.map { .note("language \($0) detected") } ?? .note("no language detected"))
    }
}
