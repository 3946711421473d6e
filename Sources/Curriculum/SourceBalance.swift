import Foundation

/// Inter-source balance: how much of a step each source gets, from how well the policy does on it.
///
/// `ema <- (1 - m) ema + m r`, `w ~ exp(-ema / tau)`, `w <- max(w, max(w) / R)`, normalised.
public enum SourceBalance {
    /// How the mixture of sources is decided.
    public enum Mixture: String, Sendable, Codable, CaseIterable {
        /// Sources with lower rewards get more prompts.
        case inverseReward = "inverse-reward"
        /// The ratio given in the configuration, always.
        case fixed
    }

    public struct Configuration: Sendable, Codable, Equatable {
        public var mixture: Mixture = .inverseReward
        /// The fixed mixture, one positive number per source in order; nil means equal parts. Unused by `inverseReward`.
        public var ratio: [Double]?
        /// The mixture until every source has been observed; nil means equal parts. Unused by `fixed`.
        public var initialRatio: [Double]?
        /// m: the weight of the newest mean reward in the moving average, in (0, 1].
        public var emaMomentum = 0.2
        /// tau: how sharply low rewards attract prompts, above 0. Large values tend to equal parts.
        public var temperature = 0.3
        /// R: no source's weight is more than this many times another's, at least 1.
        public var maxRatio = 3.0

        public init() {}

        /// Checks every number against its range, and the ratios against the number of sources.
        public func validate(sourceCount: Int) throws {
            try require(emaMomentum > 0 && emaMomentum <= 1, "curriculum.ema_momentum", emaMomentum, "above 0 and at most 1")
            try require(temperature > 0 && temperature.isFinite, "curriculum.temperature", temperature, "a finite number above 0")
            try require(maxRatio >= 1, "curriculum.max_ratio", maxRatio, "at least 1")
            try validate(ratio, key: "curriculum.ratio", sourceCount: sourceCount)
            try validate(initialRatio, key: "curriculum.initial_ratio", sourceCount: sourceCount)
        }

        /// The same for other sources: each keeps its part of the ratios.
        /// - Parameters:
        ///   - names: the sources that the ratios are written for, in order.
        ///   - others: the sources wanted, in order.
        /// - Throws: `CurriculumError.unknownSource` for a source that is not among `names`.
        public func rearranged(from names: [String], to others: [String]) throws -> Configuration {
            let places = try others.map { other in
                guard let place = names.firstIndex(of: other) else { throw CurriculumError.unknownSource(name: other, known: names) }
                return place
            }
            var rearranged = self
            try validate(sourceCount: names.count)
            rearranged.ratio = ratio.map { ratio in places.map { ratio[$0] } }
            rearranged.initialRatio = initialRatio.map { ratio in places.map { ratio[$0] } }
            return rearranged
        }

        private func validate(_ ratio: [Double]?, key: String, sourceCount: Int) throws {
            guard let ratio else { return }
            let valid = ratio.count == sourceCount && ratio.allSatisfy { $0 > 0 && $0.isFinite }
            try require(valid, key, ratio, "one number above 0 per source, \(sourceCount) in all")
        }
    }

    /// One source's moving average of the reward, after a step's rewards. The first observation sets it; no rewards keep it.
    static func average(_ ema: Double?, observing rewards: [Double], momentum: Double) -> Double? {
        guard !rewards.isEmpty else { return ema }
        let mean = rewards.reduce(0, +) / Double(rewards.count)
        guard let ema else { return mean }
        return (1 - momentum) * ema + momentum * mean
    }

    /// Weights that sum to 1, one per source; a source without data (`hasData` false) has weight 0 and is not waited for.
    static func weights(emas: [Double?], hasData: [Bool], configuration: Configuration) -> [Double] {
        let raw: [Double]
        switch configuration.mixture {
        case .fixed:
            raw = configuration.ratio ?? Array(repeating: 1, count: emas.count)
        case .inverseReward:
            let observed = zip(emas, hasData).compactMap { ema, present in present ? ema : nil }
            let awaited = hasData.count { $0 }
            if observed.count < awaited {
                raw = configuration.initialRatio ?? Array(repeating: 1, count: emas.count)
            } else {
                raw = inverseReward(emas: emas, lowest: observed.min() ?? 0, configuration: configuration)
            }
        }
        let present = zip(raw, hasData).map { $1 ? $0 : 0 }
        let largest = present.max() ?? 0
        // Divided by the largest first: a sum of huge ratios would overflow.
        let scaled = largest > 0 ? present.map { $0 / largest } : present
        let total = scaled.reduce(0, +)
        return total > 0 ? scaled.map { $0 / total } : scaled
    }

    /// Relative to the lowest average, whose weight is 1 and therefore the largest: nothing overflows at small tau.
    private static func inverseReward(emas: [Double?], lowest: Double, configuration: Configuration) -> [Double] {
        emas.map { ema in
            guard let ema else { return 0 }
            return max(exp(-(ema - lowest) / configuration.temperature), 1 / configuration.maxRatio)
        }
    }

    /// Whole numbers of prompts that sum to `prompts`: each source's share rounded down, the rest to the largest
    /// remainders, ties to the earlier source. With enough prompts every source that has data gets at least one, taken
    /// from the largest quota (ties from the later source).
    static func quotas(weights: [Double], hasData: [Bool], prompts: Int) -> [Int] {
        let shares = weights.map { $0 * Double(prompts) }
        var quotas = shares.map { Int($0 + remainderResolution / 2) }
        let remainders = zip(shares, quotas).map { share, quota in
            ((share - Double(quota)) / remainderResolution).rounded() * remainderResolution
        }
        let present = weights.indices.filter { hasData[$0] }
        let byRemainder = present.sorted { (remainders[$0], -$0) > (remainders[$1], -$1) }
        let missing = prompts - quotas.reduce(0, +)
        for source in byRemainder.prefix(max(missing, 0)) { quotas[source] += 1 }
        guard prompts >= present.count else { return quotas }
        for source in present where quotas[source] == 0 {
            guard let donor = present.max(by: { (quotas[$0], $0) < (quotas[$1], $1) }) else { break }
            quotas[donor] -= 1
            quotas[source] = 1
        }
        return quotas
    }

    /// Remainders closer than this are ties: shares such as 0.7 * 10 carry rounding noise.
    private static let remainderResolution = 1e-9
}

/// Throws `invalidSetting` unless `condition` holds.
func require(_ condition: Bool, _ key: String, _ found: some Any, _ expected: String) throws {
    guard condition else { throw CurriculumError.invalidSetting(key: key, found: "\(found)", expected: expected) }
}
