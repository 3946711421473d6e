/// A counter-based random stream (Philox 4x32 with 10 rounds; Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
/// Value `index` depends on seed, stream and index alone, so a request draws the same numbers whatever else is computed and in whatever order.
public struct RandomStream: Sendable, Equatable {
    public var seed: UInt64
    public var stream: UInt64

    public init(seed: UInt64, stream: UInt64) {
        self.seed = seed
        self.stream = stream
    }

    /// Uniform in [0, 1), a multiple of 2^-53. The counter is (index, stream), the key is the seed.
    public func uniform(at index: UInt64) -> Double {
        let words = Self.philox(
            counter: (
                UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
                UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
            ), key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        let bits = (UInt64(words.0) << 32 | UInt64(words.1)) >> 11
        return Double(bits) * 0x1p-53
    }

    /// One block of Philox 4x32-10.
    package static func philox(
        counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
    ) -> (UInt32, UInt32, UInt32, UInt32) {
        var (c0, c1, c2, c3) = counter
        var (k0, k1) = key
        for round in 0..<10 {
            if round > 0 {
                k0 &+= 0x9E37_79B9
                k1 &+= 0xBB67_AE85
            }
            let first = (0xD251_1F53 as UInt32).multipliedFullWidth(by: c0)
            let second = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: c2)
            (c0, c1, c2, c3) = (second.high ^ c1 ^ k0, second.low, first.high ^ c3 ^ k1, first.low)
        }
        return (c0, c1, c2, c3)
    }
}
