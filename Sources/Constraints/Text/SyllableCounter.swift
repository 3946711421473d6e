/// Syllables of an English word: a table where it knows the word, vowel groups where not.
public struct SyllableCounter: Sendable {
    private let table: WordTable

    /// Without a table.
    public init() { table = WordTable(words: []) }

    /// - Parameter table: rows of word, comma, count; a first row of names may stand above them.
    /// - Throws: `TextResourceError` where there is no such row.
    public init(table text: String) throws {
        // A word that is listed twice counts as its last row says.
        table = WordTable(
            Scalars(text).split(separator: 10).reversed().compactMap { row in
                let line = row.trimmed
                guard let comma = line.lastIndex(of: 0x2c), let count = Int(String(scalars: line[(comma + 1)...])) else { return nil }
                return (Scalars(line[..<comma]), count)
            })
        guard !table.isEmpty else { throw TextResourceError(source: "table", reason: "holds no row of word, comma and count") }
    }

    /// Syllables of a word in lower case without ASCII punctuation.
    package func count(of word: Piece) -> Int {
        if word.isEmpty || word.contains(where: { $0.isDecimal }) { return 0 }
        if !table.isEmpty, let known = word.withUnsafeBufferPointer({ table.value(of: $0) }) { return known }
        var groups = 0
        var inside = false
        for code in word {
            let vowel = Self.isVowel(code)
            if vowel && !inside { groups += 1 }
            inside = vowel
        }
        if word.last == 0x65 { groups -= 1 }
        if word.count > 2, word.hasSuffix([0x6c, 0x65]), !Self.isVowel(word[word.endIndex - 3]) { groups += 1 }
        return max(groups, 1)
    }

    private static func isVowel(_ code: UInt32) -> Bool {
        code == 0x61 || code == 0x65 || code == 0x69 || code == 0x6f || code == 0x75 || code == 0x79
    }
}
