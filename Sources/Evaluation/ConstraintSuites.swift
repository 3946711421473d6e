public import Constraints
import Datasets
import Rollouts
import Tokenization

/// Suites whose replies must follow constraints: IFEval, IFBench, and prompts as they are trained on.
public enum ConstraintSuites {
    /// Held-out small constraint tasks, the same for every model.
    public static func builtIn(count: Int = 400, resources: TextResources) -> ItemSuite {
        let tasks = ConstraintTasks.tasks(count: count, seed: 0xE7A1, split: .heldOut, resources: resources)
        var suite = ItemSuite(
            name: "constraints", variant: "built-in, held out", metrics: ConstraintGrader.metrics, maxNewTokens: 256,
            items: tasks.map { task in
                EvaluationItem(
                    id: task.id, messages: task.messages,
                    grader: ConstraintGrader(constraints: ConstraintSet(task.constraints), resources: resources))
            })
        suite.fallbacks = fallbacks(tasks.flatMap(\.constraints), resources)
        return suite
    }

    private static func fallbacks(_ constraints: [Constraint], _ resources: TextResources) -> [String] {
        ConstraintSet(constraints).fallbacks(resources).map(\.rawValue)
    }

    /// Rows with a ground truth, as reinforcement learning reads them.
    /// - Throws: `DatasetError` naming the file and line; ``EvaluationError/emptySuite(name:path:)``.
    public static func training(path: String, resources: TextResources) throws -> ItemSuite {
        try suite("constraints", variant: "training rows", path: path, maxNewTokens: 2_048, suite: nil, resources: resources)
    }

    /// IFEval's or IFBench's prompt file: all four accuracies; the headline is the one its leaderboard uses.
    public static func benchmark(_ suite: ConstraintSuite, path: String, resources: TextResources) throws -> ItemSuite {
        let isBench = suite == .ifbench
        var result = try self.suite(
            isBench ? "ifbench" : "ifeval", variant: "strict and loose", path: path, maxNewTokens: ItemSuite.paperTokens, suite: suite,
            resources: resources)
        if isBench { result.metrics = ["prompt loose", "instruction loose", "prompt strict", "instruction strict"] }
        return result
    }

    private static func suite(
        _ name: String, variant: String, path: String, maxNewTokens: Int, suite: ConstraintSuite?, resources: TextResources
    ) throws -> ItemSuite {
        let prompts = try ConstraintDataset.prompts(path: path, source: name, suite: suite, resources: resources)
        let items = prompts.compactMap { prompt in
            (prompt.verifier as? ConstraintVerifier).map { verifier in
                EvaluationItem(
                    id: prompt.id, messages: prompt.messages,
                    grader: ConstraintGrader(constraints: verifier.groundTruth.set, resources: resources))
            }
        }
        if items.isEmpty { throw EvaluationError.emptySuite(name: name, path: path) }
        var result = ItemSuite(
            name: name, variant: variant, metrics: ConstraintGrader.metrics, maxNewTokens: maxNewTokens, items: items)
        result.fallbacks = prompts.fallbacks(resources).map(\.rawValue)
        return result
    }
}

/// The four accuracies of a constraint benchmark: prompt level (all followed) and instruction level, strict and loose.
///
/// A thinking section does not count as part of the reply.
public struct ConstraintGrader: ReplyGrader {
    public static let metrics = ["prompt strict", "instruction strict", "prompt loose", "instruction loose"]

    private let constraints: ConstraintSet
    private let resources: TextResources

    public init(constraints: ConstraintSet, resources: TextResources) {
        self.constraints = constraints
        self.resources = resources
    }

    public func verdict(on reply: String) -> Evaluation.Verdict {
        let text = ThinkingSection.removed(from: reply)
        let strict = constraints.strict(text, resources: resources).map(\.followed)
        let loose = constraints.loose(text, resources: resources)
        return Evaluation.Verdict(scores: scores(strict, "strict") + scores(loose, "loose"))
    }

    private func scores(_ followed: [Bool], _ level: String) -> [Evaluation.Verdict.Score] {
        let share = followed.isEmpty ? 0 : Double(followed.count { $0 }) / Double(followed.count)
        return [
            .init("prompt \(level)", followed.allSatisfy(\.self) ? 1 : 0),
            .init("instruction \(level)", share, weight: Double(followed.count)),
        ]
    }
}
