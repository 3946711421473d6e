import Curriculum
import Datasets
import Learning

extension RunConfiguration.ComputeType: ConfigurationWord {}
extension RunConfiguration.Source.Kind: ConfigurationWord {}
extension RunConfiguration.Source.Difficulty: ConfigurationWord {}
extension RunConfiguration.Source.Grading: ConfigurationWord {}
extension RunConfiguration.Batch.Unit: ConfigurationWord {}
extension LossKind: ConfigurationWord {}
extension RatioLevel: ConfigurationWord {}
extension LearningRateSchedule.Shape: ConfigurationWord {}
extension SourceBalance.Mixture: ConfigurationWord {}

extension IntervalLadder.Configuration {
    enum EdgeRule: String, ConfigurationWord {
        case equalWidth = "equal-width"
        case quantiles
    }

    /// `curriculum.intervals.edges`, and `curriculum.intervals.range` where a range is given.
    var edgeRule: EdgeRule {
        get { edges == .quantiles ? .quantiles : .equalWidth }
        set { edges = newValue == .quantiles ? .quantiles : .equalWidth }
    }

    var range: [Double]? {
        get { if case .range(let lower, let upper) = edges { [lower, upper] } else { nil } }
        set { if let newValue, newValue.count == 2 { edges = .range(lower: newValue[0], upper: newValue[1]) } }
    }
}

extension RunConfiguration {
    private static let positive = "a whole number of at least 1"
    private static let natural = "a whole number of at least 0"
    /// More than any run needs, and few enough that products of three of them fit.
    private static let most = 1 << 20
    private static let count = "a whole number in 1 ... \(most)"

    /// Every setting outside `[[source]]`, in the order in which the resolved file shows them.
    static var fields: [ConfigurationField<RunConfiguration>] {
        runFields + batchFields + curriculumFields + generationFields + learningFields + judgeFields + evaluationFields + supervisedFields
    }

    private static var runFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("run.path", \.run.path, expecting: "a folder", where: { !$0.isEmpty }),
            .init("run.seed", \.run.seed),
            .init("run.checkpoint_every", \.run.checkpointEvery, expecting: natural, where: { $0 >= 0 }),
            .init("run.keep_checkpoints", \.run.keepCheckpoints, expecting: natural, where: { $0 >= 0 }),
            .init("run.threads", \.run.threads, expecting: natural, where: { $0 >= 0 }),
            .init("run.record_rollouts", \.run.recordRollouts, expecting: "a number in 0 ... 1", where: { $0 >= 0 && $0 <= 1 }),
            .init("model.path", \.model.path, expecting: "a folder", where: { !$0.isEmpty }),
            .init("model.tokenizer", \.model.tokenizer),
            .init("model.reference", \.model.reference),
            .init("model.device", \.model.device),
            .init("model.dtype", \.model.dtype),
            .init("model.random_weights", \.model.randomWeights),
        ]
    }

    private static var batchFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("batch.unit", \.batch.unit),
            .init("batch.prompts", \.batch.prompts, expecting: count, where: { (1...most).contains($0) }),
            .init("batch.rollouts", \.batch.rollouts, expecting: count, where: { (1...most).contains($0) }),
            .init("batch.group_size", \.batch.groupSize, expecting: "a whole number in 2 ... \(most)", where: { (2...most).contains($0) }),
            .init(
                "batch.resampling_rounds", \.batch.resamplingRounds, expecting: "a whole number in 0 ... 255",
                where: { (0...255).contains($0) }),
        ]
    }

    private static var curriculumFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("curriculum.mixture", \.curriculum.mixture),
            .init("curriculum.ratio", \.curriculum.ratio),
            .init("curriculum.initial_ratio", \.curriculum.initialRatio),
            .init("curriculum.ema_momentum", \.curriculum.emaMomentum),
            .init("curriculum.temperature", \.curriculum.temperature),
            .init("curriculum.max_ratio", \.curriculum.maxRatio),
            .init("curriculum.intervals.count", \.intervals.count),
            .init("curriculum.intervals.initially_unlocked", \.intervals.initiallyUnlocked),
            .init("curriculum.intervals.unlock_threshold", \.intervals.unlockThreshold),
            .init("curriculum.intervals.decay", \.intervals.decay),
            .init("curriculum.intervals.edges", \.intervals.edgeRule),
            .init("curriculum.intervals.range", \.intervals.range, expecting: "two numbers", where: { $0 == nil || $0?.count == 2 }),
            .init("curriculum.intervals.cooldown", \.intervals.cooldown),
            .init("curriculum.intervals.hard_first", \.intervals.hardFirst),
            .init("curriculum.online.momentum", \.online.momentum),
            .init("curriculum.online.initial_success", \.online.initialSuccess),
        ]
    }

    private static var generationFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("generation.temperature", \.generation.temperature, expecting: "a number above 0", where: { $0 > 0 && $0.isFinite }),
            .init("generation.top_k", \.generation.topK, expecting: natural, where: { $0 >= 0 }),
            .init("generation.top_p", \.generation.topP, expecting: "a number above 0 and at most 1", where: { $0 > 0 && $0 <= 1 }),
            .init("generation.max_new_tokens", \.generation.maxNewTokens, expecting: count, where: { (1...most).contains($0) }),
            .init("generation.thinking", \.generation.thinking),
            .init("generation.max_rows", \.generation.maxRows, expecting: count, where: { (1...most).contains($0) }),
            .init(
                "generation.cache_gigabytes", \.generation.cacheGigabytes, expecting: "a number above 0 and at most 4096",
                where: { $0 > 0 && $0 <= 4096 }),
        ]
    }

    private static var learningFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("learning.loss", \.learning.loss),
            .init("learning.ratio", \.learning.ratio),
            .init("learning.kl_coefficient", \.learning.klCoefficient),
            .init("learning.kl_ratio_correction", \.learning.klRatioCorrection),
            .init("learning.clip_low", \.learning.clipLow),
            .init("learning.clip_high", \.learning.clipHigh),
            .init("learning.importance_cap", \.learning.importanceCap),
            .init("learning.mask_truncated", \.learning.maskTruncated),
            .init("learning.normalize_advantages", \.normalizeAdvantages),
            .init("learning.learning_rate", \.learning.learningRate),
            .init("learning.warmup_steps", \.learning.warmupSteps),
            .init("learning.schedule", \.learning.schedule),
            .init("learning.weight_decay", \.learning.weightDecay),
            .init("learning.beta1", \.learning.beta1),
            .init("learning.beta2", \.learning.beta2),
            .init("learning.epsilon", \.learning.epsilon),
            .init("learning.max_gradient_norm", \.learning.maxGradientNorm),
            .init("learning.epochs", \.learning.epochs),
            .init("learning.mini_batches", \.learning.miniBatches),
            .init("learning.micro_batch_tokens", \.learning.microBatchTokens),
            .init("learning.shared_prefix", \.learning.sharedPrefix),
            .init("learning.gradient_checkpointing", \.learning.gradientCheckpointing),
            .init("learning.head_chunk", \.learning.headChunk),
            .init("learning.steps", \.learning.steps, expecting: count, where: { (1...most).contains($0) }),
        ]
    }

    private static var judgeFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("judge.url", \.judge.url, expecting: "an address, such as http://127.0.0.1:8000/v1", where: { $0 != "" }),
            .init("judge.model", \.judge.model, expecting: "a model's name", where: { $0 != "" }),
            .init("judge.weight", \.judge.weight, expecting: "a number in 0 ... 1", where: { (0...1).contains($0) }),
            .init("judge.rubric", \.judge.rubric, expecting: "a file", where: { $0 != "" }),
            .init("judge.key_variable", \.judge.keyVariable),
            .init("judge.cache", \.judge.cache, expecting: "a folder", where: { $0 != "" }),
            .init("judge.timeout", \.judge.timeout, expecting: "a number above 0", where: { $0 > 0 && $0.isFinite }),
            .init("judge.attempts", \.judge.attempts, expecting: count, where: { (1...most).contains($0) }),
            .init("judge.concurrency", \.judge.concurrency, expecting: count, where: { (1...most).contains($0) }),
            .init("judge.requests", \.judge.requests, expecting: natural, where: { ($0 ?? 0) >= 0 }),
        ]
    }

    private static var evaluationFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("evaluation.every", \.evaluation.every, expecting: natural, where: { $0 >= 0 }),
            .init("evaluation.benchmarks", \.evaluation.benchmarks, expecting: "a list of names", where: { !$0.contains("") }),
            .init("evaluation.limit", \.evaluation.limit, expecting: natural, where: { $0 >= 0 }),
            .init("evaluation.max_new_tokens", \.evaluation.maxNewTokens, expecting: natural, where: { $0 >= 0 }),
        ]
    }

    private static var supervisedFields: [ConfigurationField<RunConfiguration>] {
        [
            .init("sft.examples_per_step", \.supervised.examplesPerStep, expecting: count, where: { (1...most).contains($0) }),
            .init("sft.max_tokens", \.supervised.maxTokens, expecting: count, where: { (1...most).contains($0) }),
            .init("sft.output", \.supervised.output),
            .init("sft.output_dtype", \.supervised.outputType),
        ]
    }

    /// The settings of one `[[source]]`.
    static var sourceFields: [ConfigurationField<Source>] {
        [
            .init("name", \.name, expecting: "a name", where: { !$0.isEmpty }),
            .init("kind", \.kind),
            .init("path", \.path, expecting: "a file or folder, or a list of them", where: { !$0.isEmpty && !$0.contains("") }),
            .init("intervals", \.intervals),
            .init("difficulty", \.difficulty),
            .init("grading", \.grading),
            .init(
                "weights", \.weights, expecting: "a table of numbers of at least 0 by constraint id",
                where: { $0.values.allSatisfy { $0 >= 0 && $0.isFinite } }),
            .init("advantage_weight", \.advantageWeight, expecting: "a number of at least 0", where: { $0 >= 0 && $0.isFinite }),
            .init("limit", \.limit, expecting: natural, where: { $0 >= 0 }),
        ]
    }
}
