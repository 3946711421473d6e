import Generation
import Testing

@Suite struct RandomStreamTests {
    /// Known-answer vectors published with Random123 (kat_vectors, philox4x32 10).
    @Test func philoxMatchesPublishedVectors() {
        let zero = RandomStream.philox(counter: (0, 0, 0, 0), key: (0, 0))
        #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        let ones = RandomStream.philox(counter: (.max, .max, .max, .max), key: (.max, .max))
        #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        let pi = RandomStream.philox(
            counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
        #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test func uniformUsesTheHighestBitsAndDependsOnAllThreeInputs() {
        let expected = Double((0x6627_e8d5_e169_c58d as UInt64) >> 11) / 9_007_199_254_740_992
        #expect(RandomStream(seed: 0, stream: 0).uniform(at: 0) == expected)
        let values = [
            RandomStream(seed: 1, stream: 2).uniform(at: 3), RandomStream(seed: 2, stream: 1).uniform(at: 3),
            RandomStream(seed: 1, stream: 3).uniform(at: 2), RandomStream(seed: 1, stream: 2).uniform(at: 3 << 32),
            RandomStream(seed: 1, stream: 2 << 32).uniform(at: 3), RandomStream(seed: 1 << 32, stream: 2).uniform(at: 3),
        ]
        #expect(Set(values).count == 6)
    }

    @Test func uniformIsEvenlySpread() {
        var buckets = Array(repeating: 0, count: 10)
        for stream in 0..<100 as Range<UInt64> {
            for index in 0..<1000 as Range<UInt64> { buckets[Int(RandomStream(seed: 7, stream: stream).uniform(at: index) * 10)] += 1 }
        }
        // 10,000 expected per bucket with a standard deviation of 95; the stream is fixed, so this either always holds or never.
        #expect(buckets.allSatisfy { abs($0 - 10_000) < 400 })
    }
}
