/// How a narration writes the names of a function: all in backquotes, or only those that could be taken for a word.
struct NameStyle: Sendable {
    private let quotesAll: Bool

    init(_ wording: Wording) {
        quotesAll = wording.index(of: 2, at: "names") == 0
    }

    func written(_ name: String) -> String {
        quotesAll || Vocabulary.isWord(name) ? "`\(name)`" : name
    }
}
