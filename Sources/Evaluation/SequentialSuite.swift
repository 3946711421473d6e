public import PythonSandbox
public import SequentialExecution
import Synthesis
import Tokenization

/// Sequential execution: functions told in English, their results and counts asked for, broken down by complexity.
public enum SequentialSuite {
    /// Items of the built-in suite.
    public static let builtInCount = 400

    /// Held-out generated functions, one case of each, the same for every model: up to `count` of them, spread evenly over the complexity
    /// range. There are fewer where an interval holds no more functions whose numbers stay small.
    /// - Throws: `PythonSandboxError` where the worker that runs them fails.
    public static func builtIn(
        count: Int = builtInCount, complexity: ClosedRange<Double> = 3...40, intervals: Int = 8, sandbox: BlockingSandbox
    ) throws -> ItemSuite {
        var options = SynthesisOptions()
        options.pipeline = .small
        options.nearDuplicates = 2  // so short functions are all alike
        options.pipeline.mostCases = 1
        let plan = GenerationPlan(
            count: count, seed: 0xE7A1, vocabulary: .small, complexity: complexity, weights: Array(repeating: 1, count: intervals),
            cases: 3, split: .heldout)
        return suite(
            of: try plan.instructions(options: options, sandbox: sandbox), variant: "built-in, held out", intervals: intervals)
    }

    /// Rows in LogicIF's format, with equal-width intervals over their complexity scores where all of them have one.
    public static func suite(of rows: [SequentialInstruction], variant: String, intervals: Int = 8) -> ItemSuite {
        let groups = groups(of: rows.map(\.complexity), intervals: intervals)
        let items = zip(rows, groups).map { row, group in
            EvaluationItem(
                id: "\(row.taskID)/\(row.testCaseID)", group: group?.name, question: row.taskID,
                messages: [ChatMessage(role: "user", content: row.prompt)], grader: SequentialGrader(answer: row.answer))
        }
        let order = groups.map { $0?.place ?? 0 }
        let sorted = items.indices.sorted { (order[$0], $0) < (order[$1], $1) }.map { items[$0] }
        return ItemSuite(
            name: "sequential", variant: variant, metrics: SequentialGrader.metrics, maxNewTokens: 1_024, items: sorted)
    }

    /// LogicIFEval's published rows. A question is a function with all its cases and is right only where every case is, output and
    /// statistics both; `question exact` is the headline.
    public static func logicIF(of rows: [SequentialInstruction]) -> ItemSuite {
        var suite = suite(of: rows, variant: "question level, exact parser")
        suite.name = "logicif"
        suite.metrics = ["question exact", "question output", "question statistics"] + SequentialGrader.metrics
        suite.maxNewTokens = ItemSuite.paperTokens
        return suite
    }

    private static func groups(of scores: [Double?], intervals: Int) -> [(place: Int, name: String)?] {
        let known = scores.compactMap(\.self).filter(\.isFinite)
        guard known.count == scores.count, intervals > 0, let low = known.min(), let high = known.max(), high > low else {
            return scores.map { _ in nil }
        }
        let width = (high - low) / Double(intervals)
        return known.map { score in
            let place = min(intervals - 1, Int((score - low) / width))
            let from = (low + Double(place) * width).rounded()
            let to = (low + Double(place + 1) * width).rounded()
            return (place, "\(Int(from)) to \(Int(to))")
        }
    }
}
