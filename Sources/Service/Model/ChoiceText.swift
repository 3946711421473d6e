import Rollouts
import SequentialExecution
import Tokenization

/// One completion in the making: tokens in, text out.
struct ChoiceText: Sendable {
    /// A token with its probability, as clients are told of it.
    struct TokenRecord: Sendable, Equatable {
        var text: String
        var bytes: [UInt8]
        var logProbability: Float
    }

    private let tokenizer: Tokenizer
    private let stopTokens: Set<Int>
    private var decoder: StreamingDecoder
    private var matcher: StopMatcher
    private(set) var tokenCount = 0
    private(set) var finishReason: FinishReason?

    init(model: ServedModel, stop: [String]) {
        tokenizer = model.tokenizer
        stopTokens = model.stopTokens
        decoder = model.tokenizer.streamingDecoder(skipSpecialTokens: true)
        matcher = StopMatcher(stop)
    }

    /// Whether a stop string has ended the text; later tokens do not count.
    var isCut: Bool { matcher.hasMatched }

    /// The text that one more token makes certain.
    mutating func add(_ token: Int) -> String {
        guard finishReason == nil else { return "" }
        tokenCount += 1
        guard !stopTokens.contains(token) else { return "" }
        let text = matcher.add(decoder.decode(token))
        if matcher.hasMatched { finishReason = .stop }
        return text
    }

    /// Ends the completion and gives the rest of its text.
    mutating func finish(_ reason: FinishReason) -> String {
        guard finishReason == nil else { return "" }
        let text = matcher.add(decoder.finish())
        finishReason = matcher.hasMatched ? .stop : reason
        return text + matcher.finish()
    }

    /// How a token is told of with its probability. Part of a character shows as U+FFFD; the bytes are exact only for whole ones.
    func record(_ token: Int, _ logProbability: Float) -> TokenRecord {
        let text = tokenizer.decode([token])
        return TokenRecord(text: text, bytes: Array(text.utf8), logProbability: logProbability)
    }
}
