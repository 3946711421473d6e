extension PythonParser {
    mutating func atom() throws -> Expression {
        switch current {
        case .name("None"): return constant(.none)
        case .name("True"): return constant(.boolean(true))
        case .name("False"): return constant(.boolean(false))
        case .name("yield"): throw refuse(PythonConstruct.words("Yield"))
        case .name: return .name(try identifier())
        case .number(let text):
            guard let value = Self.number(text) else { throw refuse("a constant of bytes, complex or ...") }
            return constant(value)
        case .string: return try strings()
        case .operation("("): return try parenthesised()
        case .operation("["): return try bracketed()
        case .operation("{"): return try braced()
        case .operation("..."): throw refuse("a constant of bytes, complex or ...")
        default: throw unexpected("an expression")
        }
    }

    private mutating func constant(_ literal: Literal) -> Expression {
        position += 1
        return .constant(literal)
    }

    /// nil for a complex number.
    private static func number(_ text: String) -> Literal? {
        let digits = text.replacing("_", with: "").lowercased()
        for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8)] where digits.hasPrefix(prefix) {
            return Int(digits.dropFirst(2), radix: radix).map { .integer($0) }
        }
        if digits.allSatisfy(\.isNumber) {
            if let value = Int(digits) { return .integer(value) }
            return .bigInteger(String(digits.drop { $0 == "0" }))
        }
        var spelled = digits.hasPrefix(".") ? "0" + digits : digits
        if spelled.hasSuffix(".") { spelled += "0" }
        return Double(spelled.replacing(".e", with: ".0e")).map { .number($0) }
    }

    private mutating func parenthesised() throws -> Expression {
        position += 1
        if take(")") { return .tuple([]) }
        let first = try starredOrExpression()
        if at("for") {
            let clauses = try clauses()
            try expect(")")
            return .comprehension(.generator, element: first, value: nil, clauses: clauses)
        }
        guard at(",") else {
            try expect(")")
            return first
        }
        return .tuple(try rest(after: first, closing: ")"))
    }

    private mutating func bracketed() throws -> Expression {
        position += 1
        if take("]") { return .list([]) }
        let first = try starredOrExpression()
        if at("for") {
            let clauses = try clauses()
            try expect("]")
            return .comprehension(.list, element: first, value: nil, clauses: clauses)
        }
        return .list(try rest(after: first, closing: "]"))
    }

    /// The further items of a sequence, and its end.
    private mutating func rest(after first: Expression, closing: String) throws -> [Expression] {
        var items = [first]
        while take(",") {
            if at(closing) { break }
            items.append(try starredOrExpression())
        }
        try expect(closing)
        return items
    }

    private mutating func braced() throws -> Expression {
        position += 1
        if take("}") { return .dictionary([]) }
        if at("**") { throw refuse("a dictionary with **") }
        let first = try starredOrExpression()
        guard take(":") else {
            if at("for") {
                let clauses = try clauses()
                try expect("}")
                return .comprehension(.set, element: first, value: nil, clauses: clauses)
            }
            return .set(try rest(after: first, closing: "}"))
        }
        let value = try expression()
        if at("for") {
            let clauses = try clauses()
            try expect("}")
            return .comprehension(.dictionary, element: first, value: value, clauses: clauses)
        }
        var items = [Expression.DictionaryItem(key: first, value: value)]
        while take(",") {
            if at("}") { break }
            if at("**") { throw refuse("a dictionary with **") }
            let key = try expression()
            try expect(":")
            items.append(.init(key: key, value: try expression()))
        }
        try expect("}")
        return .dictionary(items)
    }

    // MARK: Strings

    /// Neighbouring strings are one.
    private mutating func strings() throws -> Expression {
        var parts: [Expression] = []
        while case .string(let prefix, let text) = current {
            if prefix.contains("b") { throw refuse("a constant of bytes, complex or ...") }
            let raw = prefix.contains("r")
            if prefix.contains("f") {
                parts += try interpolated(text, raw: raw)
            } else {
                parts.append(.constant(.string(try unescaped(text, raw: raw))))
            }
            position += 1
        }
        var merged: [Expression] = []
        for part in parts {
            if case .constant(.string(let text)) = part, case .constant(.string(let before))? = merged.last {
                merged[merged.count - 1] = .constant(.string(before + text))
            } else {
                merged.append(part)
            }
        }
        if merged.allSatisfy({ if case .constant(.string) = $0 { true } else { false } }), case .constant? = merged.first, merged.count == 1
        {
            return merged[0]
        }
        merged.removeAll { $0 == .constant(.string("")) }
        return .interpolated(merged)
    }

    private func unescaped(_ text: String, raw: Bool) throws -> String {
        guard !raw, text.contains("\\") else { return text }
        var result = ""
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\", let kind = rest.popFirst() {
                result += try escape(kind, &rest)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "v": "\u{B}", "\n": "",
    ]

    private func escape(_ kind: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) throws -> String {
        if let text = Self.escapes[kind] { return text }
        let lengths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        var digits = ""
        var radix = 16
        if let length = lengths[kind] {
            digits.unicodeScalars.append(contentsOf: rest.prefix(length))
            guard digits.unicodeScalars.count == length else { throw refuse("a string with an unknown escape") }
            rest = rest.dropFirst(length)
        } else if ("0"..."7").contains(kind) {
            radix = 8
            digits.unicodeScalars.append(kind)
            while digits.count < 3, let next = rest.first, ("0"..."7").contains(next) {
                digits.unicodeScalars.append(next)
                rest.removeFirst()
            }
        } else {
            return "\\" + String(Character(kind))
        }
        guard let value = UInt32(digits, radix: radix), let scalar = Unicode.Scalar(value) else {
            throw refuse("a string with an unknown escape")
        }
        return String(Character(scalar))
    }

    /// The parts of an f-string: texts, and expressions with their conversion and format applied.
    private func interpolated(_ text: String, raw: Bool) throws -> [Expression] {
        var parts: [Expression] = []
        var plain = ""
        var rest = Array(text)[...]
        while let character = rest.popFirst() {
            if character == "{" || character == "}", rest.first == character {
                plain.append(character)
                rest.removeFirst()
            } else if character == "{" {
                parts.append(.constant(.string(try unescaped(plain, raw: raw))))
                plain = ""
                parts.append(try field(&rest))
            } else {
                plain.append(character)
            }
        }
        parts.append(.constant(.string(try unescaped(plain, raw: raw))))
        return parts
    }

    private func field(_ rest: inout ArraySlice<Character>) throws -> Expression {
        var depth = 0
        var quote: Character?
        var inner = ""
        var tail: (conversion: Character?, format: String?) = (nil, nil)
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if depth == 0, character == "}" {
                return try .converted(PythonParser.expression(inner), conversion: tail.conversion, format: tail.format)
            } else if depth == 0, character == "!", rest.first != "=" {
                tail.conversion = rest.popFirst()
                continue
            } else if depth == 0, character == ":" {
                tail.format = String(rest.prefix { $0 != "}" })
                if tail.format?.contains("{") ?? false { throw refuse("a format that holds an expression") }
                rest = rest.drop { $0 != "}" }
                continue
            } else if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                depth -= 1
            }
            inner.append(character)
        }
        throw unexpected("} in the string")
    }
}

extension Expression {
    /// `{value!conversion:format}` of an f-string as calls.
    static func converted(_ value: Expression, conversion: Character?, format: String?) throws -> Expression {
        var value = value
        switch conversion {
        case nil: break
        case "s": value = .call("str", value)
        case "r": value = .call("repr", value)
        default: throw SequentialExecutionError.untold(construct: "the conversion !a", line: nil)
        }
        guard let format, !format.isEmpty else { return value }
        return .call("format", value, .constant(.string(format)))
    }

    /// An f-string of these parts; where a part could not be printed inside quotes, a call of the text's `format` instead.
    static func interpolated(_ parts: [Expression]) -> Expression {
        let values = parts.filter { if case .constant(.string) = $0 { false } else { true } }
        let sources = values.map(PythonPrinter.source(of:))
        let plain = parts.allSatisfy { part in
            guard case .constant(.string(let text)) = part else { return true }
            return !text.contains("'") && !text.contains("\"")
        }
        if plain, sources.allSatisfy({ !$0.contains("\"") && !$0.contains("\\") && !$0.hasPrefix("{") }) { return .formatted(parts) }
        let template = parts.map { part -> String in
            if case .constant(.string(let text)) = part { return text.replacing("{", with: "{{").replacing("}", with: "}}") }
            return "{}"
        }
        return .call(.attribute(.constant(.string(template.joined())), "format"), values, [])
    }
}
