import Curriculum
import Foundation
import Generation
import Learning
import Policy
import Rollouts
public import RunStore
import Torch

/// A reinforcement learning run: a trainer, its folder, and the checkpoints between them.
///
/// Everything that happens is recorded as it happens. A run that is killed continues from its newest checkpoint with the same numbers
/// that it would have had, bit for bit on the same machine with the same number of threads.
public final class TrainingRun {
    public let configuration: RunConfiguration
    public let model: LoadedModel
    public let trainer: Trainer
    public let folder: RunFolder
    /// Where the run was taken up again; nil for a new run.
    public let resumption: RunFolder.Resumption?
    private let learner: Learner

    /// Loads the model and the reference, and starts or resumes the run's folder.
    /// - Throws: errors of every part, and `RunStoreError.runExists` where the folder holds a run and `resume` is false.
    public init(configuration: RunConfiguration, sources: [PromptSource], resume: Bool) throws {
        self.configuration = configuration
        if configuration.run.threads > 0 { Runtime.threads = configuration.run.threads }
        model = try LoadedModel.load(configuration.model, seed: configuration.run.seed)
        learner = try Learner(
            policy: model.policy, reference: try Self.reference(configuration), configuration: configuration.learning,
            temperature: configuration.generation.temperature, maxNewTokens: configuration.generation.maxNewTokens)
        trainer = try Self.trainer(configuration, sources, model, learner)
        let url = URL(fileURLWithPath: configuration.run.path)
        let keep = configuration.run.keepCheckpoints > 0 ? configuration.run.keepCheckpoints : nil
        if resume {
            let (run, resumption) = try RunFolder.resume(url, keepLast: keep)
            folder = run
            self.resumption = resumption
            if let checkpoint = resumption.checkpoint { try restore(checkpoint) }
        } else {
            folder = try RunFolder(creating: url, configuration: configuration.toml, keepLast: keep)
            resumption = nil
        }
    }

    /// The policy as it was before training; none is loaded where the divergence has no weight.
    private static func reference(_ configuration: RunConfiguration) throws -> DecoderPolicy? {
        guard configuration.learning.klCoefficient > 0 else { return nil }
        var model = configuration.model
        if let path = model.reference { model.path = path }
        return try LoadedModel.load(model, seed: configuration.run.seed).policy
    }

    private static func trainer(
        _ configuration: RunConfiguration, _ sources: [PromptSource], _ model: LoadedModel, _ learner: Learner
    ) throws -> Trainer {
        let generation = configuration.generation
        let engine = try GenerationEngine(
            policy: model.policy,
            configuration: .init(
                maximumRows: generation.maxRows, cacheBytes: Int(generation.cacheGigabytes * 1_073_741_824),
                maximumContext: try context(configuration, sources, model)))
        var rollouts = Rollouter.Configuration()
        rollouts.groupSize = configuration.batch.groupSize
        rollouts.temperature = generation.temperature
        rollouts.topK = generation.topK
        rollouts.topP = generation.topP
        rollouts.maxNewTokens = generation.maxNewTokens
        rollouts.enableThinking = generation.thinking
        var loop = Trainer.Configuration()
        loop.promptsPerStep = configuration.batch.promptsPerStep
        loop.resamplingRounds = configuration.batch.resamplingRounds
        loop.advantages.scale = configuration.normalizeAdvantages ? .group : .none
        return try Trainer(
            configuration: loop, sources: sources, curriculum: configuration.curriculum,
            rollouter: Rollouter(engine: engine, chat: model.chat, configuration: rollouts, seed: configuration.run.seed),
            learner: learner, seed: configuration.run.seed)
    }

    /// The longest prompt plus the completion, which is what the cache must be able to hold per row.
    private static func context(_ configuration: RunConfiguration, _ sources: [PromptSource], _ model: LoadedModel) throws -> Int {
        let limit = model.policy.configuration.contextLength
        var longest = 0
        for source in sources {
            for prompt in source.prompts {
                let tokens = try model.chat.promptTokens(prompt.messages, enableThinking: configuration.generation.thinking).count
                guard tokens < limit else {
                    throw TrainingError.promptTooLong(source: source.name, prompt: prompt.id, tokens: tokens, limit: limit - 1)
                }
                longest = max(longest, tokens)
            }
        }
        return longest + min(limit - longest, configuration.generation.maxNewTokens)
    }

    // MARK: The loop

    /// Steps until the configured number is reached.
    /// - Parameters:
    ///   - shouldStop: asked after every step; true ends the run with a checkpoint.
    ///   - onStep: told of every step after it is recorded.
    /// - Returns: whether all steps are done.
    @discardableResult
    public func run(shouldStop: () -> Bool = { false }, onStep: (StepReport) throws -> Void = { _ in }) throws -> Bool {
        let last = configuration.learning.steps
        while trainer.stepsTaken < last {
            let report = try trainer.step()
            try folder.record(report.record(keeping: configuration.run.recordRollouts))
            try onStep(report)
            let stopping = shouldStop() && trainer.stepsTaken < last
            let every = configuration.run.checkpointEvery
            if stopping || trainer.stepsTaken == last || (every > 0 && trainer.stepsTaken % every == 0) { try checkpoint() }
            if stopping { return false }
        }
        try model.policy.save(to: folder.url.appendingPathComponent("model"), synchronize: true)
        return true
    }

    // MARK: Checkpoints

    /// Saves everything that the next step depends on.
    public func checkpoint() throws {
        try folder.checkpoints.save(step: trainer.stepsTaken) { url in
            try model.policy.save(to: url.appendingPathComponent("model"))
            try SafetensorsWriter.write(learner.state(), to: url.appendingPathComponent("optimizer.safetensors"))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try encoder.encode(trainer.curriculum).write(to: url.appendingPathComponent("curriculum.json"))
        }
    }

    private func restore(_ checkpoint: RunStore.Checkpoint) throws {
        try model.policy.restore(folder: checkpoint.url("model"))
        let tensors = try SafetensorsFile(checkpoint.url("optimizer.safetensors"))
        try learner.restore { try tensors.tensor($0) }
        let file = checkpoint.url("curriculum.json")
        do {
            try trainer.restore(JSONDecoder().decode(TwoDimensionalCurriculum.self, from: Data(contentsOf: file)))
        } catch let error as DecodingError {
            throw TrainingError.badCheckpoint(path: file.path, reason: "\(error)")
        }
    }
}
