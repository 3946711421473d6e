import Curriculum
import Learning
import Rollouts
import Testing
import Torch
import Training

@Suite struct TrainerTests {
    @Test func aStepReportsWhatItDecidedSampledAndLearned() throws {
        let world = TinyWorld()
        let (trainer, policy) = try world.trainer()
        let before = try policy.weightBytes()
        let report = try trainer.step()
        #expect(report.step == 0)
        #expect(trainer.stepsTaken == 1)
        #expect(report.decision.sources.map(\.name) == ["ca", "se"])
        #expect(report.decision.sources.map(\.quota) == [3, 3])
        // One group per pick, in the order of the picks.
        let picks = report.decision.sources.flatMap { source in source.picks.map { "\(source.name)-\($0.item)" } }
        #expect(report.groups.map(\.prompt.id) == picks)
        #expect(report.groups.allSatisfy { $0.rollouts.count == 4 && $0.policyVersion == 0 })
        #expect(report.intervals == [nil, nil, nil, 0, 0, 0])
        for group in report.groups {
            for rollout in group.rollouts {
                #expect(rollout.reward == LetterShare().reward(for: rollout.text))
                #expect((1...8).contains(rollout.tokens.count))
                #expect(rollout.finishReason == (rollout.tokens.count == 8 && rollout.tokens.last != 258 ? .length : .stop))
            }
            let weight = group.prompt.source == "se" ? 0.5 : 1.0
            let advantages = AdvantageEstimator().advantages(of: group.rewards).map { $0 * Float(weight) }
            #expect(group.rollouts.map(\.advantage) == advantages.map(Optional.some))
        }
        let tokens = report.groups.flatMap(\.rollouts).reduce(0) { $0 + $1.tokens.count }
        #expect(report.generatedTokens == tokens)
        #expect(report.update.metrics.tokens == tokens)
        #expect(report.update.optimizerSteps == 1)
        #expect(try policy.weightBytes() != before)
    }

    @Test func metricsAreThoseOfTheStep() throws {
        let report = try TinyWorld().trainer().trainer.step()
        let metrics = Dictionary(report.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(metrics.count == report.metrics.count, "a metric has two values")
        for source in ["ca", "se"] {
            let own = report.groups.filter { $0.prompt.source == source }.flatMap(\.rollouts)
            let mean = own.reduce(0) { $0 + ($1.reward?.value ?? 0) } / 12
            #expect(metrics["rollouts/\(source)/reward"] == mean)
            #expect(abs((metrics["curriculum/\(source)/reward"] ?? -1) - mean) < 1e-12)
            #expect(metrics["rollouts/\(source)/truncated"] == Double(own.count { $0.finishReason == .length }) / 12)
            #expect(metrics["curriculum/\(source)/weight"] == 0.5)
            #expect(metrics["curriculum/\(source)/zero_variance"] == 0)
        }
        #expect(metrics["curriculum/se/unlocked"] == 1)
        #expect(metrics["curriculum/se/interval/0/prompts"] == 3)
        #expect(metrics["learning/learning_rate"] == 3e-3)
        // The policy has not moved yet: ratios are 1, the reference is the policy, the sampler agrees with the learner.
        #expect(metrics["learning/ratio_mean"] == 1)
        #expect(metrics["learning/clip_fraction"] == 0)
        #expect((metrics["learning/kl"] ?? 1) < 1e-9)
        #expect((metrics["learning/sampler_gap_max"] ?? 1) < 1e-4)
        #expect((4...5.6).contains(metrics["learning/entropy"] ?? 0), "about log 261, of a model that knows nothing")
    }

    @Test(arguments: [DType.float32, .bfloat16]) func theSameSeedGivesTheSameNumbers(dtype: DType) throws {
        func run(seed: UInt64) throws -> (metrics: [String], weights: [[UInt8]]) {
            var world = TinyWorld()
            world.seed = seed
            world.dtype = dtype
            let (trainer, policy) = try world.trainer()
            let metrics = try (0..<3).flatMap { _ in try trainer.step().metrics.map { "\($0.name) \($0.value.bitPattern)" } }
            return (metrics, try policy.weightBytes())
        }
        let first = try run(seed: 3)
        let second = try run(seed: 3)
        #expect(first.metrics == second.metrics)
        #expect(first.weights == second.weights)
        #expect(try run(seed: 4).weights != first.weights)
    }

    @Test(arguments: [DType.float32, .bfloat16]) func rewardsRiseAndIntervalsUnlock(dtype: DType) throws {
        var world = TinyWorld()
        world.dtype = dtype
        world.promptsPerStep = 8
        world.groupSize = 8
        world.learning.learningRate = 1e-2
        let (trainer, _) = try world.trainer()
        let reports = try (0..<25).map { _ in try trainer.step() }
        for place in 0..<2 {
            let rewards = reports.map { $0.curriculum.sources[place].meanReward ?? 0 }
            #expect((0.05...0.4).contains(rewards[0]))
            #expect(rewards.suffix(3).min() ?? 0 > rewards[0] + 0.35, "\(rewards)")
        }
        let unlocked = reports.compactMap { $0.curriculum.sources[1].unlocked }
        #expect(unlocked.first == 1)
        #expect(unlocked.last == 4)
        #expect(zip(unlocked, unlocked.dropFirst()).allSatisfy { $1 - $0 == 0 || $1 - $0 == 1 })
        // What is new is sampled.
        #expect(reports.suffix(5).flatMap(\.intervals).contains(3))
    }

    @Test func inverseRewardsMoveTheMixture() throws {
        var world = TinyWorld()
        world.sources = [
            PromptSource(name: "easy", prompts: TinyWorld.prompts("easy", 9, SameForAll(value: 1))),
            PromptSource(name: "hard", prompts: TinyWorld.prompts("hard", 9, SameForAll(value: 0))),
        ]
        world.promptsPerStep = 8
        let (trainer, _) = try world.trainer()
        let quotas = try (0..<2).map { _ in try trainer.step().decision.sources.map(\.quota) }
        // exp(-1 / 0.3) against 1, held at the ratio of 3: a quarter against three quarters.
        #expect(quotas == [[4, 4], [2, 6]])
    }

    @Test func dynamicSamplingReplacesGroupsThatTeachNothing() throws {
        var world = TinyWorld()
        // Every second prompt of the first source is answered alike by all.
        let mixed = TinyWorld.prompts("ca", 12, LetterShare()).enumerated().map { index, prompt in
            var prompt = prompt
            if index % 2 == 0 { prompt.verifier = SameForAll(value: 0.25) }
            return prompt
        }
        world.sources = [PromptSource(name: "ca", prompts: mixed)]
        world.resamplingRounds = 8
        let report = try world.trainer().trainer.step()
        let telling = report.groups.filter { !$0.hasZeroVariance }
        #expect(report.groups.count > 6, "some of the first six teach nothing")
        #expect(telling.count >= 6)
        // All of them are observed; learned from are the first six that differ.
        #expect(report.curriculum.sources[0].rollouts == report.groups.count * 4)
        #expect(report.update.metrics.tokens == telling.prefix(6).flatMap(\.rollouts).reduce(0) { $0 + $1.tokens.count })
        #expect(report.intervals.count == report.groups.count)
        // No two rollouts share a random stream: the later rounds do not repeat the first.
        let texts = report.groups.flatMap(\.rollouts).map(\.tokens)
        #expect(Set(texts).count == texts.count)
    }

    @Test func whereNothingTeachesTheWeightsStay() throws {
        var world = TinyWorld()
        world.sources = [PromptSource(name: "ca", prompts: TinyWorld.prompts("ca", 4, SameForAll(value: 1)))]
        world.promptsPerStep = 2
        world.resamplingRounds = 2
        world.learning.klCoefficient = 0
        let (trainer, policy) = try world.trainer()
        let before = try policy.weightBytes()
        let report = try trainer.step()
        #expect(report.groups.count == 6, "two rounds more were tried")
        #expect(report.update.gradientNorm == 0)
        #expect(try policy.weightBytes() == before)
    }
}
