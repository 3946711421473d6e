public import Evaluation
public import Generation
import Tokenization

/// A model that answers the items of benchmarks, one reply each.
///
/// Every reply draws from a random stream of its own, named by the seed and the item's place, so that asking changes nothing that
/// anybody else draws.
public struct ModelResponder {
    /// How replies are drawn.
    public struct Sampling: Sendable, Equatable {
        /// 0 is greedy.
        public var temperature: Float
        /// 0 keeps all tokens.
        public var topK: Int
        /// 1 keeps all tokens.
        public var topP: Float
        public var seed: UInt64
        /// Whether the chat template leaves room for a thinking section.
        public var thinking: Bool

        public init(temperature: Float = 0, topK: Int = 0, topP: Float = 1, seed: UInt64 = 0, thinking: Bool = false) {
            self.temperature = temperature
            self.topK = topK
            self.topP = topP
            self.seed = seed
            self.thinking = thinking
        }
    }

    private let engine: GenerationEngine
    private let chat: ChatFormat
    private let sampling: Sampling

    /// - Parameter engine: idle whenever replies are asked for.
    public init(engine: GenerationEngine, chat: ChatFormat, sampling: Sampling = Sampling()) {
        self.engine = engine
        self.chat = chat
        self.sampling = sampling
    }

    /// - Parameter onReply: called as replies end, with how many have ended.
    /// - Throws: `GenerationError` where a prompt does not fit, before anything is computed; errors of the chat template.
    public func replies(
        to items: [EvaluationItem], maxNewTokens: Int, onReply: @escaping (Int) -> Void = { _ in }
    ) throws -> [EvaluationReply] {
        let parameters = SamplingParameters(
            temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, maxNewTokens: maxNewTokens,
            stopTokens: chat.stopTokens, seed: sampling.seed)
        let requests = try items.enumerated().map { index, item in
            GenerationRequest(
                id: UInt64(index), promptTokens: try chat.promptTokens(item.messages, enableThinking: sampling.thinking),
                sampling: parameters)
        }
        var done = 0
        return try engine.generate(
            requests,
            onCompletion: { _, _ in
                done += 1
                onReply(done)
            }
        ).map { completion in
            EvaluationReply(
                text: chat.text(of: completion.tokens), tokens: completion.tokens.count, finishReason: completion.finishReason)
        }
    }
}
