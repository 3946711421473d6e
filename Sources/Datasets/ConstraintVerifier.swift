public import Constraints
public import Rollouts

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
                name: constraint.id, value: verdict.followed ? 1 : 0, weight: weight,
                evidence: "\(verdict.finding); required: \(constraint.requirement)")
        }
        return Reward(value: value, components: components)
    }
}
