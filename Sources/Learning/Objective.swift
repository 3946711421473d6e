import Foundation

/// The function that an update minimises, of the log-probabilities of one batch: policy term, divergence from the reference,
/// corrections, weights. Pure: it takes numbers and gives numbers, one completion or a part of one at a time.
///
/// Per token, `weight * (correction * policy + kl_coefficient * k3 [* ratio])`, where `weight` and `policy` are the loss's own.
public struct Objective: Sendable {
    /// The choices, apart from the counts of the batch at hand.
    public struct Configuration: Sendable, Equatable {
        public var loss: LossKind
        public var ratio: RatioLevel
        public var clip: ClipRange
        /// Weight of the divergence from the reference; 0 needs no reference.
        public var klCoefficient: Double
        /// Multiplies the divergence by the importance ratio (with its gradient), which keeps it unbiased once the policy has moved
        /// away from the one that sampled.
        public var klRatioCorrection: Bool
        /// Upper bound of `exp(old - sampler)` per token, which multiplies the policy term; nil leaves the correction out.
        public var importanceCap: Double?

        public init(
            loss: LossKind = .grpo, ratio: RatioLevel = .token, clip: ClipRange = ClipRange(low: 0.2, high: 0.2),
            klCoefficient: Double = 0.001, klRatioCorrection: Bool = true, importanceCap: Double? = nil
        ) {
            self.loss = loss
            self.ratio = ratio
            self.clip = clip
            self.klCoefficient = klCoefficient
            self.klRatioCorrection = klRatioCorrection
            self.importanceCap = importanceCap
        }
    }

    public let configuration: Configuration
    public let totals: BatchTotals
    private let loss: any PolicyLoss

    public init(configuration: Configuration, totals: BatchTotals) {
        self.init(configuration: configuration, loss: configuration.loss.loss, totals: totals)
    }

    /// Cross-entropy on the completion tokens.
    public static func supervised(totals: BatchTotals) -> Objective {
        Objective(
            configuration: Configuration(ratio: .token, klCoefficient: 0), loss: SupervisedLoss(), totals: totals)
    }

    private init(configuration: Configuration, loss: any PolicyLoss, totals: BatchTotals) {
        self.configuration = configuration
        self.totals = totals
        self.loss = loss
    }

    /// Whether a token's coefficient depends on nothing but that token, so that any part of a completion may be evaluated alone.
    public var isTokenwise: Bool { configuration.ratio == .token }

    /// Evaluates one whole completion.
    /// - Returns: the derivative of the batch's loss with respect to each log-probability, and what was counted on the way.
    public func evaluate(
        _ sample: CompletionSample, logProbabilities: [Float], entropies: [Float]
    ) -> (coefficients: [Float], statistics: CompletionStatistics) {
        var coefficients = [Float](repeating: 0, count: logProbabilities.count)
        var statistics = CompletionStatistics()
        coefficients.withUnsafeMutableBufferPointer { output in
            logProbabilities.withUnsafeBufferPointer { current in
                entropies.withUnsafeBufferPointer { entropy in
                    accumulate(
                        sample, from: 0, logProbabilities: current, entropies: entropy, coefficients: output, statistics: &statistics)
                }
            }
        }
        return (coefficients, statistics)
    }

    /// Evaluates the tokens of a completion that start at `first`: all of them under a sequence ratio, any run of them under a token
    /// ratio. Coefficients are written, statistics are added to.
    public func accumulate(
        _ sample: CompletionSample, from first: Int, logProbabilities: UnsafeBufferPointer<Float>,
        entropies: UnsafeBufferPointer<Float>, coefficients: UnsafeMutableBufferPointer<Float>,
        statistics: inout CompletionStatistics
    ) {
        let count = logProbabilities.count
        precondition(first >= 0 && first + count <= sample.tokens, "the run of tokens must lie in the completion")
        precondition(isTokenwise || count == sample.tokens, "a sequence ratio needs the whole completion at once")
        guard !sample.isMasked else {
            for index in 0..<count { coefficients[index] = 0 }
            return
        }
        let weight = loss.weight(completionTokens: sample.tokens, totals: totals)
        let sequenceLogRatio = isTokenwise ? nil : meanLogRatio(sample, logProbabilities)
        var byLogRatio = 0.0
        for index in 0..<count {
            let token = Token(sample, first + index, current: logProbabilities[index])
            let logRatio = sequenceLogRatio ?? token.logRatio
            let (value, direct, throughRatio) = evaluate(token, sample, logRatio: logRatio, statistics: &statistics)
            statistics.loss += weight * value
            statistics.count(token, entropy: entropies[index])
            if isTokenwise {
                coefficients[index] = Float(weight * (direct + throughRatio))
            } else {
                coefficients[index] = Float(weight * direct)
                byLogRatio += weight * throughRatio
            }
        }
        if sequenceLogRatio != nil {
            // Each token moves the mean log-ratio by one over the length.
            let share = Float(byLogRatio / Double(max(count, 1)))
            for index in 0..<count { coefficients[index] += share }
        }
    }

    /// One token's value and its derivatives by its log-probability and by the logarithm of the ratio.
    private func evaluate(
        _ token: Token, _ sample: CompletionSample, logRatio: Double, statistics: inout CompletionStatistics
    ) -> (value: Double, direct: Double, throughRatio: Double) {
        let ratio = exp(logRatio)
        let term = loss.term(
            ratio: ratio, advantage: Double(sample.advantage), logProbability: token.current, clip: configuration.clip)
        // Under a sequence ratio every token says the same, so one speaks for all.
        if isTokenwise || token.index == 0 {
            statistics.count(ratio: ratio)
            statistics.count(clip: term.clip)
        }
        let correction = token.importance(cap: configuration.importanceCap)
        var value = correction * term.value
        var direct = correction * term.byLogProbability
        var throughRatio = correction * term.byLogRatio
        guard let reference = token.reference else { return (value, direct, throughRatio) }
        let divergence = Divergence(logProbability: token.current, reference: reference)
        let factor = configuration.klRatioCorrection ? ratio : 1
        statistics.divergence += factor * divergence.value
        let coefficient = configuration.klCoefficient * factor
        value += coefficient * divergence.value
        direct += coefficient * divergence.derivative
        if configuration.klRatioCorrection { throughRatio += coefficient * divergence.value }
        return (value, direct, throughRatio)
    }

    private func meanLogRatio(_ sample: CompletionSample, _ current: UnsafeBufferPointer<Float>) -> Double {
        guard let old = sample.old else { return 0 }
        var sum = 0.0
        for (index, value) in current.enumerated() { sum += Double(value) - Double(old[index]) }
        return sum / Double(max(current.count, 1))
    }
}

/// One token's log-probabilities as its several judges give them.
struct Token {
    let index: Int
    let current: Double
    let old: Double
    let reference: Double?
    let sampler: Double?

    init(_ sample: CompletionSample, _ index: Int, current: Float) {
        self.index = index
        self.current = Double(current)
        old = Double(sample.old?[index] ?? current)
        reference = sample.reference.map { Double($0[index]) }
        // A sampler that could not tell reports NaN: such a token is neither corrected nor counted.
        sampler = sample.sampler.flatMap { $0[index].isNaN ? nil : Double($0[index]) }
    }

    var logRatio: Double { current - old }

    /// `min(exp(old - sampler), cap)`: what a token weighs that another distribution drew.
    func importance(cap: Double?) -> Double {
        guard let cap, let sampler else { return 1 }
        return min(exp(old - sampler), cap)
    }
}
