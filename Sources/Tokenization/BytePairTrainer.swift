/// Learns a byte-level vocabulary from texts: again and again the most frequent pair of neighbouring tokens becomes a token.
///
/// The result depends on the texts and the settings only: of equally frequent pairs the one with the lower ids wins.
/// ```swift
/// let trained = try BytePairTrainer(vocabularySize: 512).train(texts)
/// try trained.tokenizerJSON.write(to: folder.appending(path: "tokenizer.json"))
/// ```
public struct BytePairTrainer: Sendable {
    /// Size of the whole vocabulary: 256 bytes, merges, added tokens.
    public var vocabularySize: Int
    /// Tokens of the chat format, at the end of the vocabulary; decoding can leave them out.
    public var specialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    /// Tokens that are cut out of the text like special ones but belong to it.
    public var plainTokens = ["<think>", "</think>"]
    /// Every digit a token of its own (as Qwen), or runs of up to three (as Llama 3).
    public var splitsDigits = true
    /// A pair must occur this often to become a token.
    public var minimumCount = 1

    public init(vocabularySize: Int) { self.vocabularySize = vocabularySize }

    /// - Throws: `TokenizationError.vocabularySize` if 256 bytes and the added tokens do not fit. A text with too few pairs gives
    ///   a smaller vocabulary, not an error.
    public func train(_ texts: some Sequence<String>) throws -> TrainedTokenizer {
        let minimum = 256 + specialTokens.count + plainTokens.count
        guard vocabularySize >= minimum else { throw TokenizationError.vocabularySize(found: vocabularySize, minimum: minimum) }
        var learner = PairLearner(words: counts(texts))
        let merges = learner.merges(limit: vocabularySize - minimum, minimumCount: minimumCount)
        return TrainedTokenizer(
            merges: merges, specialTokens: specialTokens, plainTokens: plainTokens, pattern: SplitRules.pattern(splitsDigits: splitsDigits))
    }

    /// How often each word occurs in the texts.
    private func counts(_ texts: some Sequence<String>) -> [[UInt8]: Int] {
        let rules = SplitRules.modern(numberLimit: splitsDigits ? 1 : 3)
        let splitter = PreTokenizer(stages: [.split(rules)])
        let added = AddedTokenMatcher((specialTokens + plainTokens).map { AddedToken(id: 0, content: Array($0.utf8)) })
        var counts: [[UInt8]: Int] = [:]
        for var text in texts {
            text.withUTF8 { utf8 in
                added.split(utf8) { piece in
                    let composed = CanonicalComposition.compose(piece) ?? Array(piece)
                    composed.withUnsafeBufferPointer { splitter.words($0) { counts[Array($0), default: 0] += 1 } }
                } token: { _ in
                }
            }
        }
        return counts
    }
}

/// The counting half of the trainer.
struct PairLearner {
    private struct Pair: Hashable {
        var left: Int
        var right: Int
    }

    private var words: [(tokens: [Int], count: Int)] = []
    private var counts: [Pair: Int] = [:]
    /// The words in which a pair occurs, or once occurred.
    private var places: [Pair: Set<Int>] = [:]
    /// The bytes of every token, by id.
    private(set) var tokens = PairLearner.byteOrder.map { [$0] }
    private var identifiers: [[UInt8]: Int] = [:]

    /// Bytes in the order of the characters that stand for them: the ids of the byte tokens.
    static let byteOrder: [UInt8] = (0...255).sorted { ByteAlphabet.scalars[$0].value < ByteAlphabet.scalars[$1].value }.map(UInt8.init)

    init(words counted: [[UInt8]: Int]) {
        for (id, token) in tokens.enumerated() { identifiers[token] = id }
        // A fixed order, so that nothing depends on the order of a dictionary.
        for (bytes, count) in counted.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            words.append((bytes.compactMap { identifiers[[$0]] }, count))
        }
        for index in words.indices { count(index, sign: 1) }
    }

    private mutating func count(_ word: Int, sign: Int) {
        let (tokens, count) = words[word]
        for i in tokens.indices.dropLast() {
            let pair = Pair(left: tokens[i], right: tokens[i + 1])
            counts[pair, default: 0] += sign * count
            if sign > 0 { places[pair, default: []].insert(word) }
        }
    }

    /// Up to `limit` merges as pairs of tokens' bytes, best first.
    mutating func merges(limit: Int, minimumCount: Int) -> [(left: [UInt8], right: [UInt8])] {
        var merges: [(left: [UInt8], right: [UInt8])] = []
        while merges.count < limit, let best = mostFrequent(), counts[best, default: 0] >= max(1, minimumCount) {
            let left = tokens[best.left]
            let right = tokens[best.right]
            merges.append((left, right))
            // Two merges can make the same token; the vocabulary then needs one entry less, and the loop goes on.
            let id = identifiers[left + right] ?? tokens.count
            if id == tokens.count {
                tokens.append(left + right)
                identifiers[left + right] = id
            }
            for word in places[best, default: []].sorted() { merge(best, id, inWord: word) }
            places[best] = nil
            counts[best] = nil
        }
        return merges
    }

    private func mostFrequent() -> Pair? {
        counts.max { first, second in
            (first.value, -first.key.left, -first.key.right) < (second.value, -second.key.left, -second.key.right)
        }?.key
    }

    private mutating func merge(_ pair: Pair, _ id: Int, inWord word: Int) {
        let old = words[word].tokens
        var new: [Int] = []
        var index = 0
        while index < old.count {
            if index + 1 < old.count, old[index] == pair.left, old[index + 1] == pair.right {
                new.append(id)
                index += 2
            } else {
                new.append(old[index])
                index += 1
            }
        }
        guard new.count < old.count else { return }
        count(word, sign: -1)
        words[word].tokens = new
        count(word, sign: 1)
    }
}
