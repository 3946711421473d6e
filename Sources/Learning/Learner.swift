public import Policy
public import Torch

/// Turns scored completions into new weights: packs them, runs the policy forward and back, clips, steps.
///
/// ```swift
/// let learner = try Learner(policy: policy, reference: reference, configuration: .init(), maxNewTokens: 256)
/// let report = try learner.update(on: groups.map(TrainingGroup.init))
/// print(report.metrics.loss, report.gradientNorm)
/// ```
///
/// The policy's tensors change in place, so whoever samples from it has the new weights at once. With bfloat16 weights the learner keeps
/// float32 masters and writes them back rounded after every step. Not for use from several threads at a time.
public final class Learner {
    public let policy: DecoderPolicy
    /// The frozen policy that the divergence is taken from; needed where `kl_coefficient` is above 0 and completions do not bring their
    /// reference log-probabilities.
    public let reference: DecoderPolicy?
    public let configuration: Configuration
    /// Logits are divided by it, as the sampler did.
    public let temperature: Double
    /// The generation limit, Dr. GRPO's denominator.
    public let maxNewTokens: Int

    let gradients: GradientStore
    let optimizer: AdamW
    /// Float32 copies of the parameters where these are of a smaller type.
    let masters: [(name: String, tensor: Tensor)]?
    let packer: BatchPacker
    /// Whether layers are run again for their gradients.
    let checkpointsGradients: Bool
    /// Places of the embedding and of the head among the parameters; one place where they are tied.
    let embeddingIndex: Int
    let headIndex: Int
    private let schedule: LearningRateSchedule

    public init(
        policy: DecoderPolicy, reference: DecoderPolicy? = nil, configuration: Configuration, temperature: Double = 1,
        maxNewTokens: Int
    ) throws {
        try configuration.validate()
        self.policy = policy
        self.reference = reference
        self.configuration = configuration
        self.temperature = temperature
        self.maxNewTokens = maxNewTokens
        packer = BatchPacker(tokenBudget: configuration.microBatchTokens, sharedPrefix: configuration.sharedPrefix)
        schedule = configuration.learningRateSchedule
        let recorded = policy.configuration.recordedElements * policy.dtype.size
        let checkpoints = recorded.multipliedReportingOverflow(by: configuration.microBatchTokens)
        checkpointsGradients = configuration.gradientCheckpointing ?? (checkpoints.overflow || checkpoints.partialValue > 8 << 30)
        let parameters = policy.parameters
        embeddingIndex = parameters.firstIndex { $0.name == "model.embed_tokens.weight" } ?? 0
        headIndex = parameters.firstIndex { $0.name == "lm_head.weight" } ?? embeddingIndex
        if parameters.allSatisfy({ $0.tensor.dtype == .float32 }) {
            masters = nil
        } else {
            masters = try parameters.map { ($0.name, try $0.tensor.to(dtype: .float32).clone()) }
        }
        optimizer = try AdamW(
            parameters: masters ?? parameters, rounded: masters == nil ? nil : parameters.map(\.tensor),
            configuration: AdamW.Configuration(
                learningRate: configuration.learningRate, beta1: configuration.beta1, beta2: configuration.beta2,
                epsilon: configuration.epsilon, weightDecay: configuration.weightDecay))
        gradients = try GradientStore(for: parameters.map(\.tensor))
    }

    /// Optimiser steps taken so far.
    public var optimizerSteps: Int { optimizer.step }

    /// Learns from one batch of completions, in `epochs` times `mini_batches` optimiser steps.
    ///
    /// A step whose loss or gradient is not finite leaves weights and optimiser as they were and is counted in the report.
    /// - Throws: `LearningError` where the batch is not what it should be; nothing has changed then.
    public func update(on groups: [TrainingGroup]) throws -> UpdateReport {
        try validate(groups)
        var report = UpdateReport()
        let prepared = try Clock.time(&report.seconds.reference) { try withKnownLogProbabilities(groups) }
        var statistics: [CompletionStatistics] = []
        for _ in 0..<configuration.epochs {
            for part in parts(of: prepared) {
                let objective = Objective(configuration: configuration.objective, totals: totals(of: part))
                statistics += try step(on: part, objective, &report)
            }
        }
        finish(&report, statistics, steps: configuration.epochs * parts(of: prepared).count)
        return report
    }

    /// Learns to produce the completions themselves: one step on the mean cross-entropy of their tokens. Advantages play no part.
    public func supervisedUpdate(on groups: [TrainingGroup]) throws -> UpdateReport {
        try validate(groups)
        var report = UpdateReport()
        let statistics = try step(on: groups, .supervised(totals: totals(of: groups)), &report)
        finish(&report, statistics, steps: 1)
        return report
    }

    /// Loss and gradients of a batch as one step would take them, without the step.
    /// - Returns: the report, and the float32 gradients by parameter name, before clipping; they share memory with the learner until its
    ///   next call.
    public func gradients(
        on groups: [TrainingGroup]
    ) throws -> (report: UpdateReport, gradients: [(name: String, tensor: Tensor)]) {
        try validate(groups)
        var report = UpdateReport()
        let prepared = try Clock.time(&report.seconds.reference) { try withKnownLogProbabilities(groups) }
        let objective = Objective(configuration: configuration.objective, totals: totals(of: prepared))
        let statistics = try accumulateGradients(on: prepared, objective, &report)
        report.gradientNorm = try GradientNorm.total(gradients.sums)
        finish(&report, statistics, steps: 1)
        return (report, zip(policy.parameters, gradients.sums).map { ($0.name, $1) })
    }

    // MARK: One step

    private func step(
        on groups: [TrainingGroup], _ objective: Objective, _ report: inout UpdateReport
    ) throws -> [CompletionStatistics] {
        let statistics = try accumulateGradients(on: groups, objective, &report)
        try Clock.time(&report.seconds.optimizer) {
            let norm = try GradientNorm.total(gradients.sums)
            let loss = statistics.reduce(0) { $0 + $1.loss }
            report.gradientNorm += norm
            guard objective.totals.tokens > 0, norm.isFinite, loss.isFinite else {
                report.skippedSteps += 1
                return
            }
            let maximum = configuration.maxGradientNorm
            let rate = schedule.rate(at: optimizer.step)
            optimizer.configuration.learningRate = rate
            try optimizer.step(
                gradients: gradients.sums, scale: maximum > 0 ? GradientNorm.clipFactor(norm: norm, maximum: maximum) : 1)
            try policy.device.synchronize()
            report.learningRate = rate
        }
        return statistics
    }

    private func finish(_ report: inout UpdateReport, _ statistics: [CompletionStatistics], steps: Int) {
        report.metrics = LossMetrics(statistics, ratio: configuration.ratio)
        report.metrics.loss /= Double(max(steps, 1))
        report.gradientNorm /= Double(max(steps, 1))
        report.optimizerSteps = optimizer.step
    }

    // MARK: Batches

    private func validate(_ groups: [TrainingGroup]) throws {
        guard groups.contains(where: { $0.completions.contains { !$0.tokens.isEmpty } }) else { throw LearningError.emptyBatch }
        for (index, group) in groups.enumerated() {
            try group.validate(index: index, vocabulary: policy.configuration.vocabularySize)
        }
    }

    /// Consecutive runs of groups, as even as they can be.
    private func parts(of groups: [TrainingGroup]) -> [[TrainingGroup]] {
        let count = min(configuration.miniBatches, groups.count)
        return (0..<count).map { Array(groups[groups.count * $0 / count..<groups.count * ($0 + 1) / count]) }
    }

    func isMasked(_ completion: TrainingCompletion) -> Bool { configuration.maskTruncated && completion.isTruncated }

    private func totals(of groups: [TrainingGroup]) -> BatchTotals {
        let completions = groups.flatMap(\.completions)
        return BatchTotals(
            completions: completions.count, tokens: completions.reduce(0) { $0 + (isMasked($1) ? 0 : $1.tokens.count) },
            maxNewTokens: maxNewTokens)
    }

    /// Fills in what the rollouts did not bring: reference log-probabilities, and old ones where more than one step follows.
    private func withKnownLogProbabilities(_ groups: [TrainingGroup]) throws -> [TrainingGroup] {
        var groups = groups
        if configuration.klCoefficient > 0 {
            try fill(\.referenceLogProbabilities, of: &groups) { missing in
                guard let reference else { throw LearningError.referenceMissing(klCoefficient: configuration.klCoefficient) }
                return try logProbabilities(of: missing, under: reference)
            }
        }
        if configuration.epochs > 1 || configuration.miniBatches > 1 {
            try fill(\.oldLogProbabilities, of: &groups) { try logProbabilities(of: $0, under: policy) }
        }
        return groups
    }

    /// Asks for the values of the groups in which one is missing, and fills in those.
    private func fill(
        _ values: WritableKeyPath<TrainingCompletion, [Float]?>, of groups: inout [TrainingGroup],
        from source: ([TrainingGroup]) throws -> [[[Float]]]
    ) throws {
        let missing = groups.indices.filter { groups[$0].completions.contains { $0[keyPath: values] == nil && !isMasked($0) } }
        guard !missing.isEmpty else { return }
        for (index, rows) in zip(missing, try source(missing.map { groups[$0] })) {
            for (completion, row) in rows.enumerated() where groups[index].completions[completion][keyPath: values] == nil {
                groups[index].completions[completion][keyPath: values] = row
            }
        }
    }
}
