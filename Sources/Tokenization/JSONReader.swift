/// Reads JSON text into a `JSONTree`.
struct JSONReader {
    let bytes: [UInt8]
    let file: String
    private(set) var strings: [UInt8] = []
    private var position = 0

    private static let depthLimit = 200

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        strings.reserveCapacity(bytes.count / 2)
    }

    mutating func document() throws -> JSONTree.Node {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let node = try value(depth: 0)
        skipSpace()
        if position < bytes.count { throw failure("text after the end of the document") }
        return node
    }

    private func failure(_ message: String) -> TokenizationError {
        let line = 1 + bytes[..<min(position, bytes.count)].count { $0 == 0x0A }
        return .malformedJSON(file: file, line: line, message: message)
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private func peek() throws -> UInt8 {
        guard position < bytes.count else { throw failure("the document ends early") }
        return bytes[position]
    }

    private mutating func value(depth: Int) throws -> JSONTree.Node {
        guard depth < Self.depthLimit else { throw failure("nested deeper than \(Self.depthLimit) levels") }
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ node: JSONTree.Node) throws -> JSONTree.Node {
        guard bytes[position...].starts(with: text.utf8) else { throw failure("expected a value") }
        position += text.utf8.count
        return node
    }

    private mutating func number() throws -> JSONTree.Node {
        let start = position
        while position < bytes.count, Self.isNumeric(bytes[position]) { position += 1 }
        // Ids are by far the most numbers in a vocabulary: digits alone need no general conversion.
        if position - start <= 15, position > start, bytes[start..<position].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            return .number(Double(bytes[start..<position].reduce(0) { $0 * 10 + Int($1 - 0x30) }))
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw failure("expected a value") }
        return .number(number)
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private mutating func array(depth: Int) throws -> JSONTree.Node {
        position += 1
        var values: [JSONTree.Node] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            if try !separator(closing: UInt8(ascii: "]")) { return .array(values) }
        }
    }

    private mutating func object(depth: Int) throws -> JSONTree.Node {
        position += 1
        var members: [(key: Range<Int>, value: JSONTree.Node)] = []
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw failure("expected a key in quotation marks") }
            let key = try string()
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw failure("expected ':' after a key") }
            position += 1
            members.append((key, try value(depth: depth + 1)))
            if try !separator(closing: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    /// Consumes a comma (true) or the closing bracket (false).
    private mutating func separator(closing: UInt8) throws -> Bool {
        skipSpace()
        let byte = try peek()
        guard byte == UInt8(ascii: ",") || byte == closing else { throw failure("expected ',' or '\(Character(Unicode.Scalar(closing)))'") }
        position += 1
        return byte != closing
    }

    private mutating func string() throws -> Range<Int> {
        position += 1
        let start = strings.count
        while true {
            let byte = try peek()
            position += 1
            if byte == UInt8(ascii: "\"") { return start..<strings.count }
            if byte < 0x20 { throw failure("a control character inside a string") }
            if byte == UInt8(ascii: "\\") { try escape() } else { strings.append(byte) }
        }
    }

    private mutating func escape() throws {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "n"): strings.append(0x0A)
        case UInt8(ascii: "t"): strings.append(0x09)
        case UInt8(ascii: "r"): strings.append(0x0D)
        case UInt8(ascii: "b"): strings.append(0x08)
        case UInt8(ascii: "f"): strings.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): strings.append(byte)
        case UInt8(ascii: "u"): try unicodeEscape()
        default: throw failure("unknown escape '\\\(Character(Unicode.Scalar(byte)))'")
        }
    }

    private mutating func unicodeEscape() throws {
        var code = try fourHexDigits()
        if code & 0xFC00 == 0xD800 {
            guard bytes[position...].starts(with: [0x5C, 0x75]) else { throw failure("half of a surrogate pair") }
            position += 2
            let low = try fourHexDigits()
            guard low & 0xFC00 == 0xDC00 else { throw failure("half of a surrogate pair") }
            code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair") }
        strings.append(contentsOf: String(Character(scalar)).utf8)
    }

    private mutating func fourHexDigits() throws -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else { throw failure("expected four hexadecimal digits") }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
