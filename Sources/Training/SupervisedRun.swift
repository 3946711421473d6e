import Datasets
public import Foundation
public import Learning
import Policy
public import RunStore
import Torch

/// A supervised warm-up with its folder and checkpoints.
public final class SupervisedRun {
    public let configuration: RunConfiguration
    public let model: LoadedModel
    public let trainer: SupervisedTrainer
    public let folder: RunFolder
    /// Where the run was taken up again; nil for a new run.
    public let resumption: RunFolder.Resumption?
    private let learner: Learner

    /// - Throws: errors of every part, and `RunStoreError.runExists` where the folder holds a run and `resume` is false.
    public init(configuration: RunConfiguration, examples: [SupervisedExample], resume: Bool) throws {
        self.configuration = configuration
        if configuration.run.threads > 0 { Runtime.threads = configuration.run.threads }
        model = try LoadedModel.load(configuration.model, seed: configuration.run.seed)
        learner = try Learner(policy: model.policy, configuration: configuration.learning, maxNewTokens: configuration.supervised.maxTokens)
        var loop = SupervisedTrainer.Configuration()
        loop.examplesPerStep = configuration.supervised.examplesPerStep
        loop.maxTokens = min(configuration.supervised.maxTokens, model.policy.configuration.contextLength)
        trainer = try SupervisedTrainer(
            configuration: loop, examples: examples, chat: model.chat, learner: learner, seed: configuration.run.seed)
        let url = URL(fileURLWithPath: configuration.run.path)
        let keep = configuration.run.keepCheckpoints > 0 ? configuration.run.keepCheckpoints : nil
        if resume {
            (folder, resumption) = try RunFolder.resume(url, keepLast: keep)
            if let checkpoint = resumption?.checkpoint { try restore(checkpoint) }
            try folder.store(configuration: configuration.toml)
        } else {
            folder = try RunFolder(creating: url, configuration: configuration.toml, keepLast: keep)
            resumption = nil
        }
    }

    /// Where the finished model goes.
    public var output: URL {
        configuration.supervised.output.isEmpty
            ? folder.url.appendingPathComponent("model") : URL(fileURLWithPath: configuration.supervised.output)
    }

    /// Steps until the configured number is reached, then saves the model.
    /// - Parameters:
    ///   - shouldStop: asked after every step; true ends the run with a checkpoint.
    ///   - onStep: told of every step, counted from 1, after it is recorded.
    /// - Returns: whether all steps are done.
    @discardableResult
    public func run(shouldStop: () -> Bool = { false }, onStep: (_ step: Int, UpdateReport) -> Void = { _, _ in }) throws -> Bool {
        let last = configuration.learning.steps
        while trainer.state.step < last {
            let report = try trainer.step()
            try folder.record(record(of: report))
            onStep(trainer.state.step, report)
            let stopping = shouldStop() && trainer.state.step < last
            let every = configuration.run.checkpointEvery
            if stopping || trainer.state.step == last || (every > 0 && trainer.state.step % every == 0) { try checkpoint() }
            if stopping { return false }
        }
        try model.policy.copy(dtype: configuration.supervised.outputType.dtype).save(to: output, synchronize: true)
        return true
    }

    private func record(of report: UpdateReport) -> StepRecord {
        StepRecord(
            step: trainer.state.step,
            metrics: [
                ("supervised/loss", report.metrics.loss), ("supervised/tokens", Double(report.metrics.tokens)),
                ("supervised/grad_norm", report.gradientNorm), ("supervised/learning_rate", report.learningRate),
                ("supervised/skipped_steps", Double(report.skippedSteps)),
            ], timings: [(name: "seconds/step", seconds: report.seconds.total)])
    }

    private func checkpoint() throws {
        try folder.checkpoints.save(step: trainer.state.step) { url in
            try model.policy.save(to: url.appendingPathComponent("model"))
            try SafetensorsWriter.write(learner.state(), to: url.appendingPathComponent("optimizer.safetensors"))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try encoder.encode(trainer.state).write(to: url.appendingPathComponent("examples.json"))
        }
    }

    private func restore(_ checkpoint: RunStore.Checkpoint) throws {
        try model.policy.restore(folder: checkpoint.url("model"))
        let tensors = try SafetensorsFile(checkpoint.url("optimizer.safetensors"))
        try learner.restore { try tensors.tensor($0) }
        let file = checkpoint.url("examples.json")
        do {
            try trainer.restore(JSONDecoder().decode(SupervisedTrainer.State.self, from: Data(contentsOf: file)))
        } catch let error as DecodingError {
            throw TrainingError.badCheckpoint(path: file.path, reason: error.rowReason)
        }
    }
}
