internal import Foundation

/// Recognises prompts that share a run of words with benchmark prompts.
///
/// Words are compared in lower case and compatibility form, without marks and white space between them.
public struct Decontaminator: Sendable {
    private let length: Int
    /// Hashes of the runs by their length.
    private var runs: [Int: Set<UInt64>] = [:]
    /// Hashes of whole prompts that are too short to be searched inside others.
    private var whole: Set<UInt64> = []

    /// Fewer words than these say too little to be searched inside a longer prompt.
    private static let shortest = 4

    /// - Parameter length: words in a run. A shorter prompt is one run; one of fewer than four words must be the whole of another.
    public init(length: Int = 8) { self.length = max(1, length) }

    /// Adds a prompt that must not be trained on.
    public mutating func exclude(_ prompt: String) {
        let words = Self.words(of: prompt)
        guard words.count >= min(Self.shortest, length) else {
            whole.insert(Self.combined(words[...]))
            return
        }
        let span = min(length, words.count)
        runs[span, default: []].formUnion(Self.runs(of: words, span))
    }

    /// Whether a prompt shares a run of words with an excluded one.
    public func isContaminated(_ prompt: String) -> Bool {
        let words = Self.words(of: prompt)
        return whole.contains(Self.combined(words[...]))
            || runs.contains { span, known in Self.runs(of: words, span).contains(where: known.contains) }
    }

    private static func words(of prompt: String) -> [UInt64] {
        let words = Scalars(prompt.precomposedStringWithCompatibilityMapping).lowered.wordRuns
        return words.withCodes { codes in words.ranges.map { WordTable.hash(Codes(rebasing: codes[$0])) } }
    }

    private static func runs(of words: [UInt64], _ span: Int) -> [UInt64] {
        words.count < span ? [] : (0...(words.count - span)).map { combined(words[$0..<($0 + span)]) }
    }

    private static func combined(_ hashes: ArraySlice<UInt64>) -> UInt64 {
        hashes.reduce(UInt64(hashes.count)) { ($0 ^ $1) &* 0x9e37_79b9_7f4a_7c15 ^ ($0 >> 31) }
    }
}
