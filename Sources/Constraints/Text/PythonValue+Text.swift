extension PythonValue {
    /// The value as a Python literal.
    public var literal: String {
        switch self {
        case .none: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .string(let text): Self.quoted(text, quote: "'", json: false)
        case .list(let values): "[" + values.map(\.literal).joined(separator: ", ") + "]"
        case .dictionary(let entries):
            "{" + entries.map { "\($0.key.literal): \($0.value.literal)" }.joined(separator: ", ") + "}"
        case .int, .double: json
        }
    }

    /// The value as JSON on one line; a number that JSON cannot say becomes null.
    public var json: String {
        switch self {
        case .none: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): "\(number)"
        case .double(let number): number.isFinite ? "\(number)" : "null"
        case .string(let text): Self.quoted(text, quote: "\"", json: true)
        case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
        case .dictionary(let entries): "{" + entries.map { "\($0.key.json): \($0.value.json)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String, quote: Unicode.Scalar, json: Bool) -> String {
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\":
                result.append("\\")
                result.append(scalar)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    let padded = String(repeating: "0", count: 4 - digits.count) + digits
                    result.append(contentsOf: "\\u\(padded)".unicodeScalars)
                } else {
                    result.append(scalar)
                }
            }
        }
        result.append(quote)
        return String(result)
    }
}

extension ConstraintArguments {
    /// The arguments as an object.
    public var value: PythonValue { .dictionary(entries.map { .init(key: .string($0.name), value: $0.value) }) }
}
