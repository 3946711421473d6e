import Constraints
public import Rollouts
import Tokenization

/// A verifier's reward and a judge's, combined by weight: `(1 - w) verifier + w judge`.
///
/// A blank answer gets 0 without asking. Where the judge gives no opinion the verifier's reward stands alone, and the evidence says so.
public struct JudgedVerifier: Verifier {
    public let verifier: ConstraintVerifier
    public let judge: Judge
    /// The request as the judge is shown it.
    public let request: String
    /// The judge's weight in 0...1; 1 leaves the verifier out.
    public let weight: Double

    public init(verifier: ConstraintVerifier, judge: Judge, request: String, weight: Double) {
        self.verifier = verifier
        self.judge = judge
        self.request = request
        self.weight = min(max(weight, 0), 1)
    }

    public func reward(for response: String) -> Reward { rewards(for: [response])[0] }

    public func rewards(for responses: [String]) -> [Reward] {
        Self.rewards(Array(repeating: self, count: responses.count), for: responses)
    }

    /// Rewards of one reply to each of several prompts; the first verifier's judge is asked about all of them at once.
    public static func rewards(_ verifiers: [JudgedVerifier], for responses: [String]) -> [Reward] {
        var rewards = zip(verifiers, responses).map { $0.verifier.reward(for: $1) }
        let answers = responses.map { GroundTruth.answer(of: $0) }
        let asked = rewards.indices.filter { verifiers[$0].weight > 0 && !answers[$0].isEmpty }
        guard let judge = verifiers.first?.judge else { return rewards }
        let judgements = judge.judgements(of: asked.map { verifiers[$0].question(answers[$0]) })
        for (index, judgement) in zip(asked, judgements) { verifiers[index].combine(&rewards[index], judgement) }
        return rewards
    }

    private func question(_ answer: String) -> Judge.Case {
        Judge.Case(
            request: request, requirements: verifier.groundTruth.set.constraints.map { $0.requirement.isEmpty ? $0.id : $0.requirement },
            response: answer)
    }

    private func combine(_ reward: inout Reward, _ judgement: Judge.Judgement) {
        switch judgement {
        case .score(let score, let scores, let reason):
            reward.value = (1 - weight) * reward.value + weight * score
            let list = scores.map { "\($0)" }.joined(separator: ", ")
            reward.components.append(.init(name: "judge", value: score, weight: weight, evidence: "scores \(list); \(reason)"))
        case .none(let reason):
            reward.components.append(.init(name: "judge", value: 0, weight: 0, evidence: "no opinion: \(reason)"))
        }
    }
}

extension [Prompt] {
    /// The prompts with a judge beside the checks of those that have constraints; its request is the last user turn.
    public func judged(by judge: Judge, weight: Double) -> [Prompt] {
        map { prompt in
            guard let verifier = prompt.verifier as? ConstraintVerifier else { return prompt }
            var judged = prompt
            let request = prompt.messages.last { $0.role == "user" }?.content ?? ""
            judged.verifier = JudgedVerifier(verifier: verifier, judge: judge, request: request, weight: weight)
            return judged
        }
    }
}
