import Policy
import Torch

extension GenerationEngine {
    /// Computes one token for every running row and the prompts whose turn it is, in one pass, and returns what came of it; nothing where no
    /// request is in work.
    public func step() throws -> [GenerationEvent] {
        events.removeAll(keepingCapacity: true)
        guard case .compute(let prompts, let rows) = scheduler.next() else { return events }
        let start = ContinuousClock.now
        let kind: (steps: WritableKeyPath<GenerationMetrics, Int>, seconds: WritableKeyPath<GenerationMetrics, Double>)
        if prompts.isEmpty {
            try decodeRows(since: start)
            kind = (\.decodeSteps, \.decodeSeconds)
        } else if !rows {
            try prefill(prompts)
            kind = (\.prefillSteps, \.prefillSeconds)
        } else {
            try prefillAndDecodeRows(prompts)
            kind = (\.mixedSteps, \.mixedSeconds)
        }
        metrics[keyPath: kind.steps] += 1
        metrics[keyPath: kind.seconds] += (ContinuousClock.now - start).seconds
        metrics.preemptions = scheduler.preemptions
        metrics.peakBlocks = scheduler.pool.peakUsed
        return events
    }

    private func prefill(_ slots: [Int]) throws {
        let prompts = PrefillBatch(slots, of: scheduler, rowMultiple: configuration.rowMultiple, scratchBlock: cache.scratchBlock)
        let attention = CachedAttention(cache: cache, prompts: prompts)
        sampler.removeAll()
        addFirstTokens(of: slots)
        try compute(rows: prompts.tokens.count) {
            let hidden = try policy.hiddenStates(tokens: prompts.tokens, positions: prompts.positions, attention: attention, packed: packed)
            try sampler.drawShared(hidden: hidden, places: prompts.lastTokens)
        }
        start(slots, prompts, draws: 0..<sampler.count)
    }

    private func decodeRows(since start: ContinuousClock.Instant) throws {
        batch.fill(from: scheduler)
        sampler.removeAll()
        addRows(firstSource: 0)
        sampler.fill(to: batch.rowCount)
        let prepared = ContinuousClock.now
        try compute(rows: batch.rowCount) {
            let attention = CachedAttention(cache: cache, rows: batch)
            let hidden = try policy.hiddenStates(tokens: batch.tokens, positions: batch.positions, attention: attention, packed: packed)
            try sampler.draw(hidden: hidden)
        }
        let computed = ContinuousClock.now
        advance(tokens: sampler.tokens, logProbabilities: sampler.logProbabilities)
        metrics.hostSeconds += ((prepared - start) + (ContinuousClock.now - computed)).seconds
    }

    /// The prompts' tokens and behind them the rows' in one pass: what is done once a pass, and once for every weight, is done once for both.
    private func prefillAndDecodeRows(_ slots: [Int]) throws {
        batch.fill(from: scheduler)
        let prompts = PrefillBatch(slots, of: scheduler, rowMultiple: configuration.rowMultiple, scratchBlock: cache.scratchBlock)
        let attention = CachedAttention(cache: cache, prompts: prompts, rows: batch)
        sampler.removeAll()
        addFirstTokens(of: slots)
        let firstTokens = sampler.count
        addRows(firstSource: slots.count)
        let places = prompts.lastTokens + scheduler.rows.indices.map { prompts.tokens.count + $0 }
        try compute(rows: prompts.tokens.count + batch.rowCount) {
            let hidden = try policy.hiddenStates(
                tokens: prompts.tokens + batch.tokens, positions: prompts.positions + batch.positions, attention: attention, packed: packed)
            try sampler.drawShared(hidden: hidden, places: places)
        }
        start(slots, prompts, draws: 0..<firstTokens)
        advance(tokens: Array(sampler.tokens[firstTokens...]), logProbabilities: Array(sampler.logProbabilities[firstTokens...]))
    }

    /// The draws of the tokens that follow prompts; a draw's source is the prompt's place in `slots`.
    private func addFirstTokens(of slots: [Int]) {
        scheduler.forEachFirstToken(of: slots) { prompt, sequence in sampler.add(sequence, index: 0, source: prompt) }
    }

    /// The rows' draws, from sources in their order.
    private func addRows(firstSource: Int) {
        for row in scheduler.rows.indices {
            sampler.add(scheduler.rows[row], index: scheduler.rows[row].cached + 1, source: firstSource + row)
        }
    }

    private func start(_ slots: [Int], _ prompts: PrefillBatch, draws: Range<Int>) {
        metrics.promptTokens += prompts.lastTokens.reduce(0) { $0 + prompts.positions[$1] + 1 }
        metrics.generatedTokens += draws.count
        scheduler.start(
            slots, tokens: Array(sampler.tokens[draws]), logProbabilities: Array(sampler.logProbabilities[draws]),
            matchesStopString: stopStringMatch, events: &events)
    }

    private func advance(tokens: [Int], logProbabilities: [Float]) {
        let rows = scheduler.rows.count
        let drawn = scheduler.advance(
            tokens: tokens, logProbabilities: logProbabilities, matchesStopString: stopStringMatch, events: &events)
        metrics.generatedTokens += drawn
        metrics.replayedTokens += rows - drawn
    }

    /// With more rows, libtorch's own operations between the products are large enough to gain by all threads.
    private static let fewRows = 512

    /// Runs the model, with threads held together where the operations are small.
    private func compute(rows: Int, _ body: () throws -> Void) throws {
        guard policy.device.isCPU, Runtime.hasOwnProducts(policy.dtype), rows <= Self.fewRows else { return try withoutGradients(body) }
        try withThreadTeam { () throws in try withoutGradients(body) }
    }
}
