import ArgumentParser
import Foundation
import Learning
import Policy
import Rollouts
import Torch
import Training

/// `roifrl learn`: one update on recorded rollouts.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "One policy update on recorded rollouts.",
        discussion: """
            Rows: {"group", "prompt_ids", "completion_ids", "reward" or "advantage"} and, optionally, "old_logprobs", "ref_logprobs",
            "sampler_logprobs", "truncated". Prints one JSON object: loss, grad_norm, kl, entropy, clip_fraction and more.

            Example: roifrl learn --model Models/tiny --rollouts rollouts.jsonl --config learn.toml --output updated
            """)

    @Option(help: "A Hugging Face model folder.")
    var model: String
    @Option(help: "Recorded rollouts, a JSONL file; - is standard input.")
    var rollouts: String
    @Option(help: "A run's configuration, of which [learning], [model] and [generation] count; without it the defaults hold.")
    var config: String?
    @Option(help: "Where the updated model goes, a folder; without it nothing is written.")
    var output: String?
    @Option(help: "Model folder of the frozen reference, for rows without ref_logprobs. (default: the model before the update)")
    var reference: String?
    @Option(help: "Also writes the gradients before clipping, by Hugging Face name, to this safetensors file.")
    var gradients: String?

    func run() throws {
        let settings = try config.map { try RunConfiguration.load(path: $0) } ?? RunConfiguration()
        let name = rollouts == "-" ? "standard input" : rollouts
        let input = try JSONLinesInput(path: rollouts, as: RolloutRow.self)
        var rows: [(line: Int, row: RolloutRow)] = []
        while let row = try input.next() { rows.append(row) }
        let groups = try TrainingGroup.groups(from: rows, name: name, advantages: settings.advantages)
        let learner = try learner(settings, groups)
        if let gradients {
            let (_, tensors) = try learner.gradients(on: groups)
            try SafetensorsWriter.write(try learner.policy.exportNamed(tensors), to: URL(filePath: gradients))
        }
        let report = try learner.update(on: groups)
        guard report.skippedSteps == 0 else { throw LearnFailure(report: report) }
        if let output { try learner.policy.save(to: URL(filePath: output)) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private func learner(_ settings: RunConfiguration, _ groups: [TrainingGroup]) throws -> Learner {
        let device = try Device(named: settings.model.device)
        func load(_ folder: String) throws -> DecoderPolicy {
            try DecoderPolicy.load(folder: URL(filePath: folder), device: device, dtype: settings.model.dtype.dtype)
        }
        let completions = groups.flatMap(\.completions)
        let needsReference =
            settings.learning.klCoefficient > 0 && completions.contains { $0.referenceLogProbabilities == nil }
        return try Learner(
            policy: try load(model), reference: needsReference ? try load(reference ?? settings.model.reference ?? model) : nil,
            configuration: settings.learning, temperature: settings.generation.temperature,
            maxNewTokens: settings.generation.maxNewTokens)
    }
}

/// An update that could not be made.
private struct LearnFailure: LocalizedError {
    var report: UpdateReport
    var errorDescription: String? {
        "the update was left out: loss \(report.metrics.loss), gradient norm \(report.gradientNorm), "
            + "\(report.metrics.tokens) tokens; expected finite numbers and at least one token"
    }
}
