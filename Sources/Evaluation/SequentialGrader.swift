import Foundation
import Rollouts
public import SequentialExecution

/// Grades a sequential-execution reply: `exact` (output and statistics right), and the two apart.
public struct SequentialGrader: ReplyGrader {
    private let verifier: SequentialVerifier

    public init(answer: SequentialAnswer) {
        verifier = SequentialVerifier(answer: answer)
    }

    public static let metrics = ["exact", "output", "statistics"]

    public func verdict(on reply: String) -> Verdict {
        let reward = verifier.reward(for: reply)
        let stated = SequentialReply(parsing: reply)
        let extracted = stated.output?.json ?? stated.outputText
        let parts = Dictionary(reward.components.map { ($0.name, $0.value) }) { first, _ in first }
        return Verdict(
            scores: [
                .init("exact", reward.value == 1 ? 1 : 0), .init("output", parts["output"] ?? 0),
                .init("statistics", parts["statistics"] ?? 0),
            ],
            extracted: extracted, extractionFailed: extracted == nil || extracted == "")
    }
}
