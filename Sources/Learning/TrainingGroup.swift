public import Rollouts

/// One completion to learn from.
public struct TrainingCompletion: Sendable, Equatable {
    public var tokens: [Int]
    public var advantage: Float
    /// Log-probabilities under the policy that the importance ratio is taken against, one per token. nil: the learner's own before the
    /// first update on the batch.
    public var oldLogProbabilities: [Float]?
    /// Log-probabilities under the frozen reference. nil: the learner asks its reference policy.
    public var referenceLogProbabilities: [Float]?
    /// Log-probabilities as the sampler reported them; NaN where it could not.
    public var samplerLogProbabilities: [Float]?
    /// Whether the generation limit cut it off.
    public var isTruncated: Bool

    public init(
        tokens: [Int], advantage: Float, oldLogProbabilities: [Float]? = nil, referenceLogProbabilities: [Float]? = nil,
        samplerLogProbabilities: [Float]? = nil, isTruncated: Bool = false
    ) {
        self.tokens = tokens
        self.advantage = advantage
        self.oldLogProbabilities = oldLogProbabilities
        self.referenceLogProbabilities = referenceLogProbabilities
        self.samplerLogProbabilities = samplerLogProbabilities
        self.isTruncated = isTruncated
    }
}

/// A prompt with the completions that share it: what goes through the model together.
public struct TrainingGroup: Sendable, Equatable {
    public var promptTokens: [Int]
    public var completions: [TrainingCompletion]

    public init(promptTokens: [Int], completions: [TrainingCompletion]) {
        self.promptTokens = promptTokens
        self.completions = completions
    }

    /// Takes scored rollouts over. A rollout without an advantage counts as one of advantage 0.
    public init(_ group: RolloutGroup) {
        promptTokens = group.promptTokens
        completions = group.rollouts.map { rollout in
            TrainingCompletion(
                tokens: rollout.tokens, advantage: rollout.advantage ?? 0,
                samplerLogProbabilities: rollout.logProbabilities.count == rollout.tokens.count ? rollout.logProbabilities : nil,
                isTruncated: rollout.finishReason == .length)
        }
    }

    /// Checks lengths and numbers once, before any of them reaches a tensor.
    /// - Parameter index: the group's place in the batch, for the message
    func validate(index: Int, vocabulary: Int) throws {
        guard !promptTokens.isEmpty else { throw LearningError.emptyPrompt(group: index) }
        try validate(tokens: promptTokens, of: "prompt_ids", group: index, vocabulary: vocabulary)
        for (number, completion) in completions.enumerated() {
            try validate(tokens: completion.tokens, of: "completion_ids of completion \(number)", group: index, vocabulary: vocabulary)
            guard completion.advantage.isFinite else {
                throw LearningError.notFinite(what: "advantage of completion \(number)", group: index)
            }
            let rows = [
                ("old_logprobs", completion.oldLogProbabilities), ("ref_logprobs", completion.referenceLogProbabilities),
                ("sampler log-probabilities", completion.samplerLogProbabilities),
            ]
            for (name, values) in rows {
                guard let values else { continue }
                guard values.count == completion.tokens.count else {
                    throw LearningError.wrongCount(
                        what: "\(name) of completion \(number)", group: index, got: values.count, expected: completion.tokens.count)
                }
            }
        }
    }

    private func validate(tokens: [Int], of name: String, group: Int, vocabulary: Int) throws {
        if let token = tokens.first(where: { $0 < 0 || $0 >= vocabulary }) {
            throw LearningError.tokenOutOfRange(what: name, group: group, token: token, vocabulary: vocabulary)
        }
    }
}
