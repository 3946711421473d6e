/// Why a completion ended.
public enum FinishReason: String, Sendable, Codable {
    /// A stop token or stop string was produced.
    case stop
    /// The token budget ran out.
    case length
}

/// One sampled completion of a prompt, with what the sampler and the verifier said of it.
public struct Rollout: Sendable, Codable, Equatable {
    /// Completion token ids, the stop token included where one ended it.
    public var tokens: [Int]
    /// Sampler's log-probability of each token at the sampling temperature, over the whole vocabulary.
    public var logProbabilities: [Float]
    public var text: String
    public var finishReason: FinishReason
    public var reward: Reward?
    public var advantage: Float?

    public init(
        tokens: [Int], logProbabilities: [Float], text: String, finishReason: FinishReason, reward: Reward? = nil, advantage: Float? = nil
    ) {
        self.tokens = tokens
        self.logProbabilities = logProbabilities
        self.text = text
        self.finishReason = finishReason
        self.reward = reward
        self.advantage = advantage
    }
}

/// All rollouts of one prompt in one step, sampled by the same policy.
public struct RolloutGroup: Sendable {
    public var prompt: Prompt
    public var promptTokens: [Int]
    /// The training step whose weights sampled it.
    public var policyVersion: Int
    public var rollouts: [Rollout]

    public init(prompt: Prompt, promptTokens: [Int], policyVersion: Int, rollouts: [Rollout]) {
        self.prompt = prompt
        self.promptTokens = promptTokens
        self.policyVersion = policyVersion
        self.rollouts = rollouts
    }
}
