import ArgumentParser
import Curriculum
import Foundation

/// `roifrl curriculum`: planning the curriculum before a run.
struct CurriculumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curriculum", abstract: "Plan the two-dimensional curriculum.", subcommands: [CurriculumSimulate.self])
}

/// `roifrl curriculum simulate`: recorded rewards in, the curriculum's decisions out.
struct CurriculumSimulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Replay a reward trace through the curriculum, without a model.",
        discussion: """
            Input: one JSON object a line, a step each, {"rewards": {"ca": [1, 0.5], "se": [0]}}. Output: one row per input row,
            the decision for that step (0 is the first), made from the rewards of the rows before it:
            {"step", "ema", "weights", "quotas", "unlocked", "interval_probabilities"}.

            \(numbers)

            Example: roifrl curriculum simulate --trace rewards.jsonl --prompts 512 --temperature 0.3
            """)

    private static let numbers =
        RoIFRL.hasTorch
        ? "The numbers are those of --config where it is given, else the paper's; a number given here goes before both."
        : "The numbers are the paper's where none is given here."

    @Option(help: "The reward trace, a JSONL file; - is standard input.")
    var trace: String
    @Option(help: ArgumentHelp("A run's configuration, for its [curriculum], [batch] and sources.", visibility: .withTorch))
    var config: String?
    @Option(help: "Where the rows go; - is standard output.")
    var output = "-"
    @Option(help: "Prompts per step. (default: 512)")
    var prompts: Int?
    @Option(help: "The source that has the interval ladder. (default: se)")
    var intervalSource: String?

    @Option(help: "How sources are mixed: inverse-reward or fixed. (default: inverse-reward)")
    var mixture: String?
    @Option(help: "The fixed mixture, one number per source in the trace's order, such as 1,1.")
    var ratio: String?
    @Option(help: "The mixture until every source has been observed, such as 1,1. (default: equal parts)")
    var initialRatio: String?
    @Option(help: "Weight of the newest mean reward in the moving average. (default: 0.2)")
    var emaMomentum: Double?
    @Option(help: "tau: how sharply low rewards attract prompts. (default: 0.3)")
    var temperature: Double?
    @Option(help: "R: the largest ratio of two sources' weights. (default: 3)")
    var maxRatio: Double?

    @Option(help: "Number of intervals. (default: 20)")
    var intervalCount: Int?
    @Option(help: "Intervals open before the first step. (default: 4)")
    var initiallyUnlocked: Int?
    @Option(help: "The next interval opens above this moving average. (default: 0.5)")
    var unlockThreshold: Double?
    @Option(help: "lambda: how quickly easier intervals fade. (default: 0.8)")
    var decay: Double?
    @Option(help: "Steps between two unlocks. (default: 0)")
    var cooldown: Int?
    @Flag(help: "Open the hardest intervals first.")
    var hardFirst = false

    func run() throws {
        let rewards = try RewardTrace(parsing: readText(trace), file: trace == "-" ? "standard input" : trace)
        let rows = try simulation(over: rewards).run(rewards)
        try writeText(rows.map { $0.json + "\n" }.joined(), to: output)
    }

    private func simulation(over trace: RewardTrace) throws -> CurriculumSimulation {
        if let intervalSource, !trace.sources.isEmpty, !trace.sources.contains(intervalSource) {
            throw CurriculumError.unknownSource(name: intervalSource, known: trace.sources)
        }
        var simulation = try config.map { try Self.configured($0, trace) } ?? CurriculumSimulation(intervalSource: "se")
        if let intervalSource { simulation.intervalSource = intervalSource }
        try apply(to: &simulation.balance)
        try apply(to: &simulation.ladder)
        if let prompts { simulation.prompts = prompts }
        return simulation
    }

    private func apply(to balance: inout SourceBalance.Configuration) throws {
        if let mixture {
            guard let known = SourceBalance.Mixture(rawValue: mixture) else {
                let kinds = SourceBalance.Mixture.allCases.map(\.rawValue).joined(separator: " or ")
                throw ValidationError("--mixture: found \(mixture), expected \(kinds)")
            }
            balance.mixture = known
        }
        if let ratio { balance.ratio = try numbers(ratio, option: "--ratio") }
        if let initialRatio { balance.initialRatio = try numbers(initialRatio, option: "--initial-ratio") }
        if let emaMomentum { balance.emaMomentum = emaMomentum }
        if let temperature { balance.temperature = temperature }
        if let maxRatio { balance.maxRatio = maxRatio }
    }

    private func apply(to ladder: inout IntervalLadder.Configuration) throws {
        if let intervalCount { ladder.count = intervalCount }
        if let initiallyUnlocked {
            guard initiallyUnlocked <= ladder.count || ladder.count < 1 else {
                throw ValidationError(
                    "--initially-unlocked: found \(initiallyUnlocked), expected 1 ... \(ladder.count), as many as there are")
            }
            ladder.initiallyUnlocked = initiallyUnlocked
        }
        if let unlockThreshold { ladder.unlockThreshold = unlockThreshold }
        if let decay { ladder.decay = decay }
        if let cooldown { ladder.cooldown = cooldown }
        if hardFirst { ladder.hardFirst = true }
    }

    /// Numbers apart by commas or colons: `1,1` or `1:1`.
    private func numbers(_ text: String, option: String) throws -> [Double] {
        try text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ":" }.map { part in
            guard let number = Double(part.trimmingCharacters(in: .whitespaces)) else {
                throw ValidationError("\(option): found \"\(part)\" in \"\(text)\", expected numbers such as 1,1")
            }
            return number
        }
    }
}
