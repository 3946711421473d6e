public import Rollouts

/// Grades with the verifier a prompt was trained with: `exact` (full reward) and the mean `reward`.
public struct VerifierGrader: ReplyGrader {
    private let verifier: any Verifier

    public init(_ verifier: any Verifier) {
        self.verifier = verifier
    }

    public static let metrics = ["exact", "reward"]

    public func verdict(on reply: String) -> Verdict {
        let reward = verifier.reward(for: reply)
        return Verdict(scores: [.init("exact", reward.value >= 1 ? 1 : 0), .init("reward", reward.value)])
    }
}

extension EvaluationItem {
    /// A training or held-out prompt as an item.
    public init(prompt: Prompt, group: String? = nil, grader: (any ReplyGrader)? = nil) {
        self.init(id: prompt.id, group: group, messages: prompt.messages, grader: grader ?? VerifierGrader(prompt.verifier))
    }
}
