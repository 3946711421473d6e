import Foundation

/// Reads one JSON or Python literal out of text, byte by byte, from a given place.
///
/// It never evaluates anything. Nesting deeper than ``maximumDepth`` is refused, so hostile text cannot exhaust the stack.
struct LiteralParser {
    /// What is accepted.
    enum Dialect {
        /// JSON alone (with Python's `NaN` and `Infinity`).
        case json
        /// JSON and Python literals, and what models write for them: `{name: 1}`, `1,234`, a typographic minus or quotes.
        case lenient
    }

    static let maximumDepth = 128

    let bytes: [UInt8]
    var position: Int
    let dialect: Dialect

    init(_ bytes: [UInt8], at position: Int = 0, dialect: Dialect = .lenient) {
        self.bytes = bytes
        self.position = position
        self.dialect = dialect
    }

    /// The literal at the current place; moves behind it, or returns nil and leaves the place unspecified.
    mutating func parse(depth: Int = 0) -> Literal? {
        guard depth <= Self.maximumDepth else { return nil }
        skipSpace()
        guard let byte = peek() else { return nil }
        switch byte {
        case UInt8(ascii: "["): return sequence(closing: UInt8(ascii: "]"), depth: depth).map { .list($0.items) }
        case UInt8(ascii: "(") where dialect == .lenient: return parenthesised(depth: depth)
        case UInt8(ascii: "{"): return braces(depth: depth)
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "'") where dialect == .lenient: return string()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): return number(depth: depth)
        case 0xE2: return typographic(depth: depth)
        default: return word()
        }
    }

    func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    func matches(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { mark in
            position + mark.count <= bytes.count && mark.indices.allSatisfy { bytes[position + $0] == mark[$0] }
        }
    }

    mutating func skipSpace() {
        while let byte = peek() {
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                position += 1
            } else if dialect == .lenient, byte == 0xC2, peek(1) == 0xA0 {
                position += 2
            } else {
                return
            }
        }
    }

    // MARK: Containers

    private mutating func sequence(closing: UInt8, depth: Int) -> (items: [Literal], trailingComma: Bool)? {
        position += 1
        var items: [Literal] = []
        var trailingComma = false
        while true {
            skipSpace()
            guard let byte = peek() else { return nil }
            if byte == closing {
                if trailingComma && dialect == .json { return nil }
                position += 1
                return (items, trailingComma)
            }
            guard items.isEmpty || trailingComma, let item = parse(depth: depth + 1) else { return nil }
            items.append(item)
            skipSpace()
            trailingComma = peek() == UInt8(ascii: ",")
            if trailingComma { position += 1 }
        }
    }

    private mutating func parenthesised(depth: Int) -> Literal? {
        guard let (items, trailingComma) = sequence(closing: UInt8(ascii: ")"), depth: depth) else { return nil }
        return items.count == 1 && !trailingComma ? items[0] : .tuple(items)
    }

    /// A dictionary, or a set read as a list: what follows the first element decides, so nothing is read twice.
    private mutating func braces(depth: Int) -> Literal? {
        position += 1
        var entries: [Literal.Entry] = []
        var members: [Literal] = []
        var separated = true
        while true {
            skipSpace()
            guard let byte = peek() else { return nil }
            if byte == UInt8(ascii: "}") {
                if separated && !entries.isEmpty && dialect == .json { return nil }
                position += 1
                return members.isEmpty ? .dictionary(entries) : .list(members)
            }
            guard separated, let key = key(depth: depth + 1) else { return nil }
            skipSpace()
            if peek() == UInt8(ascii: ":"), members.isEmpty {
                position += 1
                guard let value = parse(depth: depth + 1) else { return nil }
                entries.append(.init(key: key, value: value))
            } else if dialect == .lenient, entries.isEmpty {
                members.append(key)
            } else {
                return nil
            }
            skipSpace()
            separated = peek() == UInt8(ascii: ",")
            if separated { position += 1 }
        }
    }

    private mutating func key(depth: Int) -> Literal? {
        if dialect == .json { return peek() == UInt8(ascii: "\"") ? string() : nil }
        let start = position
        if let key = parse(depth: depth) { return key }
        position = start
        let name = identifier()
        return name.isEmpty ? nil : .string(name)
    }

    // MARK: Words and numbers

    private mutating func word() -> Literal? {
        let name = identifier()
        switch (name, dialect) {
        case ("null", _): return Literal.none
        case ("true", _): return .boolean(true)
        case ("false", _): return .boolean(false)
        case ("NaN", _): return .number(.nan)
        case ("Infinity", _): return .number(.infinity)
        case ("None", .lenient): return Literal.none
        case ("True", .lenient): return .boolean(true)
        case ("False", .lenient): return .boolean(false)
        case ("nan", .lenient): return .number(.nan)
        case ("inf", .lenient): return .number(.infinity)
        case ("set", .lenient) where matches("()"):
            position += 2
            return .list([])
        default: return nil
        }
    }

    private mutating func identifier() -> String {
        let start = position
        while let byte = peek(), Self.isWord(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            return true
        default: return false
        }
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ?? false
    }

    /// A minus sign or quotation mark from typography.
    private mutating func typographic(depth: Int) -> Literal? {
        guard dialect == .lenient else { return nil }
        if matches("\u{2212}") || matches("\u{2013}") {
            position += 3
            return negated(unsigned(depth: depth))
        }
        return matches("\u{201C}") || matches("\u{2018}") ? string() : nil
    }

    private mutating func number(depth: Int) -> Literal? {
        switch peek() {
        case UInt8(ascii: "-"):
            position += 1
            return negated(unsigned(depth: depth))
        case UInt8(ascii: "+"):
            guard dialect == .lenient else { return nil }
            position += 1
            return unsigned(depth: depth)
        default:
            return unsigned(depth: depth)
        }
    }

    private func negated(_ literal: Literal?) -> Literal? {
        switch literal {
        case .integer(let value): return .integer(-value)
        case .bigInteger("9223372036854775808"): return .integer(.min)
        case .bigInteger(let digits): return .bigInteger("-" + digits)
        case .number(let value): return .number(-value)
        default: return nil
        }
    }

    private mutating func unsigned(depth: Int) -> Literal? {
        if peek().map({ $0 == UInt8(ascii: "I") || $0 == UInt8(ascii: "i") }) ?? false { return word() }
        var digits = wholeDigits(groups: dialect == .lenient && depth == 0)
        let wholeCount = digits.count
        var isInteger = true
        if peek() == UInt8(ascii: "."), Self.isDigit(peek(1)) || (dialect == .lenient && wholeCount > 0 && !isEllipsis) {
            isInteger = false
            digits.append(UInt8(ascii: "."))
            position += 1
            let fraction = plainDigits()
            digits += fraction.isEmpty ? [UInt8(ascii: "0")] : fraction
        }
        guard !digits.isEmpty, !(dialect == .json && wholeCount == 0) else { return nil }
        if let exponent = exponent() {
            isInteger = false
            digits += exponent
        }
        if let next = peek(), Self.isWord(next) { return nil }
        let text = String(decoding: digits, as: UTF8.self)
        if isInteger { return Self.integer(text) }
        return Double(wholeCount == 0 ? "0" + text : text).map { .number($0) }
    }

    private var isEllipsis: Bool { peek(1) == UInt8(ascii: ".") }

    private static func integer(_ text: String) -> Literal {
        if let value = Int(text) { return .integer(value) }
        let significant = text.drop { $0 == "0" }
        return Int(significant).map { .integer($0) } ?? .bigInteger(String(significant))
    }

    private mutating func plainDigits() -> [UInt8] {
        var digits: [UInt8] = []
        while let byte = peek() {
            if Self.isDigit(byte) {
                digits.append(byte)
            } else if !(dialect == .lenient && byte == UInt8(ascii: "_") && Self.isDigit(peek(1)) && !digits.isEmpty) {
                break
            }
            position += 1
        }
        return digits
    }

    /// Digits with `1,234,567` read as one number where `groups` allows it (a comma inside brackets separates elements).
    private mutating func wholeDigits(groups: Bool) -> [UInt8] {
        var digits = plainDigits()
        guard groups, (1...3).contains(digits.count), digits.first != UInt8(ascii: "0") else { return digits }
        while peek() == UInt8(ascii: ","), (1...3).allSatisfy({ Self.isDigit(peek($0)) }), !Self.isDigit(peek(4)) {
            digits += bytes[(position + 1)...(position + 3)]
            position += 4
        }
        return digits
    }

    private mutating func exponent() -> [UInt8]? {
        guard peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") else { return nil }
        let signed = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
        guard Self.isDigit(peek(signed ? 2 : 1)) else { return nil }
        var text: [UInt8] = [UInt8(ascii: "e")]
        if signed, let sign = peek(1) { text.append(sign) }
        position += signed ? 2 : 1
        return text + plainDigits()
    }
}
