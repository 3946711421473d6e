import Foundation

/// One JSON object of a model folder, read key by key with errors that name file and key.
struct ConfigurationReader {
    /// A value as JSON has it.
    indirect enum Value: Decodable, Equatable {
        case null
        case bool(Bool)
        case integer(Int)
        case number(Double)
        case string(String)
        case array([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .string(value)
            } else if let value = try? container.decode([Value].self) {
                self = .array(value)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        /// The value for a message.
        var text: String {
            switch self {
            case .null: "null"
            case .bool(let value): "\(value)"
            case .integer(let value): "\(value)"
            case .number(let value): "\(value)"
            case .string(let value): "'\(value)'"
            case .array: "a list"
            case .object: "an object"
            }
        }
    }

    let file: String
    /// Put before every key in messages: the path to this object.
    let prefix: String
    let values: [String: Value]

    init(_ data: Data, file: String) throws(PolicyError) {
        self.file = file
        prefix = ""
        do {
            values = try JSONDecoder().decode([String: Value].self, from: data)
        } catch {
            throw .unreadable(file: file, reason: "not a JSON object")
        }
    }

    private init(file: String, prefix: String, values: [String: Value]) {
        self.file = file
        self.prefix = prefix
        self.values = values
    }

    func error(_ key: String, expected: String) -> PolicyError {
        .configuration(file: file, key: prefix + key, found: values[key]?.text ?? "nothing", expected: expected)
    }

    /// The value of a key; nil where absent or null.
    func value(_ key: String) -> Value? {
        guard let value = values[key], value != .null else { return nil }
        return value
    }

    /// More than the longest contexts, and small enough that two sizes can be multiplied.
    private static let largestSize = 1 << 24

    /// A number of things: at least 1, and small enough that products of two sizes fit.
    func size(_ key: String) throws(PolicyError) -> Int? {
        guard let value = value(key) else { return nil }
        guard case .integer(let number) = value, (1...Self.largestSize).contains(number) else {
            throw error(key, expected: "a whole number from 1 to \(Self.largestSize)")
        }
        return number
    }

    func requiredSize(_ key: String) throws(PolicyError) -> Int {
        guard let size = try size(key) else { throw error(key, expected: "a whole number from 1 to \(Self.largestSize)") }
        return size
    }

    func number(_ key: String) throws(PolicyError) -> Double? {
        switch value(key) {
        case nil: return nil
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw error(key, expected: "a number")
        }
    }

    func positive(_ key: String) throws(PolicyError) -> Double? {
        guard let number = try number(key) else { return nil }
        guard number > 0, number.isFinite else { throw error(key, expected: "a number above 0") }
        return number
    }

    func bool(_ key: String) throws(PolicyError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .bool(let truth) = value else { throw error(key, expected: "true or false") }
        return truth
    }

    func string(_ key: String) throws(PolicyError) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else { throw error(key, expected: "text") }
        return text
    }

    func strings(_ key: String) throws(PolicyError) -> [String]? {
        guard let value = value(key) else { return nil }
        var strings: [String] = []
        guard case .array(let elements) = value else { throw error(key, expected: "a list of text") }
        for element in elements {
            guard case .string(let text) = element else { throw error(key, expected: "a list of text") }
            strings.append(text)
        }
        return strings
    }

    /// Token ids, given as one or as a list.
    func tokens(_ key: String) throws(PolicyError) -> [Int]? {
        switch value(key) {
        case nil: return nil
        case .integer(let token): return [token]
        case .array(let elements):
            var tokens: [Int] = []
            for element in elements {
                guard case .integer(let token) = element else { throw error(key, expected: "a token id or a list of them") }
                tokens.append(token)
            }
            return tokens
        default: throw error(key, expected: "a token id or a list of them")
        }
    }

    func object(_ key: String) throws(PolicyError) -> ConfigurationReader? {
        guard let value = value(key) else { return nil }
        guard case .object(let values) = value else { throw error(key, expected: "an object") }
        return ConfigurationReader(file: file, prefix: prefix + key + ".", values: values)
    }
}
