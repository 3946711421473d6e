/// One token of a chat template.
enum TemplateToken: Equatable, Sendable {
    /// Text between tags.
    case text(String)
    case outputStart, outputEnd, statementStart, statementEnd
    case name(String)
    case string(String)
    case integer(Int)
    case number(Double)
    case symbol(String)
}

/// Cuts Jinja source into tokens, with `trim_blocks` and `lstrip_blocks` on, as `transformers` sets them.
struct TemplateLexer {
    private let source: [UInt8]
    private var position = 0
    private var line = 1
    private var tokens: [(token: TemplateToken, line: Int)] = []
    /// What the tag before did to the text after it.
    private var trim = Trim.nothing

    private enum Trim { case nothing, newline, whitespace }

    private init(_ source: String) {
        // Every kind of line end is one line feed, as in Jinja.
        let lines = TemplateText.split(source, separator: "\r\n").flatMap { TemplateText.split($0, separator: "\r") }
        var bytes = Array(lines.joined(separator: "\n").utf8)
        if bytes.last == 0x0A { bytes.removeLast() }
        self.source = bytes
    }

    static func tokens(of source: String) throws -> [(token: TemplateToken, line: Int)] {
        var lexer = TemplateLexer(source)
        while lexer.position < lexer.source.count { try lexer.next() }
        return lexer.tokens
    }

    private func starts(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= source.count else { return false }
        return (0..<count).allSatisfy { source[index + $0] == text.utf8Start[$0] }
    }

    private func isTag(at index: Int) -> Bool {
        starts("{{", at: index) || starts("{%", at: index) || starts("{#", at: index)
    }

    private mutating func advance(to index: Int) {
        for i in position..<index where source[i] == 0x0A { line += 1 }
        position = index
    }

    /// Text up to the next tag, then the tag.
    private mutating func next() throws {
        var end = position
        while end < source.count, !isTag(at: end) { end += 1 }
        appendText(position..<end)
        advance(to: end)
        guard end < source.count else { return }
        let start = line
        let isOutput = starts("{{", at: end)
        let isComment = starts("{#", at: end)
        advance(to: end + 2)
        if position < source.count, source[position] == UInt8(ascii: "-") || source[position] == UInt8(ascii: "+") {
            advance(to: position + 1)
        }
        if isComment { return try comment(start) }
        tokens.append((isOutput ? .outputStart : .statementStart, line))
        try tagContent(isOutput: isOutput)
        tokens.append((isOutput ? .outputEnd : .statementEnd, line))
    }

    private mutating func appendText(_ range: Range<Int>) {
        var start = range.lowerBound
        var end = range.upperBound
        switch trim {
        case .nothing: break
        case .newline: if start < end, source[start] == 0x0A { start += 1 }
        case .whitespace: while start < end, Self.isSpace(source[start]) { start += 1 }
        }
        if end < source.count {
            let sign = end + 2 < source.count ? source[end + 2] : 0
            if sign == UInt8(ascii: "-") {
                while end > start, Self.isSpace(source[end - 1]) { end -= 1 }
            } else if sign != UInt8(ascii: "+"), !starts("{{", at: end) {
                // A block alone on its line so far loses its indentation.
                var indent = end
                while indent > range.lowerBound, source[indent - 1] == 0x20 || source[indent - 1] == 0x09 { indent -= 1 }
                if indent == 0 || source[indent - 1] == 0x0A { end = max(start, indent) }
            }
        }
        if start < end { tokens.append((.text(String(decoding: source[start..<end], as: UTF8.self)), line)) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private mutating func comment(_ start: Int) throws {
        var end = position
        while !starts("#}", at: end) {
            guard end < source.count else { throw TokenizationError.templateSyntax(line: start, message: "a comment without end") }
            end += 1
        }
        trim = end > position && source[end - 1] == UInt8(ascii: "-") ? .whitespace : .newline
        advance(to: end + 2)
    }

    private mutating func tagContent(isOutput: Bool) throws {
        let start = line
        while true {
            while position < source.count, Self.isSpace(source[position]) { advance(to: position + 1) }
            guard position < source.count else { throw TokenizationError.templateSyntax(line: start, message: "a tag without end") }
            let signed = source[position] == UInt8(ascii: "-") || source[position] == UInt8(ascii: "+") ? 1 : 0
            if isOutput ? starts("}}", at: position + signed) : starts("%}", at: position + signed) {
                trim = signed == 1 ? (source[position] == UInt8(ascii: "-") ? .whitespace : .nothing) : isOutput ? .nothing : .newline
                return advance(to: position + signed + 2)
            }
            try tokens.append((token(), line))
        }
    }

    private mutating func token() throws -> TemplateToken {
        let byte = source[position]
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return .string(try stringLiteral(quote: byte)) }
        if (0x30...0x39).contains(byte) { return try numberLiteral() }
        if Self.isNameByte(byte) {
            let start = position
            while position < source.count, Self.isNameByte(source[position]) { position += 1 }
            return .name(String(decoding: source[start..<position], as: UTF8.self))
        }
        for symbol: StaticString in ["==", "!=", "<=", ">=", "//", "**"] where starts(symbol, at: position) {
            position += 2
            return .symbol("\(symbol)")
        }
        guard "+-*/%~<>=()[]{}.,:|".utf8.contains(byte) else {
            throw TokenizationError.templateSyntax(line: line, message: "unexpected character '\(Character(Unicode.Scalar(byte)))'")
        }
        position += 1
        return .symbol(String(Character(Unicode.Scalar(byte))))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private mutating func numberLiteral() throws -> TemplateToken {
        let start = position
        while position < source.count, (0x30...0x39).contains(source[position]) { position += 1 }
        let isFraction =
            position + 1 < source.count && source[position] == UInt8(ascii: ".") && (0x30...0x39).contains(source[position + 1])
        if isFraction {
            position += 1
            while position < source.count, (0x30...0x39).contains(source[position]) { position += 1 }
        }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        if !isFraction, let value = Int(text) { return .integer(value) }
        guard let value = Double(text) else { throw TokenizationError.templateSyntax(line: line, message: "'\(text)' is not a number") }
        return .number(value)
    }

    private mutating func stringLiteral(quote: UInt8) throws -> String {
        let start = line
        var bytes: [UInt8] = []
        advance(to: position + 1)
        while position < source.count, source[position] != quote {
            if source[position] == UInt8(ascii: "\\"), position + 1 < source.count {
                advance(to: position + 1)
                switch source[position] {
                case UInt8(ascii: "n"): bytes.append(0x0A)
                case UInt8(ascii: "t"): bytes.append(0x09)
                case UInt8(ascii: "r"): bytes.append(0x0D)
                case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): bytes.append(source[position])
                default: bytes += [UInt8(ascii: "\\"), source[position]]
                }
            } else {
                bytes.append(source[position])
            }
            advance(to: position + 1)
        }
        guard position < source.count else { throw TokenizationError.templateSyntax(line: start, message: "a string without end") }
        advance(to: position + 1)
        return String(decoding: bytes, as: UTF8.self)
    }
}
