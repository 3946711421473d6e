import Datasets
import Evaluation
import Foundation
import Generation
import Policy
import Tokenization
import Torch

/// A local model that answers the items of a benchmark, one reply each.
final class ModelResponder {
    /// How replies are drawn.
    struct Sampling {
        /// 0 is greedy.
        var temperature: Float
        var topK: Int
        var topP: Float
        var seed: UInt64
        var thinking: Bool
    }

    private let engine: GenerationEngine
    private let tokenizer: Tokenizer
    private let template: ChatTemplate
    private let stopTokens: Set<Int>
    private let sampling: Sampling

    init(folder: URL, device: Device, dtype: DType, maximumRows: Int, sampling: Sampling) throws {
        let policy = try DecoderPolicy.load(folder: folder, device: device, dtype: dtype)
        tokenizer = try Tokenizer(folder: folder)
        template = try ChatTemplate(configuration: tokenizer.configuration)
        stopTokens = Set(policy.configuration.endTokens).union(tokenizer.endOfSequence.map { [$0] } ?? [])
        engine = try GenerationEngine(policy: policy, configuration: .init(maximumRows: maximumRows))
        self.sampling = sampling
    }

    /// - Parameter onReply: called as replies end, with how many have ended.
    func replies(to items: [EvaluationItem], maxNewTokens: Int, onReply: @escaping (Int) -> Void) throws -> [EvaluationReply] {
        let parameters = SamplingParameters(
            temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, maxNewTokens: maxNewTokens,
            stopTokens: stopTokens, seed: sampling.seed)
        let requests = try items.enumerated().map { index, item in
            let text = try template.render(item.messages, enableThinking: sampling.thinking, addGenerationPrompt: true)
            return GenerationRequest(id: UInt64(index), promptTokens: tokenizer.encode(text), sampling: parameters)
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
                text: tokenizer.decode(completion.tokens, skipSpecialTokens: true), tokens: completion.tokens.count,
                finishReason: completion.finishReason)
        }
    }
}
