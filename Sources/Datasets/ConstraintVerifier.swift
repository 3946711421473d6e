public import Constraints
public import Rollouts

extension [Prompt] {
    /// Language data that their constraints read and that a fallback stands in for.
    public func fallbacks(_ resources: TextResources) -> [TextNeed] {
        let verifiers = compactMap { $0.verifier as? ConstraintVerifier }
        let needs = Set(verifiers.flatMap { $0.groundTruth.set.constraints.flatMap { $0.definition?.needs ?? [] } })
        return TextNeed.allCases.filter { needs.contains($0) && resources.isMissing($0) }
    }
}

/// Scores replies by the constraints of their prompt, with the published training reward.
public struct ConstraintVerifier: Verifier {
    public let groundTruth: GroundTruth
    public let combination: GroundTruth.Combination
    public let resources: TextResources

    public init(groundTruth: GroundTruth, combination: GroundTruth.Combination = .mean, resources: TextResources) {
        self.groundTruth = groundTruth
        self.combination = combination
        self.resources = resources
    }

    public func reward(for response: String) -> Reward {
        let (value, verdicts, weights) = groundTruth.score(response, combination: combination, resources: resources)
        let components = zip(zip(groundTruth.set.constraints, verdicts), weights).map { pair, weight in
            let (constraint, verdict) = pair
            return Reward.Component(
                name: constraint.id, value: verdict.followed ? 1 : 0, weight: weight, evidence: evidence(constraint, verdict))
        }
        return Reward(value: value, components: components)
    }

    /// What was found and what was required, and which language data a fallback stood in for.
    private func evidence(_ constraint: Constraint, _ verdict: Verdict) -> String {
        let required = constraint.requirement.isEmpty ? "" : "; required: \(constraint.requirement)"
        let missing = constraint.fallbacks(resources).map(\.rawValue)
        return "\(verdict.finding)\(required)" + (missing.isEmpty ? "" : "; judged without \(missing.joined(separator: ", ")) data")
    }
}
