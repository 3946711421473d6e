import ArgumentParser

/// Trials of the constraint verifiers: how fast they are, whether they agree with recorded verdicts, whether anything breaks them.
@main
struct VerifierTrials: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verifier-trials", abstract: "Speed, agreement and robustness of the constraint verifiers.",
        subcommands: [SpeedTrial.self, AgreementTrial.self, FuzzTrial.self])
}
