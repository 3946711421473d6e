import Evaluation
import Studies

/// Runs as a report reads them, small enough to check by eye.
enum SampleRuns {
    static func run(_ name: String, steps: Int = 12, evaluated: Bool = true) -> RunRecord {
        var run = RunRecord(
            name: name, configuration: "[run]\npath = \"runs/\(name)\"\n[curriculum]\ndecay = 0.8\n", sources: ["ca", "se"])
        for (index, source) in run.sources.enumerated() {
            run.metrics["rollouts/\(source)/reward"] = points(steps) { 0.3 + 0.05 * $0 + 0.1 * Double(index) }
            run.metrics["curriculum/\(source)/ema"] = points(steps) { 0.3 + 0.04 * $0 }
            run.metrics["curriculum/\(source)/quota"] = points(steps) { index == 0 ? 8 - $0 / 3 : 8 + $0 / 3 }
            run.metrics["rollouts/\(source)/tokens"] = points(steps) { 40 + $0 }
        }
        run.metrics["curriculum/se/unlocked"] = points(steps) { 4 + ($0 / 4).rounded(.down) }
        run.metrics["learning/kl"] = points(steps) { 0.001 * $0 }
        run.metrics["learning/grad_norm"] = points(steps) { 1 / ($0 + 1) }
        run.metrics["seconds/step"] = points(steps) { _ in 2.5 }
        run.intervals = (0..<steps).flatMap { step in
            (0..<4).map { .init(step: step, source: "se", interval: $0, prompts: 2, success: 0.9 - 0.2 * Double($0)) }
        }
        run.complexities = (0..<100).map { Double($0 * $0) / 60 }
        run.rollouts = [
            .init(
                step: 3, source: "ca", prompt: "Say </script> <b>hi</b>", reply: "hi & bye", reward: 0.5, tokens: 4,
                verdicts: ["punctuation:no_comma: 1"]),
            .init(step: 4, source: "se", prompt: "f(3)", reply: "Output: 3", reward: 1, tokens: 5, verdicts: []),
        ]
        if evaluated {
            run.evaluations = [.init(label: "before", report: evaluation(2)), .init(label: "after", report: evaluation(6))]
            run.evaluationCourse = [0, 5, 10].map { .init(step: $0, benchmark: "reasoning", metric: "exact", value: 0.1 * Double($0)) }
        }
        return run
    }

    private static func points(_ steps: Int, _ value: (Double) -> Double) -> [RunRecord.Point] {
        (0..<steps).map { .init(step: $0, value: value(Double($0))) }
    }

    private struct Given: ReplyGrader {
        var right: Bool
        func verdict(on reply: String) -> Verdict { Verdict(scores: [.init("exact", right ? 1 : 0)]) }
    }

    /// `right` of 8 items are right; the even ones are in the easy group.
    private static func evaluation(_ right: Int) -> EvaluationReport {
        let items = (0..<8).map {
            EvaluationItem(id: String($0), group: $0 % 2 == 0 ? "easy" : "hard", messages: [], grader: Given(right: $0 < right))
        }
        let suite = ItemSuite(name: "sequential", variant: "built-in", metrics: ["exact"], maxNewTokens: 8, items: items)
        let results = items.map {
            ItemResult(id: $0.id, group: $0.group, prompt: "", reply: EvaluationReply(text: ""), verdict: $0.grader.verdict(on: ""))
        }
        return EvaluationReport(model: "tiny", results: [EvaluationResult(suite: suite, items: results, seconds: 1)])
    }
}
