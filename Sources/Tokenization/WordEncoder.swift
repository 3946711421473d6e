/// Encodes words and remembers the short ones: the working memory of one call at a time.
///
/// The memory is a direct-mapped table of fixed size; a word replaces what stood in its slot.
/// `@unchecked Sendable`: it is mutable, and the pool in `Tokenizer` hands it to one call at a time.
final class WordEncoder: @unchecked Sendable {
    /// A word of up to 15 bytes as two machine words (the length in the last byte), and its tokens.
    private struct Entry {
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// The tokens, or where they stand in `overflow` when more than three.
        var tokens: (UInt32, UInt32, UInt32) = (0, 0, 0)
        var count: UInt32 = 0
    }

    private static let slotBits = 15
    private static let overflowLimit = 1 << 18

    private let model: BytePairModel
    private let entries: UnsafeMutablePointer<Entry>
    private var overflow: [UInt32] = []
    private var symbols: [UInt32] = []
    private var ranks: [UInt32] = []

    init(model: BytePairModel) {
        self.model = model
        entries = .allocate(capacity: 1 << Self.slotBits)
        entries.initialize(repeating: Entry(), count: 1 << Self.slotBits)
    }

    deinit { entries.deallocate() }

    /// Forgets every word.
    func forget() {
        entries.update(repeating: Entry(), count: 1 << Self.slotBits)
        overflow.removeAll(keepingCapacity: true)
    }

    /// Appends the tokens of `text[start..<end]`, one word.
    @inline(__always)
    func encode(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, into output: inout [Int]) {
        let count = end &- start
        guard count < 16 else { return encodeUncached(text, start, end, into: &output) }
        let (low, high) = Self.pack(text, start, count)
        let hash = (low ^ (high &* 0xC2B2_AE3D_27D4_EB4F)) &* 0x9E37_79B9_7F4A_7C15
        let slot = entries + Int(truncatingIfNeeded: hash >> UInt64(64 - Self.slotBits))
        guard slot.pointee.low == low, slot.pointee.high == high else {
            return encodeAndRemember(text, start, end, slot, low, high, into: &output)
        }
        let tokens = slot.pointee.tokens
        switch slot.pointee.count {
        case 1: output.append(Int(tokens.0))
        case 2:
            output.append(Int(tokens.0))
            output.append(Int(tokens.1))
        case 3:
            output.append(Int(tokens.0))
            output.append(Int(tokens.1))
            output.append(Int(tokens.2))
        case let count:
            let first = Int(tokens.0)
            for i in first..<first &+ Int(count) { output.append(Int(overflow[i])) }
        }
    }

    /// The bytes as two little-endian machine words, the length in the highest byte (so no word equals an empty entry).
    @inline(__always)
    private static func pack(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> (UInt64, UInt64) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        if start &+ 16 <= text.count {
            let raw = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped) + start
            low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
            if count < 8 {
                low &= (1 &<< UInt64(count &* 8)) &- 1
            } else {
                high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                high &= (1 &<< UInt64((count &- 8) &* 8)) &- 1
            }
        } else {
            for i in 0..<count {
                if i < 8 {
                    low |= UInt64(text[start &+ i]) &<< UInt64(i &* 8)
                } else {
                    high |= UInt64(text[start &+ i]) &<< UInt64((i &- 8) &* 8)
                }
            }
        }
        return (low, high | UInt64(count) &<< 56)
    }

    @inline(never)
    private func encodeAndRemember(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ slot: UnsafeMutablePointer<Entry>, _ low: UInt64,
        _ high: UInt64, into output: inout [Int]
    ) {
        let first = output.count
        encodeUncached(text, start, end, into: &output)
        let count = output.count - first
        var entry = Entry(low: low, high: high, count: UInt32(count))
        if count > 3 || count == 0 {
            if overflow.count + count > Self.overflowLimit { forget() }
            entry.tokens.0 = UInt32(overflow.count)
            for token in output[first...] { overflow.append(UInt32(token)) }
        } else {
            entry.tokens.0 = UInt32(output[first])
            if count > 1 { entry.tokens.1 = UInt32(output[first + 1]) }
            if count > 2 { entry.tokens.2 = UInt32(output[first + 2]) }
        }
        slot.pointee = entry
    }

    private func encodeUncached(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, into output: inout [Int]) {
        let word = UnsafeBufferPointer(rebasing: text[start..<end])
        if !model.wholeWords.isEmpty, let token = model.wholeWords[Array(word)] {
            output.append(Int(token))
            return
        }
        model.symbols(word, into: &symbols)
        model.merge(&symbols, ranks: &ranks)
        for symbol in symbols { output.append(Int(symbol)) }
    }
}
