/// Decodes tokens as they arrive: what it returns, joined, is the decoding of all tokens at once.
public struct StreamingDecoder: Sendable {
    private let vocabulary: TokenBytes
    private let skipped: Set<Int>
    /// The start of a character whose other bytes have not arrived.
    private var pending: [UInt8] = []

    init(vocabulary: TokenBytes, skipped: Set<Int>) {
        self.vocabulary = vocabulary
        self.skipped = skipped
    }

    /// The text that is certain after one more token: possibly empty, never part of a character.
    public mutating func decode(_ id: Int) -> String {
        guard !skipped.contains(id) else { return "" }
        pending.append(contentsOf: vocabulary[id])
        let complete = pending.count - Self.unfinishedCount(pending)
        defer { pending.removeFirst(complete) }
        return String(decoding: pending[..<complete], as: UTF8.self)
    }

    /// What is left at the end: nothing, or U+FFFD for an unfinished character.
    public mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end are a prefix of a valid UTF-8 sequence that more bytes could complete.
    private static func unfinishedCount(_ bytes: [UInt8]) -> Int {
        for count in 1...3 where count <= bytes.count {
            let lead = bytes[bytes.count - count]
            if lead & 0xC0 == 0x80 { continue }
            let length = lead >= 0xF0 ? (lead <= 0xF4 ? 4 : 0) : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0
            guard count < length else { return 0 }
            return count == 1 || secondBytes(after: lead).contains(bytes[bytes.count - count + 1]) ? count : 0
        }
        return 0
    }

    private static func secondBytes(after lead: UInt8) -> ClosedRange<UInt8> {
        switch lead {
        case 0xE0: 0xA0...0xBF
        case 0xED: 0x80...0x9F
        case 0xF0: 0x90...0xBF
        case 0xF4: 0x80...0x8F
        default: 0x80...0xBF
        }
    }
}
