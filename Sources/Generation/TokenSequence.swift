package import Rollouts

/// One request on its way through the scheduler.
package struct TokenSequence: Sendable {
    /// The order of arrival, and the name the caller knows it by.
    package let ticket: Int
    package let request: UInt64
    package let sampling: SamplingParameters
    /// The most tokens it may have: the request's own limit or what the context leaves.
    package let maxNewTokens: Int
    package var tokens: [Int] = []
    package var logProbabilities: [Float] = []
    /// How many of `tokens` have their keys and values in the cache. Fewer than `tokens.count - 1` after a preemption: those are fed again, with
    /// nothing drawn, until it has caught up, which gives the same bits as if it had never been interrupted.
    package var cached = 0
    /// Cache blocks of its own tokens, in order.
    package var blocks: [Int32] = []

    /// The row's next step draws a new token.
    package var draws: Bool { cached == tokens.count - 1 }

    package init(ticket: Int, request: UInt64, sampling: SamplingParameters, maxNewTokens: Int) {
        self.ticket = ticket
        self.request = request
        self.sampling = sampling
        self.maxNewTokens = maxNewTokens
    }

    /// Adds a drawn token; says why the completion ends with it, or nil.
    package mutating func append(
        _ token: Int, logProbability: Float, matchesStopString: ((_ tokens: [Int], _ strings: [String]) -> Bool)?
    ) -> FinishReason? {
        tokens.append(token)
        logProbabilities.append(logProbability)
        if sampling.stopTokens.contains(token) { return .stop }
        if !sampling.stopStrings.isEmpty, let matchesStopString, matchesStopString(tokens, sampling.stopStrings) { return .stop }
        return tokens.count >= maxNewTokens ? .length : nil
    }
}

/// A prompt and the requests that share it.
package struct Prefix: Sendable {
    /// The order of arrival among prompts: older ones go first and are never interrupted for younger ones.
    package let serial: Int
    package let group: Int?
    package let tokens: [Int]
    /// Cache blocks of the prompt; empty while it is not in the cache.
    package var blocks: [Int32] = []
    package var isCached: Bool { !blocks.isEmpty }
    /// Requests without a row, oldest first.
    package var waiting: [TokenSequence] = []
    /// How many rows read it at the moment.
    package var runningRows = 0

    package init(serial: Int, group: Int?, tokens: [Int]) {
        self.serial = serial
        self.group = group
        self.tokens = tokens
    }
}
