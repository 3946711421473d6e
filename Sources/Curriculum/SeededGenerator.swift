/// A seeded random generator whose whole state is part of the value, so that a saved curriculum continues the same
/// sequence. The algorithm is fixed here (xoshiro256**, Blackman and Vigna 2018, seeded by SplitMix64), and so are the
/// bounded draws: the standard library's `shuffle` and `random(in:)` may change between releases.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Codable, Equatable {
    private var state: [UInt64]

    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - stream: tells apart generators of one run; each stream is a sequence of its own.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var word = seed
        let salt = Self.splitMix(&word) ^ stream
        var mixed = salt
        state = (0..<4).map { _ in Self.splitMix(&mixed) }
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    public mutating func next() -> UInt64 {
        let result = Self.rotate(state[1] &* 5, by: 7) &* 9
        let shifted = state[1] << 17
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = Self.rotate(state[3], by: 45)
        return result
    }

    private static func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 {
        (word << bits) | (word >> (64 - bits))
    }

    /// A whole number in 0 ..< `bound`, every one equally likely: draws that would favour the small ones are thrown away
    /// (Lemire 2019). A bound below 1 gives 0.
    public mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let range = UInt64(bound)
        let rejected = (0 &- range) % range
        while true {
            let (high, low) = next().multipliedFullWidth(by: range)
            if low >= rejected { return Int(high) }
        }
    }

    /// A number in [0, 1), a multiple of 2^-53.
    public mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Fisher and Yates' shuffle, in place.
    public mutating func shuffle(_ values: inout [Int]) {
        guard values.count > 1 else { return }
        for last in stride(from: values.count - 1, to: 0, by: -1) {
            values.swapAt(last, below(last + 1))
        }
    }

    private enum CodingKeys: CodingKey { case state }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        state = try container.decode([UInt64].self, forKey: .state)
        guard state.count == 4, state.contains(where: { $0 != 0 }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .state, in: container, debugDescription: "expected four words that are not all 0, found \(state)")
        }
    }
}
