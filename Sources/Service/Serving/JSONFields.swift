import HTTPTypes
import SequentialExecution

/// An object of a request's body with its place in it, so that every complaint names the key, what it holds and what is expected.
struct JSONFields: Sendable {
    let value: Literal
    /// Where the object stands, such as `items[2]`; empty for the body itself.
    let path: String

    /// - Throws: `RequestFailure` where the body is no JSON object, or an object in it has a key twice: which one was meant is not known.
    init(body: [UInt8]) throws {
        guard let value = Literal(json: body) else {
            throw RequestFailure(
                .badRequest, "the body: found no valid JSON (or nesting deeper than 128), expected an object", code: "invalid_json")
        }
        try self.init(value, path: "")
        if let place = value.repeatedKey?.dropFirst() {
            throw RequestFailure(
                .badRequest, "\(place): found twice, expected every key once", parameter: String(place), code: "repeated_key")
        }
    }

    init(_ value: Literal, path: String) throws {
        guard case .dictionary = value else {
            throw RequestFailure.invalid(path.isEmpty ? "the body" : path, found: Self.excerpt(value), expected: "an object")
        }
        self.value = value
        self.path = path
    }

    /// The value under a key; nil where it is absent or null.
    subscript(key: String) -> Literal? { value[key].flatMap { $0 == .none ? nil : $0 } }

    /// A key with the path before it.
    func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// What is wrong with a key's value.
    func failure(_ key: String, _ expected: String) -> RequestFailure {
        .invalid(place(key), found: self[key].map(Self.excerpt) ?? "nothing", expected: expected)
    }

    /// - Throws: where the key holds something that `read` cannot make a value of.
    func optional<Value>(_ key: String, _ expected: String, _ read: (Literal) -> Value?) throws -> Value? {
        guard let literal = self[key] else { return nil }
        guard let value = read(literal) else { throw failure(key, expected) }
        return value
    }

    func required<Value>(_ key: String, _ expected: String, _ read: (Literal) -> Value?) throws -> Value {
        guard let value = try optional(key, expected, read) else { throw failure(key, expected) }
        return value
    }

    func string(_ key: String) throws -> String? { try optional(key, "a string", \.stringValue) }

    func boolean(_ key: String) throws -> Bool? {
        try optional(key, "true or false") { if case .boolean(let flag) = $0 { flag } else { nil } }
    }

    func number(_ key: String, _ expected: String = "a finite number", where holds: (Double) -> Bool = { _ in true }) throws -> Double? {
        try optional(key, expected) { literal in literal.doubleValue.flatMap { $0.isFinite && holds($0) ? $0 : nil } }
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        try optional(key, "a whole number in \(range.lowerBound) ... \(range.upperBound)") { literal in
            literal.wholeValue.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func list(_ key: String) throws -> [Literal]? { try optional(key, "a list", \.elements) }

    /// The object under a key.
    func object(_ key: String) throws -> JSONFields? { try self[key].map { try JSONFields($0, path: place(key)) } }

    /// The objects of a list, each with its place.
    func objects(_ key: String) throws -> [JSONFields]? {
        try list(key)?.enumerated().map { index, item in try JSONFields(item, path: "\(place(key))[\(index)]") }
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(_ key: String, as type: Word.Type) throws -> Word? where Word.RawValue == String {
        let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return try optional(key, "one of \(words)") { $0.stringValue.flatMap(Word.init(rawValue:)) }
    }

    /// A misspelled key must not pass for a default.
    func requireOnly(_ keys: [String]) throws {
        guard case .dictionary(let entries) = value else { return }
        for entry in entries where !keys.contains(entry.key.stringValue ?? "") {
            let name = place(entry.key.stringValue ?? entry.key.json)
            throw RequestFailure(
                .badRequest, "\(name): not a key here, expected one of \(keys.joined(separator: ", "))", parameter: name,
                code: "unknown_key")
        }
    }

    /// A value in a few words.
    static func excerpt(_ value: Literal) -> String {
        let text = value.json
        return text.count <= 60 ? text : text.prefix(57) + "..."
    }
}

extension Literal {
    /// The value of a whole number, also where it is written `16.0`.
    var wholeValue: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }
}

extension Literal {
    /// Where an object has a key twice, as in `.items[2].id`; nil where none has.
    fileprivate var repeatedKey: String? {
        switch self {
        case .list(let items), .tuple(let items):
            for (index, item) in items.enumerated() {
                if let rest = item.repeatedKey { return "[\(index)]" + rest }
            }
        case .dictionary(let entries):
            if let key = Self.repeatedKey(of: entries) { return ".\(key.stringValue ?? key.json)" }
            for entry in entries {
                if let rest = entry.value.repeatedKey { return ".\(entry.key.stringValue ?? entry.key.json)" + rest }
            }
        default: break
        }
        return nil
    }

    private static func repeatedKey(of entries: [Entry]) -> Literal? {
        // By their bytes: Swift takes an accented letter and a letter with its accent for the same, JSON does not.
        func bytes(_ entry: Entry) -> String.UTF8View { (entry.key.stringValue ?? entry.key.json).utf8 }
        // Most objects have few keys: comparing them takes less than a table would.
        guard entries.count > 8 else {
            let index = entries.indices.first { index in
                entries[..<index].contains { bytes($0).elementsEqual(bytes(entries[index])) }
            }
            return index.map { entries[$0].key }
        }
        var known = Set<[UInt8]>(minimumCapacity: entries.count)
        return entries.first { !known.insert(Array(bytes($0))).inserted }?.key
    }
}
