internal import Foundation

/// Guesses a text's language from its letter n-grams, as the langdetect library (a port of Shuyo's detector) does with seed 0.
///
/// The library samples n-grams at random; this follows its random stream, so the answers are its answers.
public struct LanguageDetector: Sendable {
    /// One language's counts, as a profile file lists them.
    public struct Profile: Sendable {
        package var name: String
        package var frequencies: [(gram: Scalars, count: Double)]
        /// Totals for n-grams of one, two and three characters.
        package var totals: [Double]

        /// - Parameter json: an object with `name`, `freq` and `n_words`.
        /// - Throws: `TextResourceError` where it is no JSON or of another shape.
        public init(json: String) throws {
            func fault(_ reason: String) -> TextResourceError { TextResourceError(source: "profile", reason: reason) }
            let value: PythonValue
            do { value = try JSONParser.parse(json) } catch { throw fault("\(error)") }
            guard let language = value["name"]?.string, !language.isEmpty else { throw fault("expected the language's code as 'name'") }
            name = language
            totals = (value["n_words"]?.list ?? []).compactMap(\.number)
            guard totals.count == 3 else { throw fault("found \(totals.count) numbers in 'n_words', expected 3") }
            guard case .dictionary(let entries)? = value["freq"], !entries.isEmpty else {
                throw fault("expected counts by n-gram as 'freq'")
            }
            frequencies = entries.compactMap { entry in
                guard let gram = entry.key.string, let count = entry.value.number else { return nil }
                return (Scalars(gram), count)
            }
        }
    }

    private let languages: [String]
    private let table: GramTable
    private let normalizer: GramNormalizer

    private static let longest = 10_000

    /// - Parameters:
    ///   - profiles: the languages, in any order; at most 56.
    ///   - messages: the library's table of character groups (`messages.properties`).
    public init(profiles: [Profile], messages: String) {
        languages = profiles.prefix(GramTable.width).map(\.name)
        table = GramTable(profiles: profiles)
        normalizer = GramNormalizer(messages: messages)
    }

    /// The code of the most probable language, `unknown` where none is probable, nil where the text has no features.
    package func language(of text: Piece) -> String? {
        let grams = grams(of: cleaned(text))
        guard !grams.isEmpty else { return nil }
        let probabilities = LanguageSampler(table: table, languages: languages.count).probabilities(of: grams)
        guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }), probabilities[best] > 0.1 else {
            return "unknown"
        }
        return languages[best]
    }

    // MARK: Text to n-grams

    /// Without addresses, with composed Vietnamese letters and single spaces, and without stray Latin letters.
    private func cleaned(_ text: Piece) -> Scalars {
        let composed = normalizer.composed(AddressRemover.removed(from: text))
        var latin = 0
        var other = 0
        var result = composed.withUnsafeBufferPointer { codes in
            let length = min(codes.count, Self.longest)
            return Scalars(unsafeUninitializedCapacity: length) { output, written in
                var previous: UInt32 = 0
                var kept = 0
                for index in 0..<length {
                    let code = codes[index]
                    if code != 32 || previous != 32 {
                        output[kept] = code
                        kept += 1
                        if code &- 0x41 <= 0x39 { latin += 1 }
                        if code >= 0x300, code &- 0x1e00 > 0xff { other += 1 }
                    }
                    previous = code
                }
                written = kept
            }
        }
        if latin * 2 < other { result.removeAll { $0 >= 0x41 && $0 <= 0x7a } }
        return result
    }

    /// Table rows of the known n-grams, with repetition.
    private func grams(of text: Scalars) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: text.count * 3) { output, written in
            var count = 0
            func add(_ row: Int32) {
                output[count] = row
                count += row >= 0 ? 1 : 0
            }
            var window = GramWindow()
            for raw in text {
                guard window.push(normalizer.normalized(raw)) else { continue }
                if window.third != 32 { add(table.row(window.third)) }
                if window.length >= 2 { add(table.row(window.second, window.third)) }
                if window.length >= 3 { add(table.row(window.first, window.second, window.third)) }
            }
            written = count
        }
    }
}

/// The last three characters, from the last space on.
private struct GramWindow {
    private(set) var first: UInt32 = 0
    private(set) var second: UInt32 = 0
    private(set) var third: UInt32 = 32
    private(set) var length = 1
    private var capitals = false

    /// Takes a character in; false where no n-gram ends in it: at repeated spaces and inside a run of capital letters.
    @inline(__always)
    mutating func push(_ code: UInt32) -> Bool {
        let last = third
        if last == 32 {
            (first, second, length, capitals) = (0, 0, 1, false)
            if code == 32 { return false }
        }
        (first, second, third) = (second, last, code)
        length = min(length + 1, 3)
        if code.isUpper {
            if last.isUpper { capitals = true }
        } else {
            capitals = false
        }
        return !capitals
    }
}
