public import Generation
public import Rollouts
import Tokenization

/// Lets the policy answer prompts, several times each.
///
/// Every completion draws from a random stream of its own, named by step, prompt and place in the group, so a rollout does not depend
/// on what else is sampled beside it, and a resumed run samples what the uninterrupted one would have.
public final class Rollouter {
    /// How completions are drawn.
    public struct Configuration: Sendable, Equatable {
        /// Completions per prompt.
        public var groupSize = 8
        public var temperature = 1.0
        /// 0 keeps all tokens.
        public var topK = 0
        /// 1 keeps all tokens.
        public var topP = 1.0
        public var maxNewTokens = 4096
        /// Whether the chat template leaves room for a thinking section.
        public var enableThinking = false

        public init() {}
    }

    public let configuration: Configuration
    private let engine: GenerationEngine
    private let chat: ChatFormat
    private let seed: UInt64

    public init(engine: GenerationEngine, chat: ChatFormat, configuration: Configuration, seed: UInt64) {
        self.engine = engine
        self.chat = chat
        self.configuration = configuration
        self.seed = seed
    }

    /// Samples a group for every prompt.
    /// - Parameters:
    ///   - version: the step whose weights sample; selects the random streams.
    ///   - round: tells apart several rounds of sampling within one step.
    ///   - onCompletion: called as completions end, with how many have ended and how many there will be.
    public func rollouts(
        for prompts: [Prompt], version: Int, round: Int = 0, onCompletion: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws -> [RolloutGroup] {
        let promptTokens = try prompts.map { try chat.promptTokens($0.messages, enableThinking: configuration.enableThinking) }
        let requests = promptTokens.indices.flatMap { group in
            (0..<configuration.groupSize).map { place in
                GenerationRequest(
                    id: Self.stream(version: version, round: round, index: group * configuration.groupSize + place), group: group,
                    promptTokens: promptTokens[group], sampling: sampling)
            }
        }
        var done = 0
        let completions = try engine.generate(
            requests,
            onCompletion: { _, _ in
                done += 1
                onCompletion?(done, requests.count)
            })
        return prompts.indices.map { group in
            let own = completions[group * configuration.groupSize..<(group + 1) * configuration.groupSize]
            return RolloutGroup(
                prompt: prompts[group], promptTokens: promptTokens[group], policyVersion: version,
                rollouts: own.map { completion in
                    Rollout(
                        tokens: completion.tokens, logProbabilities: completion.logProbabilities,
                        text: chat.text(of: completion.tokens), finishReason: completion.finishReason)
                })
        }
    }

    private var sampling: SamplingParameters {
        SamplingParameters(
            temperature: Float(configuration.temperature), topK: configuration.topK, topP: Float(configuration.topP),
            maxNewTokens: configuration.maxNewTokens, stopTokens: chat.stopTokens, seed: seed)
    }

    /// 24 bits of step, 8 of round, 32 of place: no two completions of a run share a stream.
    private static func stream(version: Int, round: Int, index: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: version) << 40 | UInt64(truncatingIfNeeded: round & 0xFF) << 32
            | UInt64(truncatingIfNeeded: index & 0xFFFF_FFFF)
    }
}
