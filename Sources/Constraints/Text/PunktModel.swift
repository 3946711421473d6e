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
    /// - Throws: `TextResourceError` naming a text that holds nothing, or a row of it that is not as described.
    public init(abbreviations: String, collocations: String, sentenceStarters: String, orthography: String) throws {
        self.abbreviations = WordTable(words: try Self.rows(abbreviations, "abbreviations"))
        self.sentenceStarters = WordTable(words: try Self.rows(sentenceStarters, "sentenceStarters"))
        let pairs = try Self.rows(collocations, "collocations").enumerated().map { index, row in
            let pair = row[...].split(separator: 9, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw Self.fault("collocations", index, row, "two words and a tab between them") }
            return pair
        }
        self.collocations = WordTable(words: pairs.map { Scalars($0[0]) + [Self.separator] + Scalars($0[1]) })
        collocationHeads = WordTable(words: pairs.map { Scalars($0[0]) })
        // A type that is listed twice counts as its last row says.
        let bits = try Self.rows(orthography, "orthography").enumerated().map { index, row in
            guard let tab = row.lastIndex(of: 9), let bits = Int(String(scalars: row[(tab + 1)...])) else {
                throw Self.fault("orthography", index, row, "a word, a tab and a number")
            }
            return (Scalars(row[..<tab]), bits)
        }
        self.orthography = WordTable(bits.reversed())
    }

    private static func rows(_ text: String, _ source: String) throws -> [Scalars] {
        let rows = Scalars(text).split(separator: 10, omittingEmptySubsequences: true).map { Scalars($0) }
        guard !rows.isEmpty else { throw TextResourceError(source: source, reason: "holds nothing, expected one entry a line") }
        return rows
    }

    private static func fault(_ source: String, _ index: Int, _ row: Scalars, _ expected: String) -> TextResourceError {
        let found = String(scalars: row.prefix(40))
        return TextResourceError(source: source, reason: "entry \(index + 1): found \"\(found)\", expected \(expected)")
    }
}
