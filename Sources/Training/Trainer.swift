// One step of RoIFRL, as the paper's Section 2 has it: the curriculum chooses how much of each source and how hard, the policy answers
// every prompt several times, verifiers score the answers, the curriculum observes, GRPO learns.
//
// What the paper leaves open is settled here: an interval's unlock is decided by the mean reward over all rollouts of its source, and
// alpha of Eq. 1 multiplies the advantages of a source.

public import Curriculum
import Foundation
public import Learning
public import Rollouts

/// Reinforcement learning, one step at a time. Everything that a step depends on is the trainer's state: save `curriculum` and the learner's state,
/// and a trainer restored from them goes on with the same numbers.
public final class Trainer {
    /// The choices of the loop itself.
    public struct Configuration: Sendable, Equatable {
        /// Prompts per step.
        public var promptsPerStep = 512
        /// How rewards become advantages.
        public var advantages = AdvantageEstimator()
        /// Samples further prompts in place of groups whose rewards are all equal, at most this many rounds per step; 0: such groups stay.
        public var resamplingRounds = 0

        public init() {}
    }

    public let configuration: Configuration
    public let sources: [PromptSource]
    public private(set) var curriculum: TwoDimensionalCurriculum
    private let rollouter: Rollouter
    private let learner: Learner
    /// Told how far the step has come, for a progress line.
    public var onProgress: ((TrainingProgress) -> Void)?

    /// A trainer at its first step.
    /// - Parameter seed: decides the order of prompts.
    public init(
        configuration: Configuration, sources: [PromptSource], curriculum: TwoDimensionalCurriculum.Configuration, rollouter: Rollouter,
        learner: Learner, seed: UInt64
    ) throws {
        self.configuration = configuration
        self.sources = sources
        self.curriculum = try TwoDimensionalCurriculum(
            sources: sources.map { try $0.curriculumSource() }, configuration: curriculum, seed: seed)
        self.rollouter = rollouter
        self.learner = learner
    }

    /// Steps taken so far.
    public var stepsTaken: Int { curriculum.step }

    /// Takes the curriculum of a checkpoint over.
    /// - Throws: `CurriculumError.changedData` where it was made from other prompts.
    public func restore(_ saved: TwoDimensionalCurriculum) throws {
        try saved.validate(resuming: try sources.map { try $0.curriculumSource() })
        curriculum = saved
    }

    /// Samples, scores, observes, learns.
    public func step() throws -> StepReport {
        var clock = PhaseClock()
        let index = stepsTaken
        let decision = curriculum.next(prompts: configuration.promptsPerStep)
        var sampled = try sample(decision, version: index, round: 0, &clock)
        try resample(&sampled, version: index, &clock)
        let scored = clock.measure(.reward) { sampled.map(advantages) }
        let observed = try curriculum.observe(observation(of: scored))
        onProgress?(TrainingProgress(step: index, phase: .learning, done: 0, total: 1))
        let update = try clock.measure(.learning) { try learner.update(on: admitted(scored).map { TrainingGroup($0.group) }) }
        return StepReport(
            step: index, decision: decision, groups: scored.map(\.group), intervals: scored.map(\.interval), curriculum: observed,
            update: update, seconds: clock.seconds)
    }

    /// A scored group and the interval that its prompt was drawn from.
    private struct Sampled {
        var group: RolloutGroup
        var interval: Int?
    }

    /// The decision's prompts, answered and scored, in the decision's order.
    private func sample(_ decision: CurriculumDecision, version: Int, round: Int, _ clock: inout PhaseClock) throws -> [Sampled] {
        let prompts = decision.sources.enumerated().flatMap { place, source in source.picks.map { sources[place].prompts[$0.item] } }
        let groups = try clock.measure(.generation) {
            try rollouter.rollouts(for: prompts, version: version, round: round) { done, total in
                self.onProgress?(TrainingProgress(step: version, phase: .generation, done: done, total: total))
            }
        }
        let intervals = decision.sources.flatMap { source in source.picks.map(\.interval) }
        return zip(clock.measure(.reward) { groups.scored() }, intervals).map { Sampled(group: $0, interval: $1) }
    }

    /// Dynamic sampling (Yu et al. 2025): further prompts of the same mixture until enough groups have something to teach. What was
    /// sampled in vain still counts as observed.
    private func resample(_ sampled: inout [Sampled], version: Int, _ clock: inout PhaseClock) throws {
        guard configuration.resamplingRounds > 0 else { return }
        for round in 1...configuration.resamplingRounds {
            let missing = configuration.promptsPerStep - sampled.count { !$0.group.hasZeroVariance }
            guard missing > 0 else { return }
            sampled += try sample(curriculum.next(prompts: missing), version: version, round: round, &clock)
        }
    }

    /// The groups to learn from. Without dynamic sampling that is all of them; with it, those whose rewards differ, as many as a step has.
    private func admitted(_ sampled: [Sampled]) -> [Sampled] {
        guard configuration.resamplingRounds > 0 else { return sampled }
        let telling = sampled.filter { !$0.group.hasZeroVariance }.prefix(configuration.promptsPerStep)
        return telling.isEmpty ? Array(sampled.prefix(configuration.promptsPerStep)) : Array(telling)
    }

    /// Advantages within the group, times the weight of its source.
    private func advantages(_ sampled: Sampled) -> Sampled {
        let weight = sources.first { $0.name == sampled.group.prompt.source }?.advantageWeight ?? 1
        return Sampled(group: sampled.group.withAdvantages(configuration.advantages, weight: weight), interval: sampled.interval)
    }

    private func observation(of sampled: [Sampled]) -> [String: CurriculumObservation] {
        var observations: [String: CurriculumObservation] = [:]
        for one in sampled {
            var own = observations[one.group.prompt.source] ?? CurriculumObservation(groups: [])
            own.groups.append(CurriculumObservation.Group(interval: one.interval, rewards: one.group.rewards))
            for component in one.group.rollouts.flatMap({ $0.reward?.components ?? [] }) {
                own.outcomes[component.name, default: []].append(min(max(component.value, 0), 1))
            }
            observations[one.group.prompt.source] = own
        }
        return observations
    }
}
