/// What the Punkt algorithm learned of a language: the contents of an NLTK `punkt_tab` folder.
public struct PunktModel: Sendable {
    package var abbreviations: Set<Scalars> = []
    package var collocations: Set<[Scalars]> = []
    package var sentenceStarters: Set<Scalars> = []
    /// Bits 2, 4, 8: seen capitalised at a sentence's begin, inside, anywhere; 16, 32, 64: the same in lower case.
    package var orthography: [Scalars: Int] = [:]

    /// Empty parameters: every period that ends a token ends a sentence.
    public init() {}

    /// Reads the four files' contents.
    /// - Parameters:
    ///   - abbreviations: one type a line.
    ///   - collocations: two types a line, separated by a tab.
    ///   - sentenceStarters: one type a line.
    ///   - orthography: type, tab, bits.
    public init(abbreviations: String, collocations: String, sentenceStarters: String, orthography: String) {
        self.abbreviations = Set(Self.rows(abbreviations))
        self.sentenceStarters = Set(Self.rows(sentenceStarters))
        for row in Self.rows(collocations) {
            let fields = row[...].split(separator: 9, omittingEmptySubsequences: false).map { Scalars($0) }
            if fields.count == 2 { self.collocations.insert(fields) }
        }
        for row in Self.rows(orthography) {
            guard let tab = row.lastIndex(of: 9) else { continue }
            self.orthography[Scalars(row[..<tab])] = Int(String(scalars: row[(tab + 1)...])) ?? 0
        }
    }

    private static func rows(_ text: String) -> [Scalars] {
        Scalars(text).split(separator: 10, omittingEmptySubsequences: true).map { Scalars($0) }
    }
}
