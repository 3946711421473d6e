import Foundation
import Learning
import Testing

/// Losses and derivatives against values worked out by hand and against automatic differentiation (`Tests/Fixtures/objective.py`).
@Suite struct ObjectiveTests {
    static func evaluate(
        _ objective: Objective, _ samples: [CompletionSample], _ current: [[Float]]
    ) -> (loss: Double, gradient: [[Float]], metrics: LossMetrics) {
        let results = zip(samples, current).map {
            objective.evaluate($0, logProbabilities: $1, entropies: [Float](repeating: 0.5, count: $1.count))
        }
        let metrics = LossMetrics(results.map(\.statistics), ratio: objective.configuration.ratio)
        return (metrics.loss, results.map(\.coefficients), metrics)
    }

    static func configuration(
        _ loss: LossKind, _ ratio: RatioLevel = .token, kl: Double = 0, corrected: Bool = false, cap: Double? = nil,
        clip: ClipRange = ClipRange(low: 0.2, high: 0.2)
    ) -> Objective.Configuration {
        Objective.Configuration(
            loss: loss, ratio: ratio, clip: clip, klCoefficient: kl, klRatioCorrection: corrected, importanceCap: cap)
    }

    /// Two completions of 2 and 1 tokens with ratios e^0, e^0.5 (over the clip) and e^-0.5 (under it).
    static let samples = [
        CompletionSample(tokens: 2, advantage: 2, old: [-1, -1.5]),
        CompletionSample(tokens: 1, advantage: -1, old: [-1]),
    ]
    static let current: [[Float]] = [[-1, -1], [-1.5]]
    static let totals = BatchTotals(completions: 2, tokens: 3, maxNewTokens: 10)

    @Test(arguments: [
        // (-2 - 2.4) / 2 over the first completion and 0.8 over the second; every clipped token has no gradient.
        (LossKind.grpo, (-2.2 + 0.8) / 2, -0.5), (.dapo, (-2 - 2.4 + 0.8) / 3, -2.0 / 3), (.bnpo, (-2 - 2.4 + 0.8) / 3, -2.0 / 3),
        (.drGRPO, (-2 - 2.4 + 0.8) / 20, -0.1),
    ])
    func clippedLossesByHand(kind: LossKind, loss: Double, first: Double) {
        let objective = Objective(configuration: Self.configuration(kind), totals: Self.totals)
        let result = Self.evaluate(objective, Self.samples, Self.current)
        #expect(abs(result.loss - loss) < 1e-12)
        #expect(result.gradient == [[Float(first), 0], [0]])
        #expect(result.metrics.clipLow == 1.0 / 3)
        #expect(result.metrics.clipHigh == 1.0 / 3)
        #expect(result.metrics.clipFraction == 2.0 / 3)
        #expect(result.metrics.clipHighMaximum == 0.5)
        #expect(result.metrics.clipLowMinimum == 0)
        #expect(result.metrics.entropy == 0.5)
        #expect(result.metrics.tokens == 3)
    }

    @Test func sequenceRatioIsTheGeometricMean() {
        // Mean log-ratios 0.25 and -0.5: the first is over 1.2 and clipped, the second under 0.8 and clipped.
        let objective = Objective(configuration: Self.configuration(.grpo, .sequence), totals: Self.totals)
        let clipped = Self.evaluate(objective, Self.samples, Self.current)
        #expect(abs(clipped.loss - (-2.4 + 0.8) / 2) < 1e-12)
        #expect(clipped.gradient == [[0, 0], [0]])
        let wide = Objective(
            configuration: Self.configuration(.grpo, .sequence, clip: ClipRange(low: 0.9, high: 0.9)), totals: Self.totals)
        let open = Self.evaluate(wide, Self.samples, Self.current)
        #expect(abs(open.loss - (-2 * exp(0.25) + exp(-0.5)) / 2) < 1e-12)
        #expect(open.gradient == [[Float(-exp(0.25) / 2), Float(-exp(0.25) / 2)], [Float(exp(-0.5) / 2)]])
        #expect(open.metrics.ratioMean == (exp(0.25) + exp(-0.5)) / 2)
    }

    @Test func cispoKeepsTheGradientOfClampedTokens() {
        let objective = Objective(
            configuration: Self.configuration(.cispo, clip: ClipRange(low: 0.2, high: 1.5)), totals: Self.totals)
        let result = Self.evaluate(objective, Self.samples, Self.current)
        let derivatives = [-2.0, -1.5 * 2, exp(-0.5)]
        #expect(abs(result.loss - (2 + 3 - 1.5 * exp(-0.5)) / 3) < 1e-12)
        #expect(result.gradient == [[Float(derivatives[0] / 3), Float(derivatives[1] / 3)], [Float(derivatives[2] / 3)]])
        #expect(result.metrics.clipHigh == 1.0 / 3)
    }

    @Test func missingOldLogProbabilitiesMeanRatioOneWithGradient() {
        let samples = [CompletionSample(tokens: 2, advantage: 2), CompletionSample(tokens: 1, advantage: -1)]
        let objective = Objective(configuration: Self.configuration(.grpo), totals: Self.totals)
        let result = Self.evaluate(objective, samples, Self.current)
        #expect(result.loss == -0.5)
        #expect(result.gradient == [[-0.5, -0.5], [0.5]])
        #expect(result.metrics.ratioMaximum == 1)
    }

    @Test func maskedCompletionsWeighNothingButStayInTheCount() {
        var samples = Self.samples
        samples[1].isMasked = true
        let totals = BatchTotals(completions: 2, tokens: 2, maxNewTokens: 10)
        let result = Self.evaluate(Objective(configuration: Self.configuration(.grpo), totals: totals), samples, Self.current)
        #expect(abs(result.loss - -2.2 / 2) < 1e-12)
        #expect(result.gradient == [[-0.5, 0], [0]])
        #expect(result.metrics.tokens == 2)
    }

    @Test func samplerGapAndTruncatedImportance() {
        let samples = [CompletionSample(tokens: 3, advantage: 1, old: [-1, -1, -1], sampler: [-1.5, -4, .nan])]
        let objective = Objective(
            configuration: Self.configuration(.dapo, cap: 2), totals: BatchTotals(completions: 1, tokens: 3, maxNewTokens: 3))
        let result = Self.evaluate(objective, samples, [[-1, -1, -1]])
        #expect(result.gradient == [[Float(-exp(0.5) / 3), Float(-2.0 / 3), Float(-1.0 / 3)]])
        #expect(result.metrics.samplerGapMean == 1.75)
        #expect(result.metrics.samplerGapMaximum == 3)
    }

    @Test func divergenceIsK3() {
        let zero = Divergence(logProbability: -1.25, reference: -1.25)
        #expect(zero.value == 0 && zero.derivative == 0)
        let other = Divergence(logProbability: -2, reference: -1)
        #expect(abs(other.value - (exp(1) - 2)) < 1e-15 && abs(other.derivative - (1 - exp(1))) < 1e-15)
    }
}
