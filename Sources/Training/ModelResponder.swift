public import Evaluation
public import Generation
import Policy
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
        let requests = try items.enumerated().map { try request($1, place: $0, maxNewTokens) }
        var done = 0
        return try engine.generate(
            requests,
            onCompletion: { _, _ in
                done += 1
                onReply(done)
            }
        ).map(reply)
    }

    /// Answers questions, giving each reply as it ends. A prompt that leaves no room for a reply is left unanswered.
    /// - Throws: `GenerationError`; errors of the chat template.
    public func answer(
        _ questions: [EvaluationQuestion], maxNewTokens: Int, onReply: @escaping (Int, EvaluationReply) -> Void
    ) throws {
        let context = engine.configuration.maximumContext ?? engine.policy.configuration.contextLength
        var asked: [Int] = []
        var requests: [GenerationRequest] = []
        for (index, question) in questions.enumerated() {
            let request = try request(question.item, place: question.place, maxNewTokens)
            if request.promptTokens.count < context {
                asked.append(index)
                requests.append(request)
            } else {
                onReply(index, .none("the prompt has \(request.promptTokens.count) tokens, the model's context \(context)"))
            }
        }
        _ = try engine.generate(requests, onCompletion: { onReply(asked[$0], reply($1)) })
    }

    private func request(_ item: EvaluationItem, place: Int, _ maxNewTokens: Int) throws -> GenerationRequest {
        GenerationRequest(
            id: UInt64(place), promptTokens: try chat.promptTokens(item.messages, enableThinking: sampling.thinking),
            sampling: SamplingParameters(
                temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, maxNewTokens: maxNewTokens,
                stopTokens: chat.stopTokens, seed: sampling.seed))
    }

    private func reply(_ completion: Completion) -> EvaluationReply {
        EvaluationReply(text: chat.text(of: completion.tokens), tokens: completion.tokens.count, finishReason: completion.finishReason)
    }
}
