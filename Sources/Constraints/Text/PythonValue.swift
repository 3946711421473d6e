/// A value of the references' data: what JSON and Python literals can both say.
///
/// Whole numbers and fractions stay apart, because the references treat `5` and `5.0` differently as an index.
public enum PythonValue: Sendable, Equatable {
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([PythonValue])
    case dictionary([Entry])

    /// One key and its value; dictionaries keep their order.
    public struct Entry: Sendable, Equatable {
        public var key: PythonValue
        public var value: PythonValue

        public init(key: PythonValue, value: PythonValue) {
            self.key = key
            self.value = value
        }
    }

    /// The value under a string key; the last one where a key is repeated.
    public subscript(key: String) -> PythonValue? {
        guard case .dictionary(let entries) = self else { return nil }
        return entries.last { $0.key == .string(key) }?.value
    }

    public var string: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    public var list: [PythonValue]? {
        if case .list(let value) = self { return value }
        return nil
    }

    /// The numeric value; booleans count as 0 and 1, as in Python.
    public var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// What kind of value this is, for messages.
    public var kind: String {
        switch self {
        case .none: "null"
        case .bool: "a truth value"
        case .int: "an integer"
        case .double: "a fraction"
        case .string: "a string"
        case .list: "a list"
        case .dictionary: "an object"
        }
    }
}
