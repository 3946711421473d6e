/// A value that a function takes or returns: what JSON and Python literals have in common.
///
/// Sets are read as lists, since a JSON answer cannot hold them.
public indirect enum Literal: Sendable, Hashable {
    case none
    case boolean(Bool)
    case integer(Int)
    /// An integer beyond 64 bits: its decimal digits without leading zeros, `-` first where negative.
    case bigInteger(String)
    case number(Double)
    case string(String)
    case list([Literal])
    case tuple([Literal])
    /// In the order written; a repeated key keeps its last value.
    case dictionary([Entry])

    /// One key of a dictionary with its value.
    public struct Entry: Sendable, Hashable {
        public var key: Literal
        public var value: Literal

        public init(key: Literal, value: Literal) {
            self.key = key
            self.value = value
        }
    }

    /// The value under a string key, nil where this is no dictionary or has no such key.
    public subscript(key: String) -> Literal? {
        guard case .dictionary(let entries) = self else { return nil }
        return entries.last { $0.key == .string(key) }?.value
    }

    /// The text of a string literal.
    public var stringValue: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// The elements of a list or tuple.
    public var elements: [Literal]? {
        switch self {
        case .list(let items), .tuple(let items): return items
        default: return nil
        }
    }

    /// The value as a double where it is a number (a boolean is none here).
    public var doubleValue: Double? {
        switch self {
        case .integer(let value): return Double(value)
        case .bigInteger(let digits): return Double(digits)
        case .number(let value): return value
        default: return nil
        }
    }
}

extension Literal {
    /// Equality as Python has it, after the trip through JSON that published answers have made.
    ///
    /// Numbers are equal by value (`1 == 1.0`, `True == 1`, as Python says), NaN equals NaN (else such an answer could never be
    /// right), a tuple equals a list with the same elements, dictionaries ignore order, and a dictionary key equals its JSON
    /// spelling (`{1: 2}` equals `{"1": 2}`).
    public func equalsByValue(_ other: Literal) -> Bool {
        if let items = elements, let others = other.elements {
            return items.count == others.count && zip(items, others).allSatisfy { $0.equalsByValue($1) }
        }
        switch (self, other) {
        case (.none, .none): return true
        case (.string(let left), .string(let right)): return left == right
        case (.dictionary(let left), .dictionary(let right)): return Self.equalEntries(left, right)
        default: return equalsAsNumber(other)
        }
    }

    private func equalsAsNumber(_ other: Literal) -> Bool {
        switch (numeric, other.numeric) {
        case (.integer(let left)?, .integer(let right)?): return left == right
        case (.bigInteger(let left)?, .bigInteger(let right)?): return left == right
        case (.number(let left)?, .number(let right)?): return left == right || (left.isNaN && right.isNaN)
        case (.integer(let exact)?, .number(let value)?), (.number(let value)?, .integer(let exact)?):
            return Int(exactly: value) == exact
        case (.bigInteger(let digits)?, .number(let value)?), (.number(let value)?, .bigInteger(let digits)?):
            return Double(digits) == value
        default: return false
        }
    }

    /// A number or a boolean as a number, nil for anything else.
    private var numeric: Literal? {
        switch self {
        case .boolean(let value): return .integer(value ? 1 : 0)
        case .integer, .bigInteger, .number: return self
        default: return nil
        }
    }

    private static func equalEntries(_ left: [Entry], _ right: [Entry]) -> Bool {
        let left = byJSONKey(left)
        let right = byJSONKey(right)
        guard left.count == right.count else { return false }
        return left.allSatisfy { key, value in right[key]?.equalsByValue(value) ?? false }
    }

    private static func byJSONKey(_ entries: [Entry]) -> [String: Literal] {
        Dictionary(entries.map { ($0.key.jsonKey, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// The string that `json.dumps` makes of a dictionary key.
    var jsonKey: String {
        if case .string(let text) = self { return text }
        return json
    }
}
