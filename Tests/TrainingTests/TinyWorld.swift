import Curriculum
import Foundation
import Generation
import Learning
import Policy
import Rollouts
import Tokenization
import Torch
import Training

/// A model of two layers with a vocabulary of bytes, and prompts whose rewards it can learn to earn: enough for whole steps of the
/// method in a few hundredths of a second.
struct TinyWorld {
    var seed: UInt64 = 11
    var promptsPerStep = 6
    var groupSize = 4
    var resamplingRounds = 0
    var maxNewTokens = 8
    var learning = Self.learning
    var dtype = DType.float32
    var sources = Self.sources

    /// A fast learner with a reference to stay close to.
    static var learning: Learner.Configuration {
        var configuration = Learner.Configuration()
        configuration.learningRate = 3e-3
        configuration.klCoefficient = 0.001
        configuration.microBatchTokens = 512
        return configuration
    }

    /// Constraint adherence without a ladder, and sequential execution with one of four rungs.
    static var sources: [PromptSource] {
        var ladder = IntervalLadder.Configuration()
        ladder.count = 4
        ladder.initiallyUnlocked = 1
        ladder.unlockThreshold = 0.3
        return [
            PromptSource(name: "ca", prompts: prompts("ca", 20, LetterShare())),
            PromptSource(name: "se", prompts: prompts("se", 20, LetterShare()), difficulty: .complexity(ladder), advantageWeight: 0.5),
        ]
    }

    static func prompts(_ source: String, _ count: Int, _ verifier: any Verifier) -> [Prompt] {
        (0..<count).map { index in
            Prompt(
                id: "\(source)-\(index)", source: source, messages: [ChatMessage(role: "user", content: "\(source) \(index)")],
                complexity: Double(index), verifier: verifier)
        }
    }

    static func tokenizer() throws -> TrainedTokenizer { try BytePairTrainer(vocabularySize: 261).train([""]) }

    static func policy(vocabulary: Int, dtype: DType = .float32, tokenizerFolder: URL? = nil) throws -> DecoderPolicy {
        var shape = PolicyConfiguration(
            vocabularySize: vocabulary, hiddenSize: 32, intermediateSize: 48, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
            headDimension: 16)
        shape.contextLength = 512
        shape.initializerRange = 0.1
        return try DecoderPolicy.random(shape, seed: 5, dtype: dtype, tokenizerFolder: tokenizerFolder)
    }

    /// Writes the model with its tokenizer as a Hugging Face folder.
    static func writeModel(to folder: URL) throws {
        let trained = try tokenizer()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try trained.tokenizerJSON.write(to: folder.appending(path: "tokenizer.json"))
        try trained.configurationJSON.write(to: folder.appending(path: "tokenizer_config.json"))
        try policy(vocabulary: trained.tokenizer().vocabularySize, tokenizerFolder: folder).save(to: folder)
    }

    /// A trainer at its first step, and the policy that it changes.
    func trainer() throws -> (trainer: Trainer, policy: DecoderPolicy) {
        let tokenizer = try Self.tokenizer().tokenizer()
        let chat = ChatFormat(
            tokenizer: tokenizer, template: try ChatTemplate(configuration: tokenizer.configuration), stopTokens: [])
        let policy = try Self.policy(vocabulary: tokenizer.vocabularySize, dtype: dtype)
        let learner = try Learner(
            policy: policy, reference: learning.klCoefficient > 0 ? try policy.copy() : nil, configuration: learning,
            maxNewTokens: maxNewTokens)
        var rollouts = Rollouter.Configuration()
        rollouts.groupSize = groupSize
        rollouts.maxNewTokens = maxNewTokens
        var loop = Trainer.Configuration()
        loop.promptsPerStep = promptsPerStep
        loop.resamplingRounds = resamplingRounds
        let engine = try GenerationEngine(policy: policy, configuration: .init(maximumRows: 64))
        let trainer = try Trainer(
            configuration: loop, sources: sources, curriculum: .init(),
            rollouter: Rollouter(engine: engine, chat: chat, configuration: rollouts, seed: seed), learner: learner, seed: seed)
        return (trainer, policy)
    }
}

/// The share of a reply's characters that are letters of the alphabet: a fifth of random bytes, all of what a model can learn to write.
struct LetterShare: Verifier {
    func reward(for response: String) -> Reward {
        let letters = response.unicodeScalars.count { $0.properties.isAlphabetic && $0.isASCII }
        let value = Double(letters) / Double(max(response.unicodeScalars.count, 1))
        return Reward(value: value, components: [Reward.Component(name: "letters", value: value)])
    }
}

/// Says the same of every reply.
struct SameForAll: Verifier {
    var value: Double

    func reward(for response: String) -> Reward { Reward(value: value) }
}

extension DecoderPolicy {
    /// All weights, byte by byte.
    func weightBytes() throws -> [[UInt8]] { try parameters.map { try $0.tensor.detached().toBytes() } }
}
