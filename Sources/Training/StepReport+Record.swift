import Foundation
import Rollouts
import RunStore
import Tokenization

extension StepReport {
    /// The step as the run's database keeps it.
    /// - Parameter share: how many of the rollouts, 0 to 1: whole groups from the step's first on.
    func record(keeping share: Double) throws -> StepRecord {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let kept = Int((Double(groups.count) * share).rounded(.up))
        var rollouts: [RolloutRecord] = []
        for (index, group) in groups.prefix(kept).enumerated() {
            let prompt = group.prompt.messages.map(\.content).joined(separator: "\n\n")
            for rollout in group.rollouts {
                rollouts.append(
                    RolloutRecord(
                        step: step + 1, position: rollouts.count, group: index, promptID: group.prompt.id, source: group.prompt.source,
                        interval: intervals[index], prompt: prompt, completion: rollout.text, reward: rollout.reward?.value,
                        components: String(decoding: try encoder.encode(rollout.reward?.components ?? []), as: UTF8.self),
                        advantage: rollout.advantage.map(Double.init), tokens: rollout.tokens.count,
                        finishReason: rollout.finishReason.rawValue))
            }
        }
        return StepRecord(
            step: step + 1, decision: String(decoding: try encoder.encode(decision), as: UTF8.self), metrics: metrics,
            timings: timings.map { (name: $0.name, seconds: $0.value) }, rollouts: rollouts)
    }
}
