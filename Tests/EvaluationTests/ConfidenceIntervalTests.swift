import Evaluation
import Testing

@Suite struct ConfidenceIntervalTests {
    /// Roots of (p - k/n)^2 = z^2 p (1 - p) / n, the equation that defines the interval, by the quadratic formula.
    @Test(arguments: [(0, 10, 0.0, 0.2775328), (5, 10, 0.2365931, 0.7634069), (76, 300, 0.2074498, 0.3054541), (8, 8, 0.6755924, 1.0)])
    func wilson(successes: Int, trials: Int, low: Double, high: Double) {
        let interval = ConfidenceInterval.wilson(successes: successes, trials: trials)
        #expect(abs(interval.low - low) < 1e-6)
        #expect(abs(interval.high - high) < 1e-6)
    }

    @Test func nothingSaysNothing() {
        #expect(ConfidenceInterval.wilson(successes: 0, trials: 0) == .init(low: 0, high: 1))
        #expect(ConfidenceInterval.bootstrap(values: [], weights: []) == .init(low: 0, high: 1))
    }

    @Test func bootstrapSurroundsTheMeanAndRepeats() {
        let values = (0..<200).map { Double($0 % 5) / 4 }
        let weights = [Double](repeating: 1, count: 200)
        let interval = ConfidenceInterval.bootstrap(values: values, weights: weights)
        // Standard error of the mean: sqrt(0.125 / 200) = 0.025, so the interval is 0.5 +- 0.049.
        #expect(abs(interval.low - 0.451) < 0.01)
        #expect(abs(interval.high - 0.549) < 0.01)
        #expect(interval == ConfidenceInterval.bootstrap(values: values, weights: weights))
        #expect(ConfidenceInterval.bootstrap(values: [0.5, 0.5], weights: [1, 3]) == .init(low: 0.5, high: 0.5))
    }
}
