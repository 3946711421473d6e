extension GenerationEngine {
    /// Completes all requests, in the order given.
    ///
    /// - Parameters:
    ///   - onToken: called for every new token with the request's index, as it is drawn.
    ///   - onCompletion: called for every completion with the request's index, as it ends.
    /// - Throws: `GenerationError` for the first request that cannot be served, before anything is computed; `CancellationError` where the calling
    ///   task is cancelled between two steps. The engine is idle afterwards in any case.
    public func generate(
        _ requests: [GenerationRequest], onToken: ((_ request: Int, _ token: Int, _ logProbability: Float) -> Void)? = nil,
        onCompletion: ((_ request: Int, _ completion: Completion) -> Void)? = nil
    ) throws -> [Completion] {
        guard isIdle else { throw GenerationError.busy }
        // Whatever ends this early must not leave requests behind for the next call.
        defer { reset() }
        // Tickets count up, so a request's index is the distance from the first.
        let firstTicket = nextTicket
        for request in requests { _ = try add(request) }
        var completions: [Completion?] = Array(repeating: nil, count: requests.count)
        while !isIdle {
            try Task.checkCancellation()
            for event in try step() {
                switch event {
                case .token(let ticket, let token, let logProbability):
                    onToken?(ticket - firstTicket, token, logProbability)
                case .finished(let ticket, let completion):
                    completions[ticket - firstTicket] = completion
                    onCompletion?(ticket - firstTicket, completion)
                }
            }
        }
        return completions.compactMap { $0 }
    }

    /// Whether the last tokens' text holds a stop string. The end of the tokens is enough: every token gives at least a byte, and a character that
    /// the cut may split has at most four.
    var stopStringMatch: Scheduler.StopStringMatch? {
        guard let decode else { return nil }
        return { tokens, strings in
            let longest = strings.reduce(0) { max($0, $1.utf8.count) }
            let text = decode(Array(tokens.suffix(longest + 4)))
            return strings.contains { text.contains($0) }
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
