import CHash
import Testing

@Suite struct CHashTests {
    @Test func specialInstructionsAgreeWithPlainOnes() {
        let data = (0..<64 * 37).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 97) }
        var fast: [UInt32] = [1, 2, 3, 4, 5, 6, 7, 0xFFFF_FFFF]
        var plain = fast
        chash_sha256_blocks(&fast, data, 37)
        chash_sha256_blocks_portable(&plain, data, 37)
        #expect(fast == plain)
        #expect(fast != [1, 2, 3, 4, 5, 6, 7, 0xFFFF_FFFF])
    }

    /// The block of the message "abc", from the standard.
    @Test func knownBlock() {
        var block = [UInt8](repeating: 0, count: 64)
        block.replaceSubrange(0..<4, with: [0x61, 0x62, 0x63, 0x80])
        block[63] = 24
        var state: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        chash_sha256_blocks(&state, block, 1)
        #expect(
            state == [
                0xba78_16bf, 0x8f01_cfea, 0x4141_40de, 0x5dae_2223, 0xb003_61a3, 0x9617_7a9c, 0xb410_ff61, 0xf200_15ad,
            ])
    }
}
