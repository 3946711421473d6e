/// Class bits of one Unicode scalar, as the reference library's engines see them.
enum ScalarClass {
    static let letter: UInt8 = 1
    static let number: UInt8 = 2
    static let space: UInt8 = 4
    /// Carriage return and line feed.
    static let newline: UInt8 = 8
    /// Part of a word, beside added tokens that stand alone.
    static let word: UInt8 = 16
    static let mark: UInt8 = 32
    /// May change under canonical composition, by itself or with its neighbours.
    static let composing: UInt8 = 64
    /// A digit in the sense of the `Digits` pre-tokenizer.
    static let digit: UInt8 = 128

    /// One byte of bits per scalar: a flat table, because looking a scalar up is the splitter's inner loop.
    static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 0x110000)
        let ranges = UnicodeClassData.ranges
        for i in stride(from: 0, to: ranges.count, by: 3) {
            for scalar in ranges[i]...ranges[i + 1] { table[Int(scalar)] |= UInt8(ranges[i + 2]) }
        }
        table[0x0A] |= newline
        table[0x0D] |= newline
        CanonicalComposition.markComposing(&table)
        return table
    }()

    /// Lends the table as a pointer, for loops that look up every scalar of a text. Every scalar is a valid index.
    static func withTable<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        table.withUnsafeBufferPointer { buffer in
            // The table has 0x110000 entries, so its buffer has a base address.
            guard let base = buffer.baseAddress else { preconditionFailure("the class table is empty") }
            return body(base)
        }
    }
}

/// Reading scalars out of UTF-8 that is known to be valid.
enum ValidUTF8 {
    /// The scalar at `index` and its length in bytes. The text must be valid UTF-8 and `index` a scalar's start.
    @inline(__always)
    static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (value: Int, length: Int) {
        let first = Int(text[index])
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | Int(text[index &+ 1] & 0x3F), 2) }
        let second = Int(text[index &+ 1] & 0x3F)
        let third = Int(text[index &+ 2] & 0x3F)
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        return ((first & 0x07) << 18 | second << 12 | third << 6 | Int(text[index &+ 3] & 0x3F), 4)
    }

    /// The start of the scalar that ends just before `index` (which is above 0).
    @inline(__always)
    static func previous(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        var start = index &- 1
        while start > 0, text[start] & 0xC0 == 0x80 { start &-= 1 }
        return start
    }

    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        switch scalar {
        case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case ..<0x10000:
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }
}
