/// Halves of generated data: what is trained on and what is held out, decided by the text itself.
public enum DataSplit: String, Sendable, Codable, CaseIterable {
    case train, heldout

    /// Which half a text (a function's source, a problem) belongs to: one in six is held out, by a hash of it.
    public static func of(_ text: String) -> DataSplit {
        StableHash.of(text) % 6 == 0 ? .heldout : .train
    }
}

/// FNV-1a, the same on every machine and version.
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
