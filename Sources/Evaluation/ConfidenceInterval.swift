import Foundation
import SeededRandom

/// A 95 % interval around a score.
public struct ConfidenceInterval: Sendable, Codable, Equatable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    private static let z = 1.959963984540054

    /// Wilson's score interval of a proportion (Wilson 1927): for z = 1.96, centre (p + z^2/2n) / (1 + z^2/n), half width
    /// z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n). No trials say nothing: 0...1.
    public static func wilson(successes: Int, trials: Int) -> ConfidenceInterval {
        guard trials > 0 else { return .init(low: 0, high: 1) }
        let n = Double(trials)
        let p = Double(successes) / n
        let scale = 1 + z * z / n
        let centre = (p + z * z / (2 * n)) / scale
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / scale
        return .init(low: max(0, centre - half), high: min(1, centre + half))
    }

    /// Percentile bootstrap of a weighted mean: items are drawn with replacement, so answers to one prompt stay together.
    ///
    /// The draws come from a fixed stream, so that the same results always give the same interval.
    public static func bootstrap(values: [Double], weights: [Double], resamples: Int = 2_000) -> ConfidenceInterval {
        precondition(values.count == weights.count)
        guard !values.isEmpty, resamples > 0 else { return .init(low: 0, high: 1) }
        var random = SplitMix64(seed: 0x5EED)
        let means = (0..<resamples).map { _ -> Double in
            var sum = 0.0
            var weight = 0.0
            for _ in values.indices {
                let index = Int.random(in: values.indices, using: &random)
                sum += values[index] * weights[index]
                weight += weights[index]
            }
            return weight > 0 ? sum / weight : 0
        }.sorted()
        return .init(low: quantile(means, 0.025), high: quantile(means, 0.975))
    }

    /// Linear interpolation between the sorted values around the place `q (n - 1)`.
    private static func quantile(_ sorted: [Double], _ q: Double) -> Double {
        let place = q * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}
