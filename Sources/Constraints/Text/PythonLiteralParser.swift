/// Python literals as `ast.literal_eval` takes them: the notation of the published training rows' ground truth.
public struct PythonLiteralParser {
    /// Why a text is no literal, and where.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public var message: String
        /// Offset in code points.
        public var position: Int

        public var description: String { "\(message) at character \(position)" }
    }

    /// CPython's tokenizer refuses more open brackets.
    private static let deepest = 200

    private let text: Scalars
    private var position = 0
    private var depth = 0

    private init(_ string: String) {
        text = Scalars(string.replacingLineEndings)
    }

    /// Parses one literal that fills the text.
    public static func parse(_ string: String) throws -> PythonValue {
        var parser = PythonLiteralParser(string)
        while let code = parser.next, code == 32 || code == 9 { parser.position += 1 }
        if parser.text.contains(0) { throw parser.failure("a null character stands in the literal") }
        var value = try parser.value()
        parser.skipSpace()
        // `1, 2` without brackets is a tuple.
        if parser.next == 0x2c { value = try parser.bareTuple(first: value) }
        while let code = parser.next, code == 10 || ASCIISet.cWhitespace.contains(code) || code == 0x23 {
            if code == 0x23 { parser.skipComment() } else { parser.position += 1 }
        }
        guard parser.position == parser.text.count else { throw parser.failure("more text after the literal") }
        return value
    }

    private func failure(_ message: String) -> Failure { Failure(message: message, position: position) }

    private var next: UInt32? { position < text.count ? text[position] : nil }

    private func peek(_ offset: Int) -> UInt32? { position + offset < text.count ? text[position + offset] : nil }

    private mutating func skipComment() {
        while let code = next, code != 10 {
            position += 1
        }
    }

    /// Blanks, and inside brackets also line ends and comments.
    private mutating func skipSpace() {
        while let code = next {
            if code == 32 || code == 9 || code == 12 || depth > 0 && code == 10 {
                position += 1
            } else if code == 0x5c, peek(1) == 10 {
                position += 2
            } else if depth > 0, code == 0x23 {
                skipComment()
            } else {
                return
            }
        }
    }

    private mutating func bareTuple(first: PythonValue) throws -> PythonValue {
        var values = [first]
        while next == 0x2c {
            position += 1
            skipSpace()
            guard let code = next, code != 10 else { break }
            values.append(try value())
            skipSpace()
        }
        return .list(values)
    }

    private mutating func value() throws -> PythonValue {
        skipSpace()
        guard let code = next else { throw failure("a value is missing") }
        switch Unicode.Scalar(code) {
        case "[": return .list(try elements(closing: 0x5d).values)
        case "(":
            let (values, commas) = try elements(closing: 0x29)
            return values.count == 1 && commas == 0 ? values[0] : .list(values)
        case "{": return try braces()
        case "'", "\"": return try strings()
        case "+", "-": return try signed()
        default: break
        }
        if code >= 48 && code <= 57 || code == 0x2e { return try number() }
        if isStringPrefix { return try strings() }
        return try word()
    }

    private mutating func signed() throws -> PythonValue {
        let negative = next == 0x2d
        position += 1
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw failure("nested too deeply") }
        switch try value() {
        case .int(let number):
            guard negative else { return .int(number) }
            return number == .min ? .double(-Double(number)) : .int(-number)
        case .double(let number): return .double(negative ? -number : number)
        default: throw failure("a sign needs a number")
        }
    }

    private mutating func elements(closing: UInt32) throws -> (values: [PythonValue], commas: Int) {
        try enter()
        defer { depth -= 1 }
        var values: [PythonValue] = []
        var commas = 0
        while true {
            skipSpace()
            if next == closing { break }
            values.append(try value())
            skipSpace()
            guard next == 0x2c else { break }
            position += 1
            commas += 1
        }
        guard next == closing else { throw failure("a bracket is not closed") }
        position += 1
        return (values, commas)
    }

    private mutating func enter() throws {
        position += 1
        depth += 1
        guard depth <= Self.deepest else { throw failure("nested too deeply") }
    }

    /// A dictionary, or a set, which becomes a list.
    private mutating func braces() throws -> PythonValue {
        try enter()
        defer { depth -= 1 }
        var entries: [PythonValue.Entry] = []
        var members: [PythonValue] = []
        while true {
            skipSpace()
            if next == 0x7d { break }
            let key = try value()
            skipSpace()
            if next == 0x3a, members.isEmpty {
                position += 1
                entries.append(.init(key: key, value: try value()))
                skipSpace()
            } else if entries.isEmpty {
                members.append(key)
            } else {
                throw failure("':' is missing")
            }
            guard next == 0x2c else { break }
            position += 1
        }
        guard next == 0x7d else { throw failure("a brace is not closed") }
        position += 1
        return members.isEmpty ? .dictionary(entries) : .list(members)
    }

    private mutating func word() throws -> PythonValue {
        let start = position
        while let code = next, code.isWordCharacter {
            position += 1
        }
        switch String(scalars: text[start..<position]) {
        case "None": return .none
        case "True": return .bool(true)
        case "False": return .bool(false)
        default:
            position = start
            throw failure("no literal begins")
        }
    }

    // MARK: Numbers

    private mutating func number() throws -> PythonValue {
        let start = position
        if next == 48, let kind = peek(1), let radix = [0x78: 16, 0x6f: 8, 0x62: 2][kind | 0x20] {
            position += 2
            return try integer(radix: radix)
        }
        digits()
        var isFraction = false
        if next == 0x2e {
            isFraction = true
            position += 1
            digits()
        }
        if let code = next, code | 0x20 == 0x65, let after = peek(1) {
            let signed = after == 0x2b || after == 0x2d
            if let digit = signed ? peek(2) : after, digit >= 48, digit <= 57 {
                isFraction = true
                position += signed ? 2 : 1
                digits()
            }
        }
        if let code = next, code.isWordCharacter { throw failure("a number runs into a word") }
        let digits = String(scalars: text[start..<position].filter { $0 != 0x5f })
        if isFraction {
            guard digits != ".", let value = Double(digits) else { throw failure("a number is malformed") }
            return .double(value)
        }
        guard !(digits.hasPrefix("0") && digits.contains { $0 != "0" }) else { throw failure("a number has a leading zero") }
        return Int(digits).map { .int($0) } ?? .double(Double(digits) ?? .nan)
    }

    private mutating func digits() {
        while let code = next, code >= 48 && code <= 57 || code == 0x5f {
            position += 1
        }
    }

    private mutating func integer(radix: Int) throws -> PythonValue {
        let start = position
        while let code = next, code.isWordCharacter {
            position += 1
        }
        let digits = String(scalars: text[start..<position].filter { $0 != 0x5f })
        guard let value = Int(digits, radix: radix) else { throw failure("a number is malformed") }
        return .int(value)
    }

    // MARK: Strings

    private var isStringPrefix: Bool {
        var offset = 0
        while offset < 3, let code = peek(offset) {
            if code == 0x27 || code == 0x22 { return offset > 0 }
            guard [0x72, 0x75, 0x62].contains(code | 0x20) else { return false }
            offset += 1
        }
        return false
    }

    /// One string or several that stand side by side.
    private mutating func strings() throws -> PythonValue {
        var result = Scalars()
        repeat {
            result += try oneString()
            skipSpace()
        } while next == 0x27 || next == 0x22 || isStringPrefix
        return .string(String(scalars: result))
    }

    private mutating func oneString() throws -> Scalars {
        var raw = false
        while let code = next, code != 0x27, code != 0x22 {
            // Byte strings are literals too, but no argument is one.
            guard code | 0x20 != 0x62 else { throw failure("a byte string stands where text is expected") }
            raw = raw || code | 0x20 == 0x72
            position += 1
        }
        guard let quote = next else { throw failure("a string is missing") }
        let triple = peek(1) == quote && peek(2) == quote
        position += triple ? 3 : 1
        var result = Scalars()
        while let code = next {
            if code == quote, !triple || peek(1) == quote && peek(2) == quote {
                position += triple ? 3 : 1
                return result
            }
            if code == 10, !triple { break }
            position += 1
            guard code == 0x5c else {
                result.append(code)
                continue
            }
            if raw {
                result.append(code)
                if let escaped = next {
                    result.append(escaped)
                    position += 1
                }
            } else {
                try escape(into: &result)
            }
        }
        throw failure("a string is not closed")
    }

    private mutating func escape(into result: inout Scalars) throws {
        guard let code = next else { throw failure("a string is not closed") }
        position += 1
        switch Unicode.Scalar(code) {
        case "\n": break
        case "\\", "'", "\"": result.append(code)
        case "a": result.append(7)
        case "b": result.append(8)
        case "f": result.append(12)
        case "n": result.append(10)
        case "r": result.append(13)
        case "t": result.append(9)
        case "v": result.append(11)
        case "x": result.append(try hexadecimal(2))
        case "u": result.append(try hexadecimal(4))
        case "U": result.append(try hexadecimal(8))
        case "N": result.append(try named())
        case "0", "1", "2", "3", "4", "5", "6", "7": result.append(octal(first: code - 48))
        default: result += [0x5c, code]
        }
    }

    private mutating func hexadecimal(_ length: Int) throws -> UInt32 {
        var value: UInt64 = 0
        for _ in 0..<length {
            guard let code = next, let digit = hexadecimalValue(code) else { throw failure("an escape needs \(length) hexadecimal digits") }
            value = value << 4 | UInt64(digit)
            position += 1
        }
        guard value <= 0x10ffff else { throw failure("an escape is no code point") }
        return UInt32(value)
    }

    private mutating func octal(first: UInt32) -> UInt32 {
        var value = first
        for _ in 0..<2 {
            guard let code = next, code >= 48, code <= 55 else { break }
            value = value * 8 + (code - 48)
            position += 1
        }
        return value
    }

    private mutating func named() throws -> UInt32 {
        guard next == 0x7b, let end = text[position...].firstIndex(of: 0x7d) else { throw failure("\\N needs a name in braces") }
        let name = String(scalars: text[(position + 1)..<end])
        guard let code = UnicodeNames.code(named: name) else { throw failure("no character is called '\(name)'") }
        position = end + 1
        return code
    }
}

extension String {
    /// CR LF and CR become LF, as in source text.
    fileprivate var replacingLineEndings: String {
        guard utf8.contains(13) else { return self }
        var scalars = Scalars()
        var previous: UInt32 = 0
        for code in Scalars(self) {
            if code == 13 || !(code == 10 && previous == 13) { scalars.append(code == 13 ? 10 : code) }
            previous = code
        }
        return String(scalars: scalars)
    }
}
