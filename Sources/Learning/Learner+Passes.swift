import Policy
import Torch

extension Learner {
    /// Log-probability of every completion token at the learner's temperature, by group and completion. Records nothing.
    public func logProbabilities(of groups: [TrainingGroup]) throws -> [[[Float]]] {
        try logProbabilities(of: groups, under: policy)
    }

    func logProbabilities(of groups: [TrainingGroup], under policy: DecoderPolicy) throws -> [[[Float]]] {
        var results = groups.map { $0.completions.map { _ in [Float]() } }
        let head = head(of: policy)
        for batch in packer.pack(groups) {
            let values = try withoutGradients {
                let hidden = try policy.hiddenStates(
                    tokens: batch.tokens, positions: batch.positions, attention: SegmentAttention(segments: batch.segments))
                return try head.logProbabilities(
                    try hidden.indexSelect(0, Tensor(batch.rows, device: policy.device)), targets: batch.targets)
            }
            for placement in batch.placements {
                results[placement.group][placement.completion] = Array(values[placement.rows])
            }
        }
        return results
    }

    /// Forward and backward over a whole batch; leaves its gradient in `gradients`.
    /// - Returns: statistics in the order of the completions.
    func accumulateGradients(
        on groups: [TrainingGroup], _ objective: Objective, _ report: inout UpdateReport
    ) throws -> [CompletionStatistics] {
        try gradients.clear()
        let samples = groups.map { $0.completions.map(sample) }
        var statistics = groups.map { [CompletionStatistics](repeating: CompletionStatistics(), count: $0.completions.count) }
        for batch in packer.pack(groups, where: { !samples[$0][$1].isMasked }) {
            let evaluation = BatchEvaluation(batch: batch, samples: samples, objective: objective)
            try pass(over: batch, evaluation, &report)
            for (placement, one) in zip(batch.placements, evaluation.statistics) {
                statistics[placement.group][placement.completion] = one
            }
        }
        return statistics.flatMap { $0 }
    }

    private func sample(_ completion: TrainingCompletion) -> CompletionSample {
        CompletionSample(
            tokens: completion.tokens.count, advantage: completion.advantage, old: completion.oldLogProbabilities,
            reference: configuration.klCoefficient > 0 ? completion.referenceLogProbabilities : nil,
            sampler: completion.samplerLogProbabilities, isMasked: isMasked(completion))
    }

    private func head(of policy: DecoderPolicy) -> Head {
        Head(weight: policy.headWeight, temperature: temperature, chunkRows: configuration.headChunk)
    }

    /// One micro-batch: decoder forward, head, decoder backward.
    private func pass(over batch: MicroBatch, _ evaluation: BatchEvaluation, _ report: inout UpdateReport) throws {
        let device = policy.device
        let tokens = try Tensor(batch.tokens, device: device)
        var decoder = try Clock.time(&report.seconds.forward) {
            let decoder = try forward(batch)
            try device.synchronize()
            return decoder
        }
        let rows = try Tensor(batch.rows, device: device)
        let gradient = try Clock.time(&report.seconds.head) {
            let gathered = try headGradient(try decoder.hidden.detached().indexSelect(0, rows), batch.targets, evaluation)
            // Rows repeat where completions share a prompt, so their gradients are added in float32.
            let sum = try Tensor.zeros(decoder.hidden.shape, dtype: .float32, device: device)
            try sum.indexAdd(0, rows, try gathered.to(dtype: .float32))
            return try sum.to(dtype: decoder.hidden.dtype)
        }
        try Clock.time(&report.seconds.backward) {
            let embedded = try decoder.backward(gradient)
            try gradients.sums[embeddingIndex].indexAdd(0, tokens, try embedded.to(dtype: .float32))
            try gradients.collect()
            try device.synchronize()
        }
        report.decoderTokens += batch.tokens.count
    }

    private func forward(_ batch: MicroBatch) throws -> any DecoderPass {
        let embedded = try withoutGradients { try policy.embed(batch.tokens) }
        let rotary = try policy.rotaryTables(positions: batch.positions)
        let attention = try SegmentAttention(segments: batch.segments)
        if checkpointsGradients {
            return try CheckpointedPass(policy, embedded: embedded, rotary: rotary, attention: attention, onLayer: gradients.collect)
        }
        return try RecordedPass(policy, embedded: embedded, rotary: rotary, attention: attention)
    }

    /// Evaluates the objective on the rows' log-probabilities and returns the gradient of the rows; that of the head's weight is added up.
    private func headGradient(_ hidden: Tensor, _ targets: [Int], _ evaluation: BatchEvaluation) throws -> Tensor {
        let head = head(of: policy)
        let weightGradient = gradients.sums[headIndex]
        guard evaluation.objective.isTokenwise else {
            let scores = try head.scores(hidden, targets: targets)
            let coefficients = evaluation.coefficients(
                of: 0..<targets.count, logProbabilities: scores.logProbabilities, entropies: scores.entropies)
            return try head.backward(hidden, targets: targets, coefficients: coefficients, weightGradient: weightGradient)
        }
        return try head.fused(hidden, targets: targets, weightGradient: weightGradient) { chunk in
            evaluation.coefficients(of: chunk.rows, logProbabilities: chunk.logProbabilities, entropies: chunk.entropies)
        }.hiddenGradient
    }
}
