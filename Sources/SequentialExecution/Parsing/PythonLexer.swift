/// Cuts Python source into tokens, with indentation as tokens of its own, as Python's own grammar sees it.
struct PythonLexer {
    enum Token: Equatable {
        case name(String)
        case number(String)
        /// A string's text with its prefix letters in lower case; the text is as written, escapes and all.
        case string(prefix: String, text: String)
        case operation(String)
        case lineEnd
        case indent
        case dedent
        case end
    }

    struct Placed: Equatable {
        var token: Token
        /// From 1.
        var line: Int
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var depth = 0
    private var indents = [0]
    private var tokens: [Placed] = []

    /// - Throws: ``SequentialExecutionError/notPython(found:expected:line:)``.
    static func tokens(of source: String) throws -> [Placed] {
        var lexer = PythonLexer(source)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ source: String) {
        scalars = Array(source.unicodeScalars)
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private mutating func add(_ token: Token) { tokens.append(Placed(token: token, line: line)) }

    private func failure(_ found: String, _ expected: String) -> SequentialExecutionError {
        .notPython(found: found, expected: expected, line: line)
    }

    private mutating func run() throws {
        try indentation()
        while let scalar = peek() { try step(scalar) }
        if let last = tokens.last, last.token != .lineEnd, last.token != .dedent { add(.lineEnd) }
        for _ in indents.dropFirst() { add(.dedent) }
        add(.end)
    }

    private mutating func step(_ scalar: Unicode.Scalar) throws {
        switch scalar {
        case "\n": try newline()
        case " ", "\t", "\r": position += 1
        case "#": while let next = peek(), next != "\n" { position += 1 }
        case "\\" where peek(1) == "\n":
            position += 2
            line += 1
        case "\"", "'": try string(prefix: "")
        case _ where Self.startsName(scalar): try word()
        case "0"..."9": number()
        case "." where peek(1).map(Self.isDigit) ?? false: number()
        default: try operation()
        }
    }

    private mutating func newline() throws {
        position += 1
        if depth == 0 {
            if let last = tokens.last?.token, last != .lineEnd, last != .indent, last != .dedent { add(.lineEnd) }
            line += 1
            try indentation()
        } else {
            line += 1
        }
    }

    /// Measures the spaces at the start of a line; lines without content count for nothing.
    private mutating func indentation() throws {
        while true {
            let start = position
            var width = 0
            while let next = peek(), next == " " || next == "\t" || next == "\r" {
                width = next == "\t" ? (width / 8 + 1) * 8 : width + 1
                position += 1
            }
            if peek() == "#" { while let next = peek(), next != "\n" { position += 1 } }
            guard peek() == "\n" else {
                if peek() != nil { try indent(to: width) } else { position = max(start, position) }
                return
            }
            position += 1
            line += 1
        }
    }

    private mutating func indent(to width: Int) throws {
        if width > indents[indents.count - 1] {
            indents.append(width)
            add(.indent)
        }
        while width < indents[indents.count - 1] {
            indents.removeLast()
            add(.dedent)
        }
        if width != indents[indents.count - 1] { throw failure("an indentation of \(width)", "one of \(indents)") }
    }

    private mutating func word() throws {
        let start = position
        while let next = peek(), Self.startsName(next) || Self.isDigit(next) { position += 1 }
        let text = Self.text(scalars[start..<position])
        if let quote = peek(), quote == "\"" || quote == "'", ["r", "f", "u", "b", "rf", "fr", "br", "rb"].contains(text.lowercased()) {
            try string(prefix: text.lowercased())
        } else {
            add(.name(text))
        }
    }

    private mutating func number() {
        let start = position
        while let next = peek() {
            let signed = (next == "+" || next == "-") && isExponent(before: position, from: start)
            guard Self.isDigit(next) || Self.startsName(next) || next == "." || signed else { break }
            position += 1
        }
        add(.number(Self.text(scalars[start..<position])))
    }

    private func isExponent(before index: Int, from start: Int) -> Bool {
        guard index > start, scalars[index - 1] == "e" || scalars[index - 1] == "E" else { return false }
        return scalars[start..<index].dropLast().allSatisfy { Self.isDigit($0) || $0 == "." || $0 == "_" }
    }

    private mutating func string(prefix: String) throws {
        guard let quote = peek() else { return }
        let opened = line
        let triple = peek(1) == quote && peek(2) == quote
        position += triple ? 3 : 1
        let start = position
        while let next = peek() {
            if next == "\\" {
                position += 2
            } else if next == quote, !triple || (peek(1) == quote && peek(2) == quote) {
                tokens.append(Placed(token: .string(prefix: prefix, text: Self.text(scalars[start..<position])), line: opened))
                position += triple ? 3 : 1
                return
            } else if next == "\n", !triple {
                break
            } else {
                if next == "\n" { line += 1 }
                position += 1
            }
        }
        throw failure("a string without its end", "a closing \(quote)")
    }

    private static let operations = [
        "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "==", "!=", "<=", ">=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
        "^=", ":=", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ";", ".",
    ].map { Array($0.unicodeScalars) }

    private mutating func operation() throws {
        for candidate in Self.operations where scalars[position...].starts(with: candidate) {
            position += candidate.count
            let text = Self.text(candidate[...])
            if "([{".contains(text) { depth += 1 }
            if ")]}".contains(text) { depth = max(depth - 1, 0) }
            add(.operation(text))
            return
        }
        throw failure("the character \(String(describing: peek().map(Character.init) ?? " "))", "Python")
    }

    private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }
}
