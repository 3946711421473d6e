/// What can be wrong with a request or with what the model made of it.
public enum GenerationError: Error, Equatable {
    case emptyPrompt(request: UInt64)
    case tokenOutOfRange(request: UInt64, index: Int, token: Int, vocabulary: Int)
    case invalidSampling(name: String, found: String, expected: String)
    case promptExceedsContext(request: UInt64, prompt: Int, context: Int)
    /// One request alone would not fit into the whole cache.
    case exceedsCache(request: UInt64, prompt: Int, newTokens: Int, neededBlocks: Int, blocks: Int, blockSize: Int)
    case invalidConfiguration(name: String, found: String, expected: String)
    case stopStringsWithoutDecoder(request: UInt64)
    /// The model's logits held NaN.
    case undefinedLogits(request: UInt64, tokenIndex: Int)
    /// `generate` was called while requests added one by one were still in work.
    case busy
}

extension GenerationError {
    /// The id of the request that is at fault; nil where none is.
    public var request: UInt64? {
        switch self {
        case .emptyPrompt(let request), .tokenOutOfRange(let request, _, _, _), .promptExceedsContext(let request, _, _),
            .exceedsCache(let request, _, _, _, _, _), .undefinedLogits(let request, _), .stopStringsWithoutDecoder(let request):
            request
        case .invalidSampling, .invalidConfiguration, .busy: nil
        }
    }
}

extension GenerationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .emptyPrompt(let request):
            "request \(request): the prompt has no tokens; expected at least one"
        case .tokenOutOfRange(let request, let index, let token, let vocabulary):
            "request \(request): prompt token \(index) is \(token); the vocabulary holds 0 to \(vocabulary - 1)"
        case .invalidSampling(let name, let found, let expected):
            "sampling.\(name) is \(found); expected \(expected)"
        case .promptExceedsContext(let request, let prompt, let context):
            "request \(request): the prompt has \(prompt) tokens, the context holds \(context) with at least one new token"
        case .exceedsCache(let request, let prompt, let newTokens, let neededBlocks, let blocks, let blockSize):
            "request \(request): a prompt of \(prompt) tokens and up to \(newTokens) new tokens need \(neededBlocks) cache blocks of "
                + "\(blockSize) tokens; the cache has \(blocks). Raise the cache or lower the number of new tokens"
        case .invalidConfiguration(let name, let found, let expected):
            "generation.\(name) is \(found); expected \(expected)"
        case .stopStringsWithoutDecoder(let request):
            "request \(request): stop strings need an engine with a decode function (a model folder with tokenizer.json)"
        case .undefinedLogits(let request, let tokenIndex):
            "request \(request): the logits of new token \(tokenIndex) are not numbers; are there NaN in the weights?"
        case .busy:
            "the engine is working on requests added one by one; expected an idle engine for generate"
        }
    }
}
