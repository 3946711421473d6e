/// What the Punkt algorithm learned of a language: the contents of an NLTK `punkt_tab` folder.
public final class PunktModel: Sendable {
    let abbreviations: WordTable
    /// Two types with `separator` between.
    let collocations: WordTable
    /// The first types of all collocations.
    let collocationHeads: WordTable
    let sentenceStarters: WordTable
    /// Bits 2, 4, 8: seen capitalised at a sentence's begin, inside, anywhere; 16, 32, 64: the same in lower case.
    let orthography: WordTable

    /// Stands between the two types of a collocation; no text holds it.
    static let separator: UInt32 = 0x110000

    /// Empty parameters: every period that ends a token ends a sentence.
    public init() {
        abbreviations = WordTable(words: [])
        collocations = WordTable(words: [])
        collocationHeads = WordTable(words: [])
        sentenceStarters = WordTable(words: [])
        orthography = WordTable(words: [])
    }

    /// Reads the four files' contents.
    /// - Parameters:
    ///   - abbreviations: one type a line.
    ///   - collocations: two types a line, separated by a tab.
    ///   - sentenceStarters: one type a line.
    ///   - orthography: type, tab, bits.
    public init(abbreviations: String, collocations: String, sentenceStarters: String, orthography: String) {
        self.abbreviations = WordTable(words: Self.rows(abbreviations))
        self.sentenceStarters = WordTable(words: Self.rows(sentenceStarters))
        let pairs = Self.rows(collocations).map { $0[...].split(separator: 9, omittingEmptySubsequences: false) }.filter { $0.count == 2 }
        self.collocations = WordTable(words: pairs.map { Scalars($0[0]) + [Self.separator] + Scalars($0[1]) })
        collocationHeads = WordTable(words: pairs.map { Scalars($0[0]) })
        // A type that is listed twice counts as its last row says.
        self.orthography = WordTable(
            Self.rows(orthography).reversed().compactMap { row in
                row.lastIndex(of: 9).map { tab in (Scalars(row[..<tab]), Int(String(scalars: row[(tab + 1)...])) ?? 0) }
            })
    }

    private static func rows(_ text: String) -> [Scalars] {
        Scalars(text).split(separator: 10, omittingEmptySubsequences: true).map { Scalars($0) }
    }
}
