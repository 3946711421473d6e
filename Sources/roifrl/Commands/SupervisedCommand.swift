import ArgumentParser
import Foundation
import Learning
import Policy
import RunStore
import Training

/// `roifrl sft`: supervised warm-up.
struct SupervisedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sft", abstract: "Warm a model up on worked examples.",
        discussion: """
            Trains on the replies of the sources' examples (rows with messages, or prompt and solution) and writes the model in Hugging Face
            format.

            Example: roifrl sft Configurations/sft-tiny.toml --set learning.steps=2000
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
            let findings = try DryRun(configuration: configuration, withReference: false).text(counting: "examples") {
                try SupervisedExample.load([$0]).count
            }
            return print(findings, terminator: "")
        }
        let examples = try SupervisedExample.load(configuration.sources)
        await Interruption.watch()
        let run = try SupervisedRun(configuration: configuration, examples: examples, resume: resume)
        if let resumption = run.resumption { printResumption(resumption, configuration) }
        print("\(run.model.policy.parameterCount) parameters, \(examples.count) examples, \(run.trainer.skippedExamples) too long")
        let start = ContinuousClock.now
        var tokens = 0
        let finished = try run.run(
            shouldStop: { Interruption.isRequested },
            onStep: { step, report in
                tokens += report.metrics.tokens
                guard step % 20 == 0 || step == configuration.learning.steps else { return }
                let seconds = Double((ContinuousClock.now - start).components.seconds) + 1e-3
                print(
                    "step \(step)/\(configuration.learning.steps)  loss \(report.metrics.loss.rounded(to: 4))"
                        + "  grad \(report.gradientNorm.rounded(to: 3))  rate \(report.learningRate)  \(Int(Double(tokens) / seconds)) tokens/s"
                )
                fflush(nil)
            })
        print(finished ? "model: \(run.output.path)" : "interrupted; continue with --resume")
    }
}

extension Double {
    /// For display.
    func rounded(to digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
