/// How a narration writes the names of a function: all in backquotes; where it is brief, only those that could be taken for a word.
struct NameStyle: Sendable {
    private let quotesAll: Bool

    init(_ wording: Wording) {
        quotesAll = !wording.isBrief
    }

    func written(_ name: String) -> String {
        quotesAll || Vocabulary.isWord(name) ? "`\(name)`" : name
    }
}
