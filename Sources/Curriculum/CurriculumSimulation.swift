import Foundation

/// Replays recorded rewards through a curriculum without a model, so that its numbers can be planned before a run.
///
/// Every source is taken to have data, the source with the ladder to have items in every interval.
public struct CurriculumSimulation: Sendable {
    /// The source that has the ladder; nil for none.
    public var intervalSource: String?
    public var ladder: IntervalLadder.Configuration
    public var balance: SourceBalance.Configuration
    /// Prompts per step.
    public var prompts: Int

    public init(
        intervalSource: String?, ladder: IntervalLadder.Configuration = .init(), balance: SourceBalance.Configuration = .init(),
        prompts: Int = 512
    ) {
        self.intervalSource = intervalSource
        self.ladder = ladder
        self.balance = balance
        self.prompts = prompts
    }

    /// The decision for every step of the trace: number t (0 for the first row) is made from the rewards before row t.
    public func run(_ trace: RewardTrace) throws -> [SimulatedStep] {
        try require(prompts >= 1, "batch.prompts", prompts, "at least 1")
        guard !trace.sources.isEmpty else { return try emptyTrace(trace) }
        // One item per interval: a ladder whose every interval has data.
        var simulated = ladder
        simulated.edges = .range(lower: 0, upper: Double(max(ladder.count, 1)))
        let difficulties = (0..<max(ladder.count, 1)).map { Double($0) + 0.5 }
        let sources = trace.sources.map { name in
            CurriculumSource(
                name: name, items: name == intervalSource ? .graded(difficulties: difficulties, ladder: simulated) : .plain(count: 1))
        }
        var curriculum = try TwoDimensionalCurriculum(sources: sources, configuration: balance, seed: 0)
        return try trace.steps.map { rewards in
            let step = SimulatedStep(decision: curriculum.decision(prompts: prompts), intervalSource: intervalSource)
            try curriculum.observe(rewards: rewards)
            return step
        }
    }

    private func emptyTrace(_ trace: RewardTrace) throws -> [SimulatedStep] {
        guard trace.steps.isEmpty else { throw CurriculumError.noData }
        return []
    }
}

/// One row of a simulation's output.
public struct SimulatedStep: Sendable, Equatable {
    public var decision: CurriculumDecision
    /// How many intervals of the source with the ladder are open; 0 where there is none.
    public var unlocked: Int
    /// One per open interval, easiest first.
    public var intervalProbabilities: [Double]

    init(decision: CurriculumDecision, intervalSource: String?) {
        self.decision = decision
        let rungs = decision.sources.first { $0.name == intervalSource }?.rungs ?? []
        unlocked = rungs.count
        intervalProbabilities = rungs.sorted { $0.interval < $1.interval }.map(\.probability)
    }

    /// The row as JSON, its keys and sources in order.
    public var json: String {
        let emas = decision.sources.map { (name: $0.name, value: $0.ema.map { "\($0)" } ?? "null") }
        let weights = decision.sources.map { (name: $0.name, value: "\($0.weight)") }
        let quotas = decision.sources.map { (name: $0.name, value: "\($0.quota)") }
        let probabilities = intervalProbabilities.map { "\($0)" }.joined(separator: ", ")
        return """
            {"step": \(decision.step), "ema": \(object(emas)), "weights": \(object(weights)), "quotas": \(object(quotas)), \
            "unlocked": \(unlocked), "interval_probabilities": [\(probabilities)]}
            """
    }

    private func object(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { "\(quoted($0.name)): \($0.value)" }.joined(separator: ", ") + "}"
    }

    private func quoted(_ name: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(name) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
