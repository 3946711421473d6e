/// A TOML value, free of the parser that read it.
indirect enum TOMLNode: Equatable {
    case string(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case array([TOMLNode])
    case table([String: TOMLNode])
    /// Dates and times, which no setting takes.
    case other(String)

    /// As an error message shows it.
    var shown: String {
        switch self {
        case .string(let value): "\"\(value)\""
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .array(let items): "[" + items.map(\.shown).joined(separator: ", ") + "]"
        case .table: "a table"
        case .other(let type): "a \(type)"
        }
    }
}

/// A type that a setting can have.
protocol ConfigurationValue {
    /// For error messages: `a whole number`.
    static var expectation: String { get }
    init?(_ node: TOMLNode)
    /// The value as TOML; nil where it stands for an absent key.
    var toml: String? { get }
}

extension Int: ConfigurationValue {
    static var expectation: String { "a whole number" }
    init?(_ node: TOMLNode) {
        guard case .integer(let value) = node else { return nil }
        self = value
    }
    var toml: String? { "\(self)" }
}

extension UInt64: ConfigurationValue {
    static var expectation: String { "a whole number of at least 0" }
    init?(_ node: TOMLNode) {
        guard case .integer(let value) = node, value >= 0 else { return nil }
        self = UInt64(value)
    }
    var toml: String? { "\(self)" }
}

extension Double: ConfigurationValue {
    static var expectation: String { "a number" }
    init?(_ node: TOMLNode) {
        switch node {
        case .integer(let value): self = Double(value)
        case .number(let value): self = value
        default: return nil
        }
    }
    /// A whole number keeps its decimal point, so that it reads as what it is.
    var toml: String? { description }
}

extension Bool: ConfigurationValue {
    static var expectation: String { "true or false" }
    init?(_ node: TOMLNode) {
        guard case .boolean(let value) = node else { return nil }
        self = value
    }
    var toml: String? { "\(self)" }
}

extension String: ConfigurationValue {
    static var expectation: String { "a string" }
    init?(_ node: TOMLNode) {
        guard case .string(let value) = node else { return nil }
        self = value
    }
    var toml: String? { quoted }

    private var quoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Array: ConfigurationValue where Element: ConfigurationValue {
    static var expectation: String { "a list, each item \(Element.expectation)" }
    /// A single item stands for a list of one.
    init?(_ node: TOMLNode) {
        guard case .array(let nodes) = node else {
            guard let single = Element(node) else { return nil }
            self = [single]
            return
        }
        let items = nodes.compactMap(Element.init)
        guard items.count == nodes.count else { return nil }
        self = items
    }
    var toml: String? { "[" + compactMap(\.toml).joined(separator: ", ") + "]" }
}

/// A table of values by names that are not settings themselves; an empty one stands for an absent key.
extension Dictionary: ConfigurationValue where Key == String, Value: ConfigurationValue {
    static var expectation: String { "a table, each value \(Value.expectation)" }
    init?(_ node: TOMLNode) {
        guard case .table(let nodes) = node else { return nil }
        let values = nodes.compactMapValues(Value.init)
        guard values.count == nodes.count else { return nil }
        self = values
    }
    var toml: String? {
        let entries = sorted { $0.key < $1.key }.compactMap { entry in
            entry.key.toml.flatMap { key in entry.value.toml.map { "\(key) = \($0)" } }
        }
        return entries.isEmpty ? nil : "{ " + entries.joined(separator: ", ") + " }"
    }
}

extension Optional: ConfigurationValue where Wrapped: ConfigurationValue {
    static var expectation: String { Wrapped.expectation }
    init?(_ node: TOMLNode) {
        guard let value = Wrapped(node) else { return nil }
        self = .some(value)
    }
    var toml: String? { flatMap(\.toml) }
}

/// A setting with a fixed set of words.
protocol ConfigurationWord: ConfigurationValue, RawRepresentable, CaseIterable where RawValue == String {}

extension ConfigurationWord {
    static var expectation: String { "one of " + allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") }
    init?(_ node: TOMLNode) {
        guard case .string(let word) = node else { return nil }
        self.init(rawValue: word)
    }
    var toml: String? { rawValue.toml }
}
