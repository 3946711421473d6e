import ArgumentParser
import Constraints
import Curriculum
import Datasets
import Evaluation
import Foundation
import Learning
import Policy
import Rollouts
import RunStore
import Torch
import Training

/// `roifrl train`: reinforcement learning.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a model by reinforcement learning under the two-dimensional curriculum.",
        discussion: """
            Everything goes into the run's folder: the resolved configuration, metrics and rollouts (run.sqlite), TensorBoard events,
            checkpoints, and at the end the model in Hugging Face format. Ctrl-C finishes the step and saves.

            Example: roifrl train Configurations/demo.toml --set learning.steps=50
            """)

    @Argument(help: "The configuration, a TOML file.")
    var file: String
    @Option(name: .customLong("set"), help: "Changes a setting: key=value. May be repeated.")
    var overrides: [String] = []
    @Flag(help: "Continue a run from its newest checkpoint.")
    var resume = false
    @Flag(help: "Print the resolved configuration, what its files hold and which are missing; train nothing.")
    var dryRun = false

    func run() async throws {
        let configuration = try RunConfiguration.load(path: file, overrides: overrides)
        if dryRun {
            let resources = TextResources.find()
            let findings = try DryRun(configuration: configuration).text(counting: "prompts") { try loadPrompts($0, resources).count }
            return print(findings, terminator: "")
        }
        let (sources, notes) = try loadSources(configuration, file: file)
        let suites = try loadSuites(configuration.evaluation)
        await Interruption.watch()
        let run = try TrainingRun(configuration: configuration, sources: sources, suites: suites, resume: resume)
        announce(run, notes)
        let printer = StepPrinter(steps: configuration.learning.steps)
        run.onProgress = printer.show
        let finished = try run.run(
            shouldStop: { Interruption.isRequested }, onStep: printer.print, onEvaluation: printer.print(after:_:))
        print(finished ? "model: \(run.folder.url.appendingPathComponent("model").path)" : "interrupted; continue with --resume")
    }

    private func announce(_ run: TrainingRun, _ notes: [String]) {
        if let resumption = run.resumption { printResumption(resumption, run.configuration) }
        let policy = run.model.policy
        let prompts = run.trainer.sources.map { "\($0.name) \($0.prompts.count)" }.joined(separator: ", ")
        print("\(policy.parameterCount) parameters, \(policy.dtype.name) on \(policy.device.name); prompts: \(prompts)")
        for note in notes { print(note) }
        fflush(nil)
    }
}

/// Says where a run was taken up again, and what is not as it was.
func printResumption(_ resumption: RunFolder.Resumption, _ configuration: RunConfiguration) {
    if let checkpoint = resumption.checkpoint { print("resumed after step \(checkpoint.step)") }
    for problem in resumption.rejected { print("left aside: \(problem.localizedDescription)") }
    guard let text = resumption.formerConfiguration, let former = try? RunConfiguration(toml: text, file: "config.toml") else { return }
    for change in configuration.changes(since: former) { print("changed since the run began: \(change)") }
}

/// Prints one line per step, and between them how far the step is.
final class StepPrinter {
    private let steps: Int
    private var progress = ProgressLine()

    init(steps: Int) {
        self.steps = steps
    }

    func show(_ state: TrainingProgress) {
        let what =
            switch state.phase {
            case .generation: "sampling " + ProgressLine.bar(state.done, of: state.total)
            case .learning: "learning"
            case .evaluation: "evaluating " + ProgressLine.bar(state.done, of: state.total)
            }
        progress.show("step \(state.step + 1)/\(steps)  \(what)")
    }

    func print(_ report: StepReport) {
        progress.clear()
        let sources = report.curriculum.sources.map { source in
            var text = "\(source.name) \(number(source.meanReward)) (ema \(number(source.ema)), \(source.rollouts)"
            if let unlocked = source.unlocked { text += ", open \(unlocked)" }
            return text + ")"
        }
        let update = report.update
        let zero = report.curriculum.sources.compactMap { source in source.zeroVarianceRate.map { "\(source.name) \(number($0))" } }
        let speed = Double(report.generatedTokens) / max(report.seconds.total, 1e-9)
        Swift.print(
            "step \(report.step + 1)/\(steps)  \(sources.joined(separator: "  "))  kl \(number(update.metrics.kl, 4))"
                + "  entropy \(number(update.metrics.entropy, 2))  clip \(number(update.metrics.clipFraction, 3))"
                + "  gap \(String(format: "%.1e", update.metrics.samplerGapMean))  grad \(number(update.gradientNorm, 2))"
                + "  same \(zero.joined(separator: " "))  \(Int(speed)) tok/s  \(number(report.seconds.total, 1)) s")
        fflush(nil)
    }

    /// The headline score of every benchmark.
    func print(after steps: Int, _ results: [EvaluationResult]) {
        progress.clear()
        let scores = results.map { "\($0.suite) \(number($0.metrics.first?.value))" }
        Swift.print("evaluation after \(steps)/\(self.steps)  \(scores.joined(separator: "  "))")
        fflush(nil)
    }

    private func number(_ value: Double?, _ digits: Int = 3) -> String { value.map { $0.rounded(to: digits) } ?? "-" }
}
