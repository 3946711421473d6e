extension LiteralParser {
    /// A quoted string: `"`, `'` or typographic quotes, with JSON's and Python's escapes.
    mutating func string() -> Literal? {
        let closing = closingQuote()
        var content: [UInt8] = []
        while let byte = peek() {
            if byte == closing.first, matchesBytes(closing) {
                position += closing.count
                return .string(String(decoding: content, as: UTF8.self))
            }
            if byte == UInt8(ascii: "\\") {
                guard escape(into: &content) else { return nil }
            } else {
                if byte == 0x0A, dialect == .lenient { return nil }
                content.append(byte)
                position += 1
            }
        }
        return nil
    }

    /// Moves behind the opening quote and says what closes it.
    private mutating func closingQuote() -> [UInt8] {
        if matches("\u{201C}") {
            position += 3
            return Array("\u{201D}".utf8)
        }
        if matches("\u{2018}") {
            position += 3
            return Array("\u{2019}".utf8)
        }
        let quote = peek() ?? 0
        position += 1
        return [quote]
    }

    private func matchesBytes(_ mark: [UInt8]) -> Bool {
        position + mark.count <= bytes.count && mark.indices.allSatisfy { bytes[position + $0] == mark[$0] }
    }

    private mutating func escape(into content: inout [UInt8]) -> Bool {
        guard let kind = peek(1) else { return false }
        position += 2
        switch kind {
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(kind)
        case UInt8(ascii: "u"): return unicodeEscape(into: &content)
        case UInt8(ascii: "'") where dialect == .lenient: content.append(kind)
        case UInt8(ascii: "x") where dialect == .lenient:
            guard let value = hexadecimal(digits: 2), let scalar = Unicode.Scalar(value) else { return false }
            content += Array(String(Character(scalar)).utf8)
        default:
            guard dialect == .lenient else { return false }
            content += [UInt8(ascii: "\\"), kind]
        }
        return true
    }

    /// `\u` with four hexadecimal digits, a surrogate pair as one character, a lone surrogate as the replacement character.
    private mutating func unicodeEscape(into content: inout [UInt8]) -> Bool {
        guard var value = hexadecimal(digits: 4) else { return false }
        if (0xD800..<0xDC00).contains(value), matches("\\u") {
            let start = position
            position += 2
            if let low = hexadecimal(digits: 4), (0xDC00..<0xE000).contains(low) {
                value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
            } else {
                position = start
            }
        }
        content += Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
        return true
    }

    private mutating func hexadecimal(digits count: Int) -> UInt32? {
        guard position + count <= bytes.count else { return nil }
        let text = String(decoding: bytes[position..<(position + count)], as: UTF8.self)
        guard text.allSatisfy({ $0.isHexDigit }), let value = UInt32(text, radix: 16) else { return nil }
        position += count
        return value
    }
}

extension Literal {
    /// Reads a whole JSON document, order of keys kept; nil where the text is no JSON.
    public init?(json bytes: some Sequence<UInt8>) {
        var parser = LiteralParser(Array(bytes), dialect: .json)
        guard let literal = parser.parse() else { return nil }
        parser.skipSpace()
        guard parser.peek() == nil else { return nil }
        self = literal
    }

    /// Reads a whole text as a JSON or Python literal; nil where it is neither.
    public init?(_ text: String) {
        var parser = LiteralParser(Array(text.utf8))
        guard let literal = parser.parse() else { return nil }
        parser.skipSpace()
        guard parser.peek() == nil else { return nil }
        self = literal
    }
}
