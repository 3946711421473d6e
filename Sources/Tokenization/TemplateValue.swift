/// A value inside a chat template.
enum TemplateValue: Sendable {
    case undefined
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([TemplateValue])
    /// Members in order; keys are unique.
    case object([(key: String, value: TemplateValue)])
    /// A mutable `namespace(...)`: an index into the interpreter's namespaces.
    case namespace(Int)
    /// A macro or built-in function, by name.
    case function(String)

    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        case .namespace, .function: true
        }
    }

    /// As Python's `str` prints it.
    var text: String {
        switch self {
        case .undefined: ""
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): value
        case .list(let values): "[" + values.map(\.literal).joined(separator: ", ") + "]"
        case .object(let members): "{" + members.map { "'\($0.key)': \($0.value.literal)" }.joined(separator: ", ") + "}"
        case .namespace: "<namespace>"
        case .function(let name): "<function \(name)>"
        }
    }

    private var literal: String {
        if case .string(let value) = self { return "'\(value)'" }
        return text
    }

    var kind: String {
        switch self {
        case .undefined: "an undefined value"
        case .none: "none"
        case .bool: "a truth value"
        case .integer, .number: "a number"
        case .string: "a string"
        case .list: "a list"
        case .object: "a mapping"
        case .namespace: "a namespace"
        case .function: "a function"
        }
    }

    /// As Python's `json.dumps` with `ensure_ascii=False`.
    var json: String {
        switch self {
        case .undefined, .none, .namespace, .function: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer, .number: text
        case .string(let value): Self.quoted(value)
        case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
        case .object(let members): "{" + members.map { "\(Self.quoted($0.key)): \($0.value.json)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case ..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Equality as Python has it: numbers by value, strings by scalars (not by canonical equivalence).
    func equals(_ other: TemplateValue) -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.none, .none): true
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in right.contains { $0.key == member.key && $0.value.equals(member.value) } }
        case (.namespace(let left), .namespace(let right)): left == right
        default:
            if let left = asNumber, let right = other.asNumber { left == right } else { false }
        }
    }

    var asNumber: Double? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    var asInteger: Int? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }
}

/// Python's string methods, on Unicode scalars and bytes rather than on Swift characters.
enum TemplateText {
    /// Cuts at every occurrence of a separator that is not empty, at most `limit` times.
    static func split(_ text: String, separator: String, limit: Int = .max) -> [String] {
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + mark.count <= bytes.count, parts.count < limit {
            if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    static func contains(_ text: String, _ part: String) -> Bool {
        part.isEmpty || split(text, separator: part, limit: 1).count == 2
    }

    static func starts(_ text: String, _ part: String) -> Bool { text.utf8.starts(with: part.utf8) }

    static func ends(_ text: String, _ part: String) -> Bool { text.utf8.reversed().starts(with: part.utf8.reversed()) }

    /// Strips scalars of a set (Python's whitespace without one) from either side.
    static func strip(_ text: String, _ set: String? = nil, left: Bool = true, right: Bool = true) -> String {
        let members = set.map { Set($0.unicodeScalars) }
        func drops(_ scalar: Unicode.Scalar) -> Bool {
            members?.contains(scalar) ?? (scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value))
        }
        var scalars = text.unicodeScalars[...]
        if left { scalars = scalars.drop(while: drops) }
        while right, let last = scalars.last, drops(last) { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}
