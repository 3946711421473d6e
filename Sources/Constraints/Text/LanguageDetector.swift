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
        /// - Throws: `JSONParser.Failure`.
        public init(json: String) throws {
            let value = try JSONParser.parse(json)
            name = value["name"]?.string ?? ""
            totals = (value["n_words"]?.list ?? []).compactMap(\.number)
            frequencies = []
            if case .dictionary(let entries)? = value["freq"] {
                frequencies = entries.compactMap { entry in
                    guard let gram = entry.key.string, let count = entry.value.number else { return nil }
                    return (Scalars(gram), count)
                }
            }
        }
    }

    private let languages: [String]
    private let table: GramTable
    private let normalizer: GramNormalizer

    private static let trials = 7
    private static let longest = 10_000

    /// - Parameters:
    ///   - profiles: the languages, in any order.
    ///   - messages: the library's table of character groups (`messages.properties`).
    public init(profiles: [Profile], messages: String) {
        languages = profiles.map(\.name)
        table = GramTable(profiles: profiles)
        normalizer = GramNormalizer(messages: messages)
    }

    /// The code of the most probable language, `unknown` where none is probable, nil where the text has no features.
    package func language(of text: Piece) -> String? {
        let grams = grams(of: cleaned(text))
        guard !grams.isEmpty else { return nil }
        let probabilities = sampledProbabilities(grams)
        guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }), probabilities[best] > 0.1 else {
            return "unknown"
        }
        return languages[best]
    }

    // MARK: Text to n-grams

    /// Without addresses, with composed Vietnamese letters and single spaces, and without stray Latin letters.
    private func cleaned(_ text: Piece) -> Scalars {
        let composed = normalizer.composed(AddressRemover.removed(from: text))
        var result = Scalars()
        result.reserveCapacity(min(composed.count, Self.longest))
        var previous: UInt32 = 0
        var latin = 0
        var other = 0
        for code in composed.prefix(Self.longest) {
            if code != 32 || previous != 32 {
                result.append(code)
                if code >= 0x41 && code <= 0x7a { latin += 1 }
                if code >= 0x300, !(0x1e00...0x1eff).contains(code) { other += 1 }
            }
            previous = code
        }
        if latin * 2 < other { result.removeAll { $0 >= 0x41 && $0 <= 0x7a } }
        return result
    }

    /// Table rows of the known n-grams, with repetition.
    private func grams(of text: Scalars) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(text.count * 3)
        var window: (UInt32, UInt32, UInt32) = (0, 0, 32)
        var length = 1
        var capitals = false
        for raw in text {
            let code = normalizer.normalized(raw)
            let last = window.2
            if last == 32 {
                window = (0, 0, 32)
                length = 1
                capitals = false
                if code == 32 { continue }
            }
            window = (window.1, window.2, code)
            length = min(length + 1, 3)
            if code.isUpper {
                if last.isUpper { capitals = true }
            } else {
                capitals = false
            }
            if capitals { continue }
            var key = UInt64(code)
            if code != 32, let row = table.row(key) { result.append(row) }
            if length < 2 { continue }
            key |= UInt64(window.1) << 21
            if let row = table.row(key) { result.append(row) }
            if length < 3 { continue }
            key |= UInt64(window.0) << 42
            if let row = table.row(key) { result.append(row) }
        }
        return result
    }

    // MARK: Sampling

    private func sampledProbabilities(_ grams: [Int32]) -> [Double] {
        var random = SeededTwister()
        var total = [Double](repeating: 0, count: languages.count)
        for _ in 0..<Self.trials {
            var probabilities = [Double](repeating: 1 / Double(languages.count), count: languages.count)
            let smoothing = (0.5 + random.gauss() * 0.05) / 10_000
            var step = 0
            while true {
                table.multiply(&probabilities, by: grams[random.below(grams.count)], smoothing: smoothing)
                if step % 5 == 0, normalize(&probabilities) > 0.99999 || step >= 1000 { break }
                step += 1
            }
            for index in total.indices { total[index] += probabilities[index] / Double(Self.trials) }
        }
        return total
    }

    private func normalize(_ probabilities: inout [Double]) -> Double {
        var sum = 0.0
        for value in probabilities { sum += value }
        var best = 0.0
        for index in probabilities.indices {
            probabilities[index] /= sum
            if best < probabilities[index] { best = probabilities[index] }
        }
        return best
    }
}

/// All languages' n-gram probabilities: a hash table from packed n-grams to sparse rows.
struct GramTable: Sendable {
    private var keys: [UInt64]
    private var rows: [Int32]
    private let mask: Int
    /// Row r's entries lie at `starts[r]..<starts[r + 1]`.
    private var starts: [Int32] = [0]
    private var languages: [UInt8] = []
    private var values: [Double] = []

    init(profiles: [LanguageDetector.Profile]) {
        var lists: [UInt64: [(UInt8, Double)]] = [:]
        for (index, profile) in profiles.enumerated() where index < 256 {
            for (gram, count) in profile.frequencies where (1...3).contains(gram.count) && profile.totals.count == 3 {
                let key = gram.reduce(UInt64(0)) { $0 << 21 | UInt64($1) }
                lists[key, default: []].append((UInt8(index), count / profile.totals[gram.count - 1]))
            }
        }
        var capacity = 16
        while capacity < lists.count * 2 { capacity *= 2 }
        mask = capacity - 1
        keys = Array(repeating: .max, count: capacity)
        rows = Array(repeating: 0, count: capacity)
        for (key, entries) in lists {
            var slot = Self.hash(key) & mask
            while keys[slot] != .max { slot = (slot + 1) & mask }
            keys[slot] = key
            rows[slot] = Int32(starts.count - 1)
            for (language, value) in entries {
                languages.append(language)
                values.append(value)
            }
            starts.append(Int32(values.count))
        }
    }

    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32)
    }

    @inline(__always)
    func row(_ key: UInt64) -> Int32? {
        var slot = Self.hash(key) & mask
        while keys[slot] != .max {
            if keys[slot] == key { return rows[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Every language's probability times (smoothing + the n-gram's frequency in it).
    func multiply(_ probabilities: inout [Double], by row: Int32, smoothing: Double) {
        var next = Int(starts[Int(row)])
        let end = Int(starts[Int(row) + 1])
        // A row lists its languages in ascending order.
        for index in probabilities.indices {
            if next < end, Int(languages[next]) == index {
                probabilities[index] *= smoothing + values[next]
                next += 1
            } else {
                probabilities[index] *= smoothing
            }
        }
    }
}
