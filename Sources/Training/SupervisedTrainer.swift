import Curriculum
import Foundation
public import Learning
import Rollouts
public import Tokenization

/// A conversation whose last message is the reply to imitate.
public struct SupervisedExample: Sendable, Codable, Equatable {
    public var messages: [ChatMessage]

    public init(messages: [ChatMessage]) {
        self.messages = messages
    }
}

/// Supervised warm-up: cross-entropy on the replies of examples, in shuffled passes.
public final class SupervisedTrainer {
    /// The choices of the loop itself.
    public struct Configuration: Sendable, Equatable {
        /// Examples per optimiser step.
        public var examplesPerStep = 64
        /// Longer examples are left out.
        public var maxTokens = 1024
        /// Whether the chat template leaves room for a thinking section.
        public var enableThinking = false

        public init() {}
    }

    /// What must be saved beside the learner to go on where the loop stopped.
    public struct State: Sendable, Codable, Equatable {
        public var step = 0
        var passes: ShuffledPasses
        var generator: SeededGenerator

        /// The next examples, by index.
        mutating func draw(_ count: Int) -> [Int] {
            var generator = self.generator
            defer { self.generator = generator }
            return (0..<count).compactMap { _ in passes.next(using: &generator) }
        }
    }

    public let configuration: Configuration
    public private(set) var state: State
    /// How many examples were left out because they are too long.
    public let skippedExamples: Int
    private let examples: [TrainingGroup]
    private let learner: Learner

    /// - Throws: `TrainingError.noExamples` where none is left; errors of the chat template.
    public init(configuration: Configuration, examples: [SupervisedExample], chat: ChatFormat, learner: Learner, seed: UInt64) throws {
        self.configuration = configuration
        self.learner = learner
        let encoded = try examples.map { try chat.supervisedGroup($0, enableThinking: configuration.enableThinking) }
        self.examples = encoded.filter { $0.tokenCount <= configuration.maxTokens }
        skippedExamples = encoded.count - self.examples.count
        guard !self.examples.isEmpty else { throw TrainingError.noExamples(longest: configuration.maxTokens) }
        state = State(passes: ShuffledPasses(Array(self.examples.indices)), generator: SeededGenerator(seed: seed, stream: 0))
    }

    /// Takes the state of a checkpoint over.
    /// - Throws: `TrainingError.changedExamples` where it was made from another number of examples.
    public func restore(_ saved: State) throws {
        guard saved.step >= 0, saved.passes.items.sorted().elementsEqual(examples.indices) else {
            throw TrainingError.changedExamples(found: examples.count, expected: saved.passes.items.count)
        }
        state = saved
    }

    /// One optimiser step on the next examples.
    public func step() throws -> UpdateReport {
        var next = state
        let batch = next.draw(configuration.examplesPerStep)
        let report = try learner.supervisedUpdate(on: batch.map { examples[$0] })
        next.step += 1
        state = next
        return report
    }
}

extension TrainingGroup {
    var tokenCount: Int { promptTokens.count + completions.reduce(0) { $0 + $1.tokens.count } }
}

extension ChatFormat {
    /// The conversation up to the reply as prompt, the reply and its end token as completion.
    func supervisedGroup(_ example: SupervisedExample, enableThinking: Bool) throws -> TrainingGroup {
        guard let reply = example.messages.last, reply.role == "assistant", example.messages.count > 1, let end = tokenizer.endOfSequence
        else { throw TrainingError.noReply }
        let prompt = try promptTokens(Array(example.messages.dropLast()), enableThinking: enableThinking)
        return TrainingGroup(
            promptTokens: prompt,
            completions: [TrainingCompletion(tokens: tokenizer.encode(reply.content) + [end], advantage: 0)])
    }
}
