import ArgumentParser
import Foundation
import Generation
import Learning
import Policy
import Rollouts
import Torch

/// `roifrl bench`: fixed amounts of work, timed; what `Benchmarks/race.py` calls.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Time fixed amounts of work.", shouldDisplay: false,
        subcommands: [BenchStep.self, BenchProduct.self])
}

/// `roifrl bench step`: whole GRPO steps on random prompts, the same work as `Benchmarks/peers/trl_grpo.py` does.
struct BenchStep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Generation, reward, reference log-probabilities and update, on random token ids.",
        discussion: """
            Every completion has exactly --new-tokens tokens; the reward is a cheap function of them; KL 0.001 against a frozen reference; AdamW;
            one update per step. Prints one JSON line: seconds are medians, the first step left out.

            Example: roifrl bench step --model bench-11m --prompts 16 --group 8 --prompt-tokens 200 --new-tokens 128 --steps 3
            """)

    @Option(help: "A model in a Hugging Face folder.")
    var model: String
    @Option(help: "Prompts per step.")
    var prompts = 16
    @Option(help: "Completions per prompt.")
    var group = 8
    @Option(help: "Tokens per prompt.")
    var promptTokens = 200
    @Option(help: "Tokens per completion.")
    var newTokens = 128
    @Option(help: "Steps.")
    var steps = 3
    @Option(help: "Tokens per micro-batch.")
    var microBatchTokens = 16384
    @Option(help: "float32 or bfloat16.")
    var dtype = "float32"
    @Option(help: "auto, cpu, cuda, cuda:1 or mps.")
    var device = "cpu"
    @Option(help: "Processor threads; 0: as many as the machine has.")
    var threads = 0

    func validate() throws {
        let counts = [("--prompts", prompts), ("--prompt-tokens", promptTokens), ("--new-tokens", newTokens), ("--steps", steps)]
        for (name, value) in counts where value < 1 { throw ValidationError("\(name): found \(value), expected 1 or more") }
        guard group >= 2 else { throw ValidationError("--group: found \(group), expected 2 or more") }
        guard ["float32", "bfloat16"].contains(dtype) else {
            throw ValidationError("--dtype: found '\(dtype)', expected float32 or bfloat16")
        }
    }

    /// Seconds of one step's parts.
    private struct Timing {
        var generation: Double
        var update: UpdateReport
        var learning: Double
        var total: Double { generation + learning }
    }

    /// What is printed, under the peer's names.
    private struct Result: Encodable {
        var system = "roifrl"
        var stepS: Double
        var generationS: Double
        var learningS: Double
        var generatedTokS: Double
        var trainedTokS: Double
        var decoderTokens: Int
        var samplerGap: Double
        var phases: UpdateReport.Seconds
        var torch: String
        var threads: Int
        var dtype: String
    }

    func run() throws {
        if threads > 0 { Runtime.threads = threads }
        let place = try Device(named: device)
        let type = DType(name: dtype) ?? .float32
        let folder = URL(filePath: model)
        let policy = try DecoderPolicy.load(folder: folder, device: place, dtype: type)
        var settings = Learner.Configuration()
        settings.microBatchTokens = microBatchTokens
        let learner = try Learner(
            policy: policy, reference: try DecoderPolicy.load(folder: folder, device: place, dtype: type), configuration: settings,
            temperature: 1, maxNewTokens: newTokens)
        let engine = try GenerationEngine(
            policy: policy, configuration: .init(maximumRows: prompts * group, maximumContext: promptTokens + newTokens))
        let timings = try (0..<steps).map { try step($0, engine: engine, learner: learner, device: place) }
        try report(timings)
    }

    private func step(_ index: Int, engine: GenerationEngine, learner: Learner, device: Device) throws -> Timing {
        let vocabulary = engine.policy.configuration.vocabularySize
        var random = SystemRandomNumberGenerator()
        let start = ContinuousClock.now
        let requests = (0..<prompts).flatMap { prompt in
            let tokens = (0..<promptTokens).map { _ in Int.random(in: min(3, vocabulary - 1)..<vocabulary, using: &random) }
            return (0..<group).map { place in
                GenerationRequest(
                    id: UInt64((index * prompts + prompt) * group + place), group: prompt, promptTokens: tokens,
                    sampling: SamplingParameters(temperature: 1, maxNewTokens: newTokens, stopTokens: [], seed: 1))
            }
        }
        let completions = try engine.generate(requests)
        try device.synchronize()
        let generated = ContinuousClock.now
        let update = try learner.update(on: groups(requests, completions))
        try device.synchronize()
        return Timing(
            generation: (generated - start) / .seconds(1), update: update, learning: (ContinuousClock.now - generated) / .seconds(1))
    }

    private func groups(_ requests: [GenerationRequest], _ completions: [Completion]) -> [TrainingGroup] {
        (0..<prompts).map { prompt in
            let own = completions[prompt * group..<(prompt + 1) * group]
            let rewards = own.map { Double($0.tokens.prefix(10).reduce(0, +) % 7) / 7 }
            let advantages = AdvantageEstimator().advantages(of: rewards)
            return TrainingGroup(
                promptTokens: requests[prompt * group].promptTokens,
                completions: zip(own, advantages).map { completion, advantage in
                    TrainingCompletion(
                        tokens: completion.tokens, advantage: advantage, samplerLogProbabilities: completion.logProbabilities)
                })
        }
    }

    private func report(_ timings: [Timing]) throws {
        let rest = timings.count > 1 ? Array(timings.dropFirst()) : timings
        let generation = median(rest.map(\.generation))
        let learning = median(rest.map(\.learning))
        let last = rest[rest.count - 1].update
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let result = Result(
            stepS: median(rest.map(\.total)), generationS: generation, learningS: learning,
            generatedTokS: Double(prompts * group * newTokens) / generation,
            trainedTokS: Double(prompts * group * (promptTokens + newTokens)) / learning, decoderTokens: last.decoderTokens,
            samplerGap: last.metrics.samplerGapMean, phases: last.seconds, torch: Runtime.version, threads: Runtime.threads, dtype: dtype)
        print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
