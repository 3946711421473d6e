public import Curriculum
import Foundation
public import Learning
public import Rollouts

/// How far a step has come.
public struct TrainingProgress: Sendable, Equatable {
    public enum Phase: String, Sendable {
        case generation, learning, evaluation
    }

    public var step: Int
    public var phase: Phase
    public var done: Int
    public var total: Int

    public init(step: Int, phase: Phase, done: Int, total: Int) {
        self.step = step
        self.phase = phase
        self.done = done
        self.total = total
    }
}

/// Everything that one step decided, sampled and learned.
public struct StepReport: Sendable {
    public var step: Int
    public var decision: CurriculumDecision
    /// Scored groups in the order of the decision's picks, then those that were sampled in place of uniform ones.
    public var groups: [RolloutGroup]
    /// The interval of each group; nil where its source has no ladder.
    public var intervals: [Int?]
    public var curriculum: CurriculumReport
    public var update: UpdateReport
    public var seconds: PhaseSeconds

    /// Numbers that a repeated run reproduces bit for bit.
    public var metrics: [(name: String, value: Double)] {
        decision.metrics + curriculum.metrics + rolloutMetrics + learningMetrics
    }

    /// Numbers that depend on the machine's mood.
    public var timings: [(name: String, value: Double)] {
        let generated = Double(generatedTokens)
        return [
            ("seconds/generation", seconds.generation), ("seconds/reward", seconds.reward), ("seconds/learning", seconds.learning),
            ("seconds/step", seconds.total), ("tokens_per_second/generation", generated / max(seconds.generation, 1e-9)),
            ("tokens_per_second/learning", Double(update.decoderTokens) / max(seconds.learning, 1e-9)),
            ("tokens_per_second/step", generated / max(seconds.total, 1e-9)),
        ]
    }

    public var generatedTokens: Int { groups.reduce(0) { $0 + $1.rollouts.reduce(0) { $0 + $1.tokens.count } } }

    private var learningMetrics: [(name: String, value: Double)] {
        update.metrics.named.map { ("learning/\($0.name)", $0.value) } + [
            ("learning/grad_norm", update.gradientNorm), ("learning/learning_rate", update.learningRate),
            ("learning/skipped_steps", Double(update.skippedSteps)), ("learning/decoder_tokens", Double(update.decoderTokens)),
        ]
    }

    private var rolloutMetrics: [(name: String, value: Double)] {
        let rollouts = groups.flatMap(\.rollouts)
        guard !rollouts.isEmpty else { return [] }
        var rows = Self.rolloutMetrics(prefix: "rollouts", rollouts)
        for source in decision.sources {
            let own = groups.filter { $0.prompt.source == source.name }.flatMap(\.rollouts)
            if !own.isEmpty { rows += Self.rolloutMetrics(prefix: "rollouts/\(source.name)", own) }
        }
        return rows
    }

    private static func rolloutMetrics(prefix: String, _ rollouts: [Rollout]) -> [(name: String, value: Double)] {
        let count = Double(rollouts.count)
        return [
            ("\(prefix)/reward", rollouts.reduce(0) { $0 + ($1.reward?.value ?? 0) } / count),
            ("\(prefix)/tokens", rollouts.reduce(0) { $0 + Double($1.tokens.count) } / count),
            ("\(prefix)/truncated", Double(rollouts.count { $0.finishReason == .length }) / count),
        ]
    }
}

/// Wall-clock seconds of a step by phase.
public struct PhaseSeconds: Sendable, Codable, Equatable {
    public enum Phase: Sendable {
        case generation, reward, learning
    }

    public var generation = 0.0
    public var reward = 0.0
    public var learning = 0.0

    public var total: Double { generation + reward + learning }
}

/// Adds up where the time goes.
struct PhaseClock {
    private(set) var seconds = PhaseSeconds()

    mutating func measure<Result>(_ phase: PhaseSeconds.Phase, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer {
            let elapsed = ContinuousClock.now - start
            let value = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
            switch phase {
            case .generation: seconds.generation += value
            case .reward: seconds.reward += value
            case .learning: seconds.learning += value
            }
        }
        return try body()
    }
}

extension LossMetrics {
    /// The numbers under the names of their JSON keys.
    var named: [(name: String, value: Double)] {
        [
            ("loss", loss), ("kl", kl), ("entropy", entropy), ("clip_low", clipLow), ("clip_high", clipHigh),
            ("clip_fraction", clipFraction), ("ratio_mean", ratioMean), ("ratio_min", ratioMinimum), ("ratio_max", ratioMaximum),
            ("sampler_gap_mean", samplerGapMean), ("sampler_gap_max", samplerGapMaximum), ("tokens", Double(tokens)),
        ]
    }
}
