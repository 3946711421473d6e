/// An averaged perceptron that gives the part of speech of a text's first word.
///
/// Tagging is greedy from left to right, so the first tag depends on the first word and two words of look-ahead only.
public struct PartOfSpeechTagger: Sendable {
    private let dictionary: [String: String]
    private let weights: [String: [(tag: Int, weight: Double)]]
    private let tags: [String]

    /// - Parameters:
    ///   - weights: feature -> tag -> weight, a JSON object.
    ///   - dictionary: word -> tag, a JSON object.
    ///   - tags: the list of tags, a JSON array.
    /// - Throws: `TextResourceError` naming a text that is no JSON or of another shape.
    public init(weights: String, dictionary: String, tags: String) throws {
        let names = (try Self.value(tags, "tags").list ?? []).compactMap(\.string).sorted()
        guard !names.isEmpty else { throw TextResourceError(source: "tags", reason: "holds no tag, expected a list of strings") }
        self.tags = names
        let indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let features = try Self.entries(weights, "weights")
        var table: [String: [(tag: Int, weight: Double)]] = [:]
        table.reserveCapacity(features.count)
        for feature in features {
            guard let name = feature.key.string, case .dictionary(let entries) = feature.value else {
                throw TextResourceError(
                    source: "weights", reason: "\(feature.key.string ?? "?"): found \(feature.value.kind), expected weights by tag")
            }
            table[name] = entries.compactMap { entry in
                guard let tag = entry.key.string, let index = indices[tag], let weight = entry.value.number else { return nil }
                return (index, weight)
            }
        }
        self.weights = table
        var words: [String: String] = [:]
        for entry in try Self.entries(dictionary, "dictionary") { words[entry.key.string ?? ""] = entry.value.string }
        self.dictionary = words
    }

    private static func value(_ text: String, _ source: String) throws -> PythonValue {
        do { return try JSONParser.parse(text) } catch { throw TextResourceError(source: source, reason: "\(error)") }
    }

    private static func entries(_ text: String, _ source: String) throws -> [PythonValue.Entry] {
        let value = try value(text, source)
        guard case .dictionary(let entries) = value, !entries.isEmpty else {
            throw TextResourceError(source: source, reason: "found \(value.kind), expected an object with entries")
        }
        return entries
    }

    /// The tag of the first word.
    package func firstTag(of words: PieceList) -> String? {
        guard let first = words.first else { return nil }
        let word = String(scalars: first)
        if let known = dictionary[word], !known.isEmpty { return known }
        let (next, afterNext) = lookAhead(words)
        let features = [
            "bias",
            "i suffix " + String(scalars: first.suffix(3)),
            "i pref1 " + String(scalars: first.prefix(1)),
            "i-1 tag -START-",
            "i-2 tag -START2-",
            "i tag+i-2 tag -START- -START2-",
            "i word " + normalized(first),
            "i-1 tag+i word -START- " + normalized(first),
            "i-1 word -START2-",
            "i-1 suffix T2-",
            "i-2 word -START-",
            "i+1 word " + next,
            "i+1 suffix " + String(scalars: Scalars(next).suffix(3)),
            "i+2 word " + afterNext,
        ]
        var scores = [Double](repeating: 0, count: tags.count)
        for feature in features {
            for (tag, weight) in weights[feature] ?? [] { scores[tag] += weight }
        }
        var best = 0
        for tag in tags.indices where scores[tag] >= scores[best] { best = tag }
        return tags.isEmpty ? nil : tags[best]
    }

    private func lookAhead(_ words: PieceList) -> (String, String) {
        switch words.count {
        case 1: ("-END-", "-END2-")
        case 2: (normalized(words[1]), "-END-")
        default: (normalized(words[1]), normalized(words[2]))
        }
    }

    private func normalized(_ word: Piece) -> String {
        if word.contains(0x2d), word.first != 0x2d { return "!HYPHEN" }
        if word.count == 4, word.allSatisfy({ $0.isDigit }) { return "!YEAR" }
        if word.first?.isDigit == true { return "!DIGITS" }
        return String(scalars: word.lowered)
    }
}
