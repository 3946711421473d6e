import Evaluation
import Generation
import Learning
import Policy

// What a configuration's tables become.
extension TrainingRun {
    static func learner(_ configuration: RunConfiguration, _ model: LoadedModel) throws -> Learner {
        try Learner(
            policy: model.policy, reference: try reference(configuration), configuration: configuration.learning,
            temperature: configuration.generation.temperature, maxNewTokens: configuration.generation.maxNewTokens)
    }

    /// The policy as it was before training; none is loaded where the divergence has no weight.
    private static func reference(_ configuration: RunConfiguration) throws -> DecoderPolicy? {
        guard configuration.learning.klCoefficient > 0 else { return nil }
        var model = configuration.model
        if let path = model.reference { model.path = path }
        return try LoadedModel.policy(model, seed: configuration.run.seed)
    }

    /// The engine that samples rollouts and answers benchmarks, with a cache for no more than these need.
    static func engine(
        _ configuration: RunConfiguration, _ model: LoadedModel, _ sources: [PromptSource], _ suites: [ItemSuite]
    ) throws -> GenerationEngine {
        let generation = configuration.generation
        var budget = ContextBudget(
            chat: model.chat, limit: model.policy.configuration.contextLength, enableThinking: generation.thinking)
        for source in sources { try budget.add(source, maxNewTokens: generation.maxNewTokens) }
        var requests = configuration.batch.promptsPerStep * configuration.batch.groupSize
        for suite in suites {
            try budget.add(suite, maxNewTokens: configuration.evaluation.maxNewTokens(of: suite))
            requests = max(requests, suite.items.count)
        }
        return try GenerationEngine(
            policy: model.policy,
            configuration: .init(
                maximumRows: min(generation.maxRows, requests), cacheBytes: Int(generation.cacheGigabytes * 1_073_741_824),
                maximumContext: budget.tokens))
    }

    static func trainer(
        _ configuration: RunConfiguration, _ sources: [PromptSource], _ model: LoadedModel, _ learner: Learner, _ engine: GenerationEngine
    ) throws -> Trainer {
        let generation = configuration.generation
        var rollouts = Rollouter.Configuration()
        rollouts.groupSize = configuration.batch.groupSize
        rollouts.temperature = generation.temperature
        rollouts.topK = generation.topK
        rollouts.topP = generation.topP
        rollouts.maxNewTokens = generation.maxNewTokens
        rollouts.enableThinking = generation.thinking
        var loop = Trainer.Configuration()
        loop.promptsPerStep = configuration.batch.promptsPerStep
        loop.resamplingRounds = configuration.batch.resamplingRounds
        loop.advantages = configuration.advantages
        return try Trainer(
            configuration: loop, sources: sources, curriculum: configuration.curriculum,
            rollouter: Rollouter(engine: engine, chat: model.chat, configuration: rollouts, seed: configuration.run.seed),
            learner: learner, seed: configuration.run.seed)
    }
}
