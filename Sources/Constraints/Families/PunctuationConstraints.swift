/// Marks that may not occur.
enum PunctuationConstraints {
    static let all: [ConstraintDefinition] = [
        absent(
            "punctuation:no_comma", .classic, mark: 0x2c,
            wordings: ["Do not use any commas.", "Your whole reply has to do without commas.", "No comma may occur."]),
        absent(
            "punctuation:punctuation_dot", .training, mark: 0x2e,
            wordings: ["Do not use any dots.", "Your whole reply has to do without the full stop sign.", "No dot may occur."]),
        absent(
            "punctuation:punctuation_exclamation", .training, mark: 0x21,
            wordings: [
                "Do not use any exclamation marks.", "Your whole reply has to do without exclamation marks.",
                "No exclamation mark may occur anywhere in the reply.",
            ]),
    ]

    private static func absent(_ id: String, _ suites: Set<ConstraintSuite>, mark: UInt32, wordings: [String]) -> ConstraintDefinition {
        ConstraintDefinition(
            id, suites, wordings: wordings,
            make: { _ in
                { text in
                    guard let place = text.scalars.firstIndex(of: mark) else { return Verdict(true, .note("the mark does not occur")) }
                    return Verdict(false, .found("the mark occurs, first", at: place, in: text.all))
                }
            })
    }
}
