public import Evaluation
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
    public let evaluation: PeriodicEvaluation
    public let folder: RunFolder
    /// Where the run was taken up again; nil for a new run.
    public let resumption: RunFolder.Resumption?
    /// Called as steps and evaluations go on, for a progress line.
    public var onProgress: ((TrainingProgress) -> Void)? {
        didSet { trainer.onProgress = onProgress }
    }
    let learner: Learner

    /// Loads the model and the reference, and starts or resumes the run's folder.
    /// - Parameter suites: the benchmarks of `[evaluation]`.
    /// - Throws: errors of every part, and `RunStoreError.runExists` where the folder holds a run and `resume` is false.
    public init(configuration: RunConfiguration, sources: [PromptSource], suites: [ItemSuite] = [], resume: Bool) throws {
        self.configuration = configuration
        let url = URL(fileURLWithPath: configuration.run.path)
        // Before minutes are spent on loading.
        if !resume, RunFolder.holdsRun(url) { throw RunStoreError.runExists(path: url.path) }
        if configuration.run.threads > 0 { Runtime.threads = configuration.run.threads }
        model = try LoadedModel.load(configuration.model, seed: configuration.run.seed)
        learner = try Self.learner(configuration, model)
        let engine = try Self.engine(configuration, model, sources, suites)
        trainer = try Self.trainer(configuration, sources, model, learner, engine)
        evaluation = PeriodicEvaluation(
            configuration: configuration.evaluation, suites: suites,
            responder: ModelResponder(engine: engine, chat: model.chat, sampling: .init(thinking: configuration.generation.thinking)))
        let keep = configuration.run.keepCheckpoints > 0 ? configuration.run.keepCheckpoints : nil
        if resume {
            let (run, resumption) = try RunFolder.resume(url, keepLast: keep)
            folder = run
            self.resumption = resumption
            if let checkpoint = resumption.checkpoint { try restore(checkpoint) }
            try folder.store(configuration: configuration.toml)
        } else {
            folder = try RunFolder(creating: url, configuration: configuration.toml, keepLast: keep)
            resumption = nil
        }
        try folder.store(complexities: sources.flatMap { $0.prompts.compactMap(\.complexity) })
    }

    /// Steps until the configured number is reached.
    /// - Parameters:
    ///   - shouldStop: asked after every step; true ends the run with a checkpoint.
    ///   - onStep: told of every step after it is recorded.
    ///   - onEvaluation: told of every evaluation after it is recorded, with the number of steps before it.
    /// - Returns: whether all steps are done.
    @discardableResult
    public func run(
        shouldStop: () -> Bool = { false }, onStep: (StepReport) throws -> Void = { _ in },
        onEvaluation: (_ steps: Int, [EvaluationResult]) -> Void = { _, _ in }
    ) throws -> Bool {
        let last = configuration.learning.steps
        if trainer.stepsTaken == 0 { try evaluate(onEvaluation) }
        while trainer.stepsTaken < last {
            let report = try trainer.step()
            try folder.record(report.record(keeping: configuration.run.recordRollouts))
            try onStep(report)
            // Before the checkpoint: what a checkpoint follows is never done again.
            try evaluate(onEvaluation)
            let stopping = shouldStop() && trainer.stepsTaken < last
            let every = configuration.run.checkpointEvery
            if stopping || trainer.stepsTaken == last || (every > 0 && trainer.stepsTaken % every == 0) { try checkpoint() }
            if stopping { return false }
        }
        try model.policy.save(to: folder.url.appendingPathComponent("model"), synchronize: true)
        return true
    }

    private func evaluate(_ onEvaluation: (Int, [EvaluationResult]) -> Void) throws {
        let steps = trainer.stepsTaken
        guard evaluation.isDue(after: steps, of: configuration.learning.steps) else { return }
        let results = try evaluation.results { [onProgress] done, total in
            onProgress?(TrainingProgress(step: max(steps - 1, 0), phase: .evaluation, done: done, total: total))
        }
        try folder.record(results.flatMap { $0.records(step: steps) })
        onEvaluation(steps, results)
    }
}
