import Tokenization

extension Sequence<Prompt> {
    /// A hash of what the prompts say, by which a resumed run knows its data again: 64-bit FNV-1a over every prompt's id and messages,
    /// each closed by a byte that no text has.
    public var digest: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for prompt in self {
            for text in [prompt.id] + prompt.messages.flatMap({ [$0.role, $0.content] }) {
                for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
                hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
            }
        }
        return hash
    }
}
