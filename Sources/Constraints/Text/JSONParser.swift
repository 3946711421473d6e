/// JSON as CPython's `json.loads` takes it: NaN and infinities, any scalar at the top, lone surrogates in escapes,
/// and nothing else beyond the standard.
public struct JSONParser {
    /// Why a text is no JSON value, and where.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public var message: String
        /// Offset in code points.
        public var position: Int

        public var description: String { "\(message) at character \(position)" }
    }

    /// The reference runs out of stack at about this depth and calls it a failure.
    private static let deepest = 990
    private static let longestInteger = 4300

    private let text: Piece
    private var position: Int
    private var depth = 0

    private init(_ text: Piece) {
        self.text = text
        position = text.startIndex
    }

    /// Parses a whole document.
    public static func parse(_ string: String) throws -> PythonValue { try parse(Scalars(string)[...]) }

    package static func parse(_ text: Piece) throws -> PythonValue {
        var parser = JSONParser(text)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == text.endIndex else { throw parser.failure("more text after the value") }
        return value
    }

    private func failure(_ message: String) -> Failure { Failure(message: message, position: position - text.startIndex) }

    private var next: UInt32? { position < text.endIndex ? text[position] : nil }

    private mutating func skipSpace() {
        while position < text.endIndex {
            let code = text[position]
            guard code == 32 || code == 10 || code == 13 || code == 9 else { return }
            position += 1
        }
    }

    private mutating func accept(_ code: UInt32) -> Bool {
        guard next == code else { return false }
        position += 1
        return true
    }

    private mutating func value() throws -> PythonValue {
        guard let first = next else { throw failure("a value is missing") }
        switch Unicode.Scalar(first) {
        case "\"": return .string(try string())
        case "{": return try nested { try $0.object() }
        case "[": return try nested { try $0.array() }
        case "t": return try word("true", .bool(true))
        case "f": return try word("false", .bool(false))
        case "n": return try word("null", .none)
        case "N": return try word("NaN", .double(.nan))
        case "I": return try word("Infinity", .double(.infinity))
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> PythonValue) throws -> PythonValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw failure("nested too deeply") }
        position += 1
        return try body(&self)
    }

    private mutating func word(_ word: StaticString, _ value: PythonValue) throws -> PythonValue {
        let literal = Scalars(word.description)
        guard text.matches(literal, at: position) else { throw failure("a value is missing") }
        position += literal.count
        return value
    }

    private mutating func object() throws -> PythonValue {
        var entries: [PythonValue.Entry] = []
        skipSpace()
        if accept(0x7d) { return .dictionary(entries) }
        while true {
            guard next == 0x22 else { throw failure("a key in double quotes is missing") }
            let key = try string()
            skipSpace()
            guard accept(0x3a) else { throw failure("':' is missing") }
            skipSpace()
            entries.append(.init(key: .string(key), value: try value()))
            skipSpace()
            if accept(0x7d) { return .dictionary(entries) }
            guard accept(0x2c) else { throw failure("',' is missing") }
            skipSpace()
        }
    }

    private mutating func array() throws -> PythonValue {
        var values: [PythonValue] = []
        skipSpace()
        if accept(0x5d) { return .list(values) }
        while true {
            values.append(try value())
            skipSpace()
            if accept(0x5d) { return .list(values) }
            guard accept(0x2c) else { throw failure("',' is missing") }
            skipSpace()
        }
    }

    private mutating func string() throws -> String {
        position += 1
        let start = position
        while position < text.endIndex, text[position] != 0x22, text[position] != 0x5c, text[position] >= 0x20 { position += 1 }
        if next == 0x22 {
            position += 1
            return String(scalars: text[start..<(position - 1)])
        }
        var result = Scalars(text[start..<position])
        while let code = next {
            position += 1
            switch code {
            case 0x22: return String(scalars: result)
            case 0x5c: result.append(try escape())
            case 0..<0x20: throw failure("a control character stands in a string")
            default: result.append(code)
            }
        }
        throw failure("a string is not closed")
    }

    private mutating func escape() throws -> UInt32 {
        guard let code = next else { throw failure("a string is not closed") }
        position += 1
        switch Unicode.Scalar(code) {
        case "\"", "\\", "/": return code
        case "b": return 8
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "u":
            let high = try hexadecimal()
            guard (0xd800..<0xdc00).contains(high), text.matches([0x5c, 0x75], at: position) else { return high }
            let back = position
            position += 2
            let low = try hexadecimal()
            guard (0xdc00..<0xe000).contains(low) else {
                position = back
                return high
            }
            return 0x10000 + (high - 0xd800) << 10 + (low - 0xdc00)
        default: throw failure("an escape is unknown")
        }
    }

    private mutating func hexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let code = next, let digit = hexadecimalValue(code) else { throw failure("\\u needs four hexadecimal digits") }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private mutating func number() throws -> PythonValue {
        let start = position
        if accept(0x2d), next == 0x49 {
            return try word("Infinity", .double(-.infinity))
        }
        let integerStart = position
        if !accept(0x30) {
            guard digits() > 0 else {
                position = start
                throw failure("a value is missing")
            }
        }
        let integerLength = position - integerStart
        let isFraction = fraction()
        let literal = String(scalars: text[start..<position])
        if isFraction { return .double(Double(literal) ?? .nan) }
        guard integerLength <= Self.longestInteger else { throw failure("an integer has too many digits") }
        return Int(literal).map { .int($0) } ?? .double(Double(literal) ?? .nan)
    }

    private mutating func digits() -> Int {
        let start = position
        while position < text.endIndex, text[position] >= 48, text[position] <= 57 { position += 1 }
        return position - start
    }

    /// Takes `.5` and `e+3` where they are whole; leaves what is not.
    private mutating func fraction() -> Bool {
        var found = false
        var back = position
        if accept(0x2e) {
            if digits() > 0 { found = true } else { position = back }
        }
        back = position
        if accept(0x65) || accept(0x45) {
            if !accept(0x2b) { _ = accept(0x2d) }
            if digits() > 0 { found = true } else { position = back }
        }
        return found
    }
}
