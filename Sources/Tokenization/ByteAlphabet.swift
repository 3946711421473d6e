/// The printable alphabet in which byte-level vocabularies are written: one character per byte.
///
/// Printable Latin-1 bytes stand for themselves; the 68 others are the characters from U+0100 on, in byte order (GPT-2's table).
enum ByteAlphabet {
    /// The scalar that stands for each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0..<256).map { (byte: UInt32) in
            let printable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
            if printable { return Unicode.Scalar(UInt8(byte)) }
            defer { next += 1 }
            return Unicode.Scalar(next) ?? " "
        }
    }()

    private static let bytes: [UInt8?] = {
        var table = [UInt8?](repeating: nil, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = UInt8(byte) }
        return table
    }()

    /// Appends the bytes that a token's UTF-8 text stands for, or the text itself if a character is outside the alphabet.
    static func appendDecoded(_ text: ArraySlice<UInt8>, to result: inout [UInt8]) {
        let start = result.count
        guard !appendBytes(of: text, to: &result) else { return }
        result.removeLast(result.count - start)
        result.append(contentsOf: text)
    }

    /// The bytes that a token's UTF-8 text stands for, or nil if a character is outside the alphabet.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        return appendBytes(of: text, to: &result) ? result : nil
    }

    private static func appendBytes(of text: ArraySlice<UInt8>, to result: inout [UInt8]) -> Bool {
        let bytes = bytes
        var lead: UInt8 = 0
        for byte in text {
            if lead != 0 {
                let value = Int(lead & 0x1F) << 6 | Int(byte & 0x3F)
                guard value < bytes.count, let decoded = bytes[value] else { return false }
                result.append(decoded)
                lead = 0
            } else if byte < 0x80 {
                guard let decoded = bytes[Int(byte)] else { return false }
                result.append(decoded)
            } else if byte & 0xE0 == 0xC0 {
                lead = byte
            } else {
                return false
            }
        }
        return true
    }

    /// The token text that stands for bytes.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(scalars[Int(byte)]) }
        return String(text)
    }
}
