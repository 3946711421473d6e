/// Maps characters to the representatives that the language profiles count.
struct GramNormalizer: Sendable {
    private var excluded: Set<UInt32> = []
    private var ideographs: [UInt32: UInt32] = [:]
    private var vietnameseLetters: Scalars = []
    private var vietnameseMarks: Scalars = []
    private var vietnameseComposed: [Scalars] = []

    /// - Parameter messages: lines of key, equals sign, characters as `\u` escapes.
    init(messages: String) {
        var composed: [UInt32: Scalars] = [:]
        for line in messages.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let key = line[..<equals].trimmingPrefix { $0 == " " }
            let value = Self.unescaped(Scalars(String(line[line.index(after: equals)...])))
            if key == "NGram.LATIN1_EXCLUDE" { excluded = Set(value) }
            if key.hasPrefix("NGram.KANJI_"), let first = value.first { for code in value { ideographs[code] = first } }
            if key == "TO_NORMALIZE_VI_CHARS" { vietnameseLetters = value }
            if key == "DMARK_CLASS" { vietnameseMarks = value }
            if key.hasPrefix("NORMALIZED_VI_CHARS_"), let mark = UInt32(key.suffix(4), radix: 16) { composed[mark] = value }
        }
        vietnameseComposed = vietnameseMarks.map { composed[$0] ?? [] }
    }

    private static func unescaped(_ text: Scalars) -> Scalars {
        var result = Scalars()
        var index = 0
        while index < text.count {
            if text[index] == 0x5c, index + 5 < text.count, text[index + 1] == 0x75 {
                result.append(text[(index + 2)..<(index + 6)].reduce(0) { $0 << 4 | (hexadecimalValue($1) ?? 0) })
                index += 6
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// Joins a Vietnamese letter and the tone mark behind it.
    func composed(_ text: Scalars) -> Scalars {
        guard text.contains(where: { $0 >= 0x300 && $0 < 0x400 && vietnameseMarks.contains($0) }) else { return text }
        var result = Scalars()
        for code in text {
            guard let mark = vietnameseMarks.firstIndex(of: code), let last = result.last,
                let letter = vietnameseLetters.firstIndex(of: last), letter < vietnameseComposed[mark].count
            else {
                result.append(code)
                continue
            }
            result[result.count - 1] = vietnameseComposed[mark][letter]
        }
        return result
    }

    @inline(__always)
    func normalized(_ code: UInt32) -> UInt32 {
        code < 0x80 ? (code.isASCIILetter ? code : 32) : normalizedWide(code)
    }

    private func normalizedWide(_ code: UInt32) -> UInt32 {
        switch code {
        case 0x80...0xff: excluded.contains(code) ? 32 : code
        case 0x219: 0x15f
        case 0x21b: 0x163
        case 0x2000...0x206f: 32
        case 0x6cc: 0x64a
        case 0x1ea0...0x1eff: 0x1ec3
        case 0x3040...0x309f: 0x3042
        case 0x30a0...0x30ff: 0x30a2
        case 0x3100...0x312f, 0x31a0...0x31bf: 0x3105
        case 0x4e00...0x9fff: ideographs[code] ?? code
        case 0xac00...0xd7af: 0xac00
        default: code
        }
    }
}

/// Replaces web and mail addresses by one space each.
enum AddressRemover {
    static func removed(from text: Piece) -> Scalars {
        var result = Scalars(text)
        if text.contains(literal: Scalars("://")) { result = withoutWebAddresses(result) }
        if result.contains(0x40) { result = withoutMailAddresses(result) }
        return result
    }

    private static func isWebCharacter(_ code: UInt32) -> Bool {
        if code.isASCIILetter || code >= 48 && code <= 57 { return true }
        switch Unicode.Scalar(code) {
        case "-", "_", ".", "?", "&", "~", ";", "+", "=", "/", "#": return true
        default: return false
        }
    }

    private static func isName(_ code: UInt32) -> Bool {
        code.isASCIILetter || code >= 48 && code <= 57 || code == 0x2d || code == 0x5f
    }

    private static func isDottedName(_ code: UInt32) -> Bool { isName(code) || code == 0x2e }

    private static func runEnd(_ text: Scalars, from start: Int, limit: Int, _ condition: (UInt32) -> Bool) -> Int {
        var end = start
        while end < text.count, end - start < limit, condition(text[end]) { end += 1 }
        return end
    }

    private static func withoutWebAddresses(_ text: Scalars) -> Scalars {
        let schemes = [Scalars("http://"), Scalars("https://")]
        var result = Scalars()
        var index = 0
        while index < text.count {
            if text[index] == 0x68, let scheme = schemes.first(where: { text[...].matches($0, at: index) }) {
                let start = index + scheme.count
                let end = runEnd(text, from: start, limit: 2076, isWebCharacter)
                if end > start {
                    result.append(32)
                    index = end
                    continue
                }
            }
            result.append(text[index])
            index += 1
        }
        return result
    }

    private static func withoutMailAddresses(_ text: Scalars) -> Scalars {
        var result = Scalars()
        var copied = 0
        for at in text.indices where text[at] == 0x40 && at >= copied {
            var start = at
            while start > copied, at - start < 64, isDottedName(text[start - 1]) { start -= 1 }
            guard start < at else { continue }
            let host = runEnd(text, from: at + 1, limit: 255, isName)
            guard host > at + 1 else { continue }
            let end = runEnd(text, from: host, limit: 255, isDottedName)
            guard end > host || host > at + 2 else { continue }
            result += text[copied..<start]
            result.append(32)
            copied = end
        }
        return result + text[copied...]
    }
}
