/// A reply under test, with the views that checks share, each made at most once.
///
/// Not `Sendable`: one check protocol owns it. Offsets are code points.
package final class Text {
    package let scalars: Scalars
    package let resources: TextResources

    package init(_ string: String, resources: TextResources) {
        scalars = Scalars(string)
        self.resources = resources
    }

    package init(scalars: Scalars, resources: TextResources) {
        self.scalars = scalars
        self.resources = resources
    }

    package var all: Piece { scalars[...] }
    package lazy var trimmed: Piece = all.trimmed
    /// The whole text in lower case, untrimmed.
    package lazy var lowered: Scalars = scalars.lowered
    /// The trimmed text in lower case.
    package lazy var trimmedLowered: Scalars = trimmed.lowered
    /// Items between white space.
    package lazy var items: PieceList = scalars.items
    /// Lines, cut at line feeds only.
    package lazy var lines: PieceList = PieceList(buffer: scalars, ranges: all.lineRanges)
    /// The text without ASCII punctuation.
    package lazy var unpunctuated: Scalars = scalars.withoutPunctuation
    /// The items of the text without ASCII punctuation.
    package lazy var unpunctuatedItems: PieceList = unpunctuated.items
    /// Lower case, then without ASCII punctuation, cut at white space.
    package lazy var plainWords: PieceList = lowered.withoutPunctuation.items
    /// Sentences by the Punkt algorithm.
    package lazy var sentences: PieceList = PunktSplitter(model: resources.punkt).sentences(of: scalars)
    /// Sentences by the rule splitter that the training verifiers use.
    package lazy var ruleSentences: PieceList = RuleSentenceSplitter.sentences(of: all)
    /// Word tokens of every sentence, one after the other.
    package lazy var tokens: PieceList = WordTokenizer.tokens(of: sentences)
}
