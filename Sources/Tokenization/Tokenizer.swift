public import Foundation
import Synchronization

/// A byte-level byte-pair tokenizer in Hugging Face format: text to token ids and back, id for id as the reference library.
///
/// ```swift
/// let tokenizer = try Tokenizer(tokenizerJSON: json, configurationJSON: configuration)
/// let ids = tokenizer.encode("<|im_start|>user\n2 + 2?<|im_end|>")
/// let text = tokenizer.decode(ids, skipSpecialTokens: true)
/// ```
///
/// Covers the vocabularies of GPT-2, Qwen 2 and 3, Llama 3 and their kin: normalizer NFC or none, a known split pattern,
/// byte-level merges, added tokens with all their flags, template post-processors. Truncation and padding, which
/// a file may also request, are left to the caller.
public struct Tokenizer: Sendable {
    let model: BytePairModel
    let preTokenizer: PreTokenizer
    let composes: Bool
    let rawTokens: AddedTokenMatcher
    let normalizedTokens: AddedTokenMatcher
    let vocabulary: TokenBytes
    let specialIDs: Set<Int>
    /// The ids that the post-processor puts before and after a text.
    let prefix: [Int]
    let suffix: [Int]
    private let encoders = EncoderPool()

    /// The highest token id plus one, added tokens included.
    public var vocabularySize: Int { vocabulary.count }
    /// What `tokenizer_config.json` says: special token names and the chat template.
    public let configuration: TokenizerConfiguration

    /// - Parameters:
    ///   - tokenizerJSON: the content of `tokenizer.json`.
    ///   - configurationJSON: the content of `tokenizer_config.json`, where there is one.
    ///   - chatTemplate: the content of `chat_template.jinja`, where there is one; it replaces the configuration's template.
    /// - Throws: `TokenizationError` naming the file and key that is missing, malformed or not supported.
    public init(tokenizerJSON: Data, configurationJSON: Data? = nil, chatTemplate: String? = nil) throws {
        let parts = try TokenizerFile(JSONTree([UInt8](tokenizerJSON), file: "tokenizer.json"))
        model = try parts.model()
        preTokenizer = try parts.preTokenizer()
        composes = try parts.composes()
        let added = parts.addedTokens
        let composes = composes
        rawTokens = AddedTokenMatcher(added.filter { !$0.normalized })
        normalizedTokens = AddedTokenMatcher(
            added.filter(\.normalized).map { token in
                var token = token
                if composes { token.content = token.composedContent }
                return token
            })
        vocabulary = parts.tokenBytes(composed: composes)
        specialIDs = Set(added.filter(\.special).map(\.id))
        (prefix, suffix) = try parts.postProcessor()
        try parts.checkDecoder()
        configuration = try TokenizerConfiguration(json: configurationJSON, chatTemplate: chatTemplate)
    }

    /// The id of a token by its name as the file spells it: `<|im_end|>`, or byte-level text such as `Ġthe`.
    public func id(of token: String) -> Int? { vocabulary.identifiers.id(Array(token.utf8)[...]) }

    /// The token that ends a reply: `eos_token` of the configuration.
    public var endOfSequence: Int? { configuration.endOfSequence.flatMap(id(of:)) }

    /// The token that fills batches: `pad_token` of the configuration.
    public var padding: Int? { configuration.padding.flatMap(id(of:)) }

    /// The tokens of a text. Added tokens in the text become their ids.
    /// - Parameter addSpecialTokens: also puts what the post-processor puts around a text (Llama 3: the begin token).
    public func encode(_ text: String, addSpecialTokens: Bool = false) -> [Int] {
        var text = text
        return text.withUTF8 { utf8 in
            var output: [Int] = addSpecialTokens ? prefix : []
            output.reserveCapacity(utf8.count / 3 + 8)
            let encoder = encoders.take() ?? WordEncoder(model: model)
            encode(utf8, with: encoder, into: &output)
            encoders.giveBack(encoder)
            if addSpecialTokens { output.append(contentsOf: suffix) }
            return output
        }
    }

    /// Drops the remembered words, so that the next call starts as the first one did. For measurements.
    package func forgetWords() { encoders.removeAll() }

    private func encode(_ text: UnsafeBufferPointer<UInt8>, with encoder: WordEncoder, into output: inout [Int]) {
        rawTokens.split(text) { piece in
            let composed = composes ? CanonicalComposition.compose(piece) : nil
            if let composed {
                composed.withUnsafeBufferPointer { encodeNormalized($0, with: encoder, into: &output) }
            } else {
                encodeNormalized(piece, with: encoder, into: &output)
            }
        } token: {
            output.append($0)
        }
    }

    private func encodeNormalized(_ text: UnsafeBufferPointer<UInt8>, with encoder: WordEncoder, into output: inout [Int]) {
        guard !normalizedTokens.isEmpty else { return encodeWords(text, with: encoder, into: &output) }
        normalizedTokens.split(text) {
            encodeWords($0, with: encoder, into: &output)
        } token: {
            output.append($0)
        }
    }

    private func encodeWords(_ text: UnsafeBufferPointer<UInt8>, with encoder: WordEncoder, into output: inout [Int]) {
        guard let rules = preTokenizer.singleSplit else {
            return preTokenizer.words(text) { encoder.encode($0, 0, $0.count, into: &output) }
        }
        ScalarClass.withTable { classes in
            var start = 0
            while start < text.count {
                let end = rules.wordEnd(text, from: start, classes: classes)
                encoder.encode(text, start, end, into: &output)
                start = end
            }
        }
    }

    /// The text of tokens. Bytes that are not UTF-8 become U+FFFD; unknown ids vanish, as in the reference.
    public func decode(_ ids: [Int], skipSpecialTokens: Bool = false) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ids.count * 4)
        for id in ids where !(skipSpecialTokens && specialIDs.contains(id)) { bytes.append(contentsOf: vocabulary[id]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes tokens one by one without ever showing half a character.
    public func streamingDecoder(skipSpecialTokens: Bool = false) -> StreamingDecoder {
        StreamingDecoder(vocabulary: vocabulary, skipped: skipSpecialTokens ? specialIDs : [])
    }
}

/// The bytes behind every token id.
struct TokenBytes: Sendable {
    /// Where each id's bytes start in `storage`; one entry more than there are ids.
    let offsets: [Int]
    let storage: [UInt8]
    /// Ids by the tokens' UTF-8 names.
    let identifiers: NameTable

    var count: Int { offsets.count - 1 }

    /// The bytes of a token; none for an id outside the vocabulary.
    subscript(id: Int) -> ArraySlice<UInt8> {
        guard id >= 0, id < count else { return [] }
        return storage[offsets[id]..<offsets[id + 1]]
    }
}

/// Working memories not in use at the moment: as many as there were calls at once.
final class EncoderPool: Sendable {
    private let free = Mutex<[WordEncoder]>([])

    func take() -> WordEncoder? { free.withLock { $0.popLast() } }
    func giveBack(_ encoder: WordEncoder) { free.withLock { $0.append(encoder) } }
    func removeAll() { free.withLock { $0.removeAll() } }
}
