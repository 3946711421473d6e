import Policy
import Torch

extension GenerationEngine {
    /// Computes one prefill or one token for every running row, and returns what came of it; nothing where no request is in work.
    public func step() throws -> [GenerationEvent] {
        events.removeAll(keepingCapacity: true)
        let start = ContinuousClock.now
        switch scheduler.next() {
        case .idle: break
        case .prefill(let prompts):
            try prefill(prompts)
            metrics.prefillSteps += 1
            metrics.prefillSeconds += (ContinuousClock.now - start).seconds
        case .decode:
            try decodeRows(since: start)
            metrics.decodeSteps += 1
            metrics.decodeSeconds += (ContinuousClock.now - start).seconds
        }
        metrics.preemptions = scheduler.preemptions
        metrics.peakBlocks = scheduler.pool.peakUsed
        return events
    }

    private func prefill(_ slots: [Int]) throws {
        let prompts = PrefillBatch(slots, of: scheduler, rowMultiple: configuration.rowMultiple, scratchBlock: cache.scratchBlock)
        let attention = try PrefillAttention(cache: cache, batch: prompts)
        sampler.removeAll()
        scheduler.forEachFirstToken(of: slots) { prompt, sequence in sampler.add(sequence, index: 0, source: prompt) }
        try compute(rows: prompts.tokens.count) {
            let hidden = try policy.hiddenStates(tokens: prompts.tokens, positions: prompts.positions, attention: attention, packed: packed)
            try sampler.drawShared(hidden: hidden, places: prompts.lastTokens)
        }
        metrics.promptTokens += prompts.lastTokens.reduce(0) { $0 + prompts.positions[$1] + 1 }
        metrics.generatedTokens += sampler.count
        scheduler.start(
            slots, tokens: sampler.tokens, logProbabilities: sampler.logProbabilities, matchesStopString: stopStringMatch,
            events: &events)
    }

    private func decodeRows(since start: ContinuousClock.Instant) throws {
        batch.fill(from: scheduler)
        sampler.removeAll()
        for row in scheduler.rows.indices { sampler.add(scheduler.rows[row], index: scheduler.rows[row].cached + 1, source: row) }
        sampler.fill(to: batch.rowCount)
        let prepared = ContinuousClock.now
        try compute(rows: batch.rowCount) {
            let attention = PagedAttention(cache: cache, batch: batch)
            let hidden = try policy.hiddenStates(tokens: batch.tokens, positions: batch.positions, attention: attention, packed: packed)
            try sampler.draw(hidden: hidden)
        }
        let computed = ContinuousClock.now
        let rows = scheduler.rows.count
        let drawn = scheduler.advance(
            tokens: sampler.tokens, logProbabilities: sampler.logProbabilities, matchesStopString: stopStringMatch, events: &events)
        metrics.generatedTokens += drawn
        metrics.replayedTokens += rows - drawn
        metrics.hostSeconds += ((prepared - start) + (ContinuousClock.now - computed)).seconds
    }

    /// Runs the model, with the processor's threads held together where the operations are small.
    private func compute(rows: Int, _ body: () throws -> Void) throws {
        guard policy.device == .cpu, rows <= 512 else { return try withoutGradients(body) }
        try withThreadTeam { () throws in try withoutGradients(body) }
    }
}
