public import Datasets
import Foundation
import Rollouts
import SequentialExecution
import Tokenization

/// Short multi-step reasoning that training never touches: what must not get lost.
public enum ReasoningSuite {
    /// Held-out generated problems of every kind in turn, the same for every model.
    public static func builtIn(count: Int = 1_000) -> ItemSuite {
        suite(of: ReasoningTasks.generate(count: count, seed: 0xE7A1, split: .heldout), variant: "built-in, held out")
    }

    /// - Throws: `DatasetError` naming the file and line.
    public static func suite(of problems: [ReasoningTasks.Problem], variant: String) -> ItemSuite {
        let items = problems.map { problem in
            EvaluationItem(
                id: problem.id, group: problem.task, messages: [ChatMessage(role: "user", content: problem.prompt)],
                grader: StatedAnswerGrader(answer: problem.answer))
        }
        return ItemSuite(
            name: "reasoning", variant: variant, metrics: StatedAnswerGrader.metrics, maxNewTokens: 512, items: items)
    }
}

/// Compares what stands behind the reply's last `Answer:` with the answer; spaces, markup and case do not count,
/// nor does a thinking section.
public struct StatedAnswerGrader: ReplyGrader {
    public static let metrics = ["exact"]

    private let answer: String

    public init(answer: String) {
        self.answer = Self.normalised(answer)
    }

    public func verdict(on reply: String) -> Verdict {
        let reply = ThinkingSection.removed(from: reply)
        guard let label = reply.range(of: "Answer:", options: .backwards) else {
            return Verdict(scores: [.init("exact", 0)], extractionFailed: true)
        }
        let line = reply[label.upperBound...].drop { $0.isWhitespace || $0 == "*" }.prefix { !$0.isNewline }
        let stated = Self.normalised(String(line))
        return Verdict(scores: [.init("exact", stated == answer ? 1 : 0)], extracted: String(line), extractionFailed: stated.isEmpty)
    }

    private static func normalised(_ text: String) -> String {
        var kept = text.lowercased().filter { !$0.isWhitespace && !"*`$".contains($0) }
        if kept.last == "." { kept.removeLast() }
        return kept
    }
}
