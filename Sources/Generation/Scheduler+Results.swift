import Rollouts

// What the drawn tokens change.
extension Scheduler {
    /// Decides whether decoded tokens end with a stop string.
    package typealias StopStringMatch = (_ tokens: [Int], _ strings: [String]) -> Bool

    /// The requests that draw their first token from the logits after these prompts, in the order that `start` expects: prompt by prompt, oldest
    /// request first. `prompt` is an index into `prompts`.
    package func forEachFirstToken(of prompts: [Int], _ body: (_ prompt: Int, _ sequence: TokenSequence) -> Void) {
        for (index, slot) in prompts.enumerated() {
            for sequence in prefixes[slot].waiting where sequence.tokens.isEmpty { body(index, sequence) }
        }
    }

    /// After a prefill: the first tokens, in the order of `forEachFirstToken`.
    package mutating func start(
        _ prompts: [Int], tokens: [Int], logProbabilities: [Float], matchesStopString: StopStringMatch? = nil,
        events: inout [GenerationEvent]
    ) {
        var next = 0
        for slot in prompts {
            for index in prefixes[slot].waiting.indices where prefixes[slot].waiting[index].tokens.isEmpty {
                let reason = prefixes[slot].waiting[index].append(
                    tokens[next], logProbability: logProbabilities[next], matchesStopString: matchesStopString)
                report(prefixes[slot].waiting[index], reason, &events)
                if reason != nil { prefixes[slot].waiting[index].cached = -1 }
                next += 1
            }
            prefixes[slot].waiting.removeAll { $0.cached < 0 }
            if prefixes[slot].waiting.isEmpty { queue.removeAll { $0 == slot } }
            releasePrompt(slot)
        }
    }

    /// After a decode step: one token for every row, in the order of `rows`. Rows that are being replayed ignore theirs. Returns how many were new.
    @discardableResult
    package mutating func advance(
        tokens: [Int], logProbabilities: [Float], matchesStopString: StopStringMatch? = nil, events: inout [GenerationEvent]
    ) -> Int {
        var kept = 0
        var drawn = 0
        for row in rows.indices {
            let draws = rows[row].draws
            rows[row].cached += 1
            if draws {
                drawn += 1
                let reason = rows[row].append(
                    tokens[row], logProbability: logProbabilities[row], matchesStopString: matchesStopString)
                report(rows[row], reason, &events)
                if reason != nil {
                    releaseRow(row)
                    continue
                }
            }
            if kept != row {
                rows.swapAt(kept, row)
                prefixOfRow.swapAt(kept, row)
            }
            kept += 1
        }
        rows.removeLast(rows.count - kept)
        prefixOfRow.removeLast(prefixOfRow.count - kept)
        return drawn
    }

    /// Forgets a request. False where it is not known (any more).
    public mutating func cancel(ticket: Int) -> Bool {
        if let row = rows.firstIndex(where: { $0.ticket == ticket }) {
            releaseRow(row)
            rows.remove(at: row)
            prefixOfRow.remove(at: row)
            return true
        }
        for slot in queue {
            guard let index = prefixes[slot].waiting.firstIndex(where: { $0.ticket == ticket }) else { continue }
            prefixes[slot].waiting.remove(at: index)
            if prefixes[slot].waiting.isEmpty { queue.removeAll { $0 == slot } }
            releasePrompt(slot)
            return true
        }
        return false
    }

    private func report(_ sequence: TokenSequence, _ reason: FinishReason?, _ events: inout [GenerationEvent]) {
        guard let token = sequence.tokens.last, let logProbability = sequence.logProbabilities.last else { return }
        events.append(.token(ticket: sequence.ticket, token: token, logProbability: logProbability))
        guard let reason else { return }
        let completion = Completion(
            tokens: sequence.tokens, logProbabilities: sequence.logProbabilities, finishReason: reason)
        events.append(.finished(ticket: sequence.ticket, completion))
    }

    /// Gives the row's blocks back; the row itself stays in `rows` for the caller to remove.
    private mutating func releaseRow(_ row: Int) {
        let slot = prefixOfRow[row]
        pool.release(rows[row].blocks)
        pool.release(prefixes[slot].blocks)
        prefixes[slot].runningRows -= 1
        releasePrompt(slot)
    }
}
