/// A JSON document whose strings stay bytes in one shared buffer.
///
/// A vocabulary needs what general decoders do not give: keys compared byte by byte (Swift strings compare by canonical
/// equivalence, which would merge distinct tokens), objects in file order, and no allocation per string.
struct JSONTree {
    enum Node {
        case null
        case bool(Bool)
        case number(Double)
        case string(Range<Int>)
        case array([Node])
        case object([(key: Range<Int>, value: Node)])
    }

    let root: Node
    /// The unescaped bytes of every string, one after another.
    let strings: [UInt8]
    let file: String

    init(_ data: [UInt8], file: String) throws {
        var reader = JSONReader(bytes: data, file: file)
        root = try reader.document()
        strings = reader.strings
        self.file = file
    }

    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { strings[range] }

    func text(_ range: Range<Int>) -> String { String(decoding: strings[range], as: UTF8.self) }

    /// The value under a key (the last one when repeated), or nil.
    func value(_ node: Node?, _ key: String) -> Node? {
        guard case .object(let members)? = node else { return nil }
        let wanted = Array(key.utf8)
        return members.last { strings[$0.key].elementsEqual(wanted) }?.value
    }

    /// What stands there, for error messages.
    func name(_ node: Node?) -> String {
        switch node {
        case nil: "missing"
        case .null?: "null"
        case .bool(let value)?: "\(value)"
        case .number(let value)?: value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        case .string(let range)?: "'\(text(range))'"
        case .array?: "an array"
        case .object?: "an object"
        }
    }

    func string(_ node: Node?, _ key: String, path: String) throws -> String {
        switch value(node, key) {
        case .string(let range)?: return text(range)
        case nil: throw TokenizationError.missingKey(file: file, key: path)
        case let other: throw TokenizationError.wrongValue(file: file, key: path, found: name(other), expected: "a string")
        }
    }

    func flag(_ node: Node?, _ key: String, path: String, default fallback: Bool) throws -> Bool {
        switch value(node, key) {
        case .bool(let value)?: return value
        case nil, .null?: return fallback
        case let other: throw TokenizationError.wrongValue(file: file, key: path, found: name(other), expected: "true or false")
        }
    }

    /// A whole number from 0 up to 2^31 - 1: a token id.
    func identifier(_ node: Node?, path: String) throws -> Int {
        guard let node else { throw TokenizationError.missingKey(file: file, key: path) }
        guard case .number(let value) = node, value >= 0, value < 2_147_483_648, value == value.rounded() else {
            throw TokenizationError.wrongValue(file: file, key: path, found: name(node), expected: "a token id")
        }
        return Int(value)
    }

    func array(_ node: Node?, _ key: String, path: String) throws -> [Node] {
        switch value(node, key) {
        case .array(let values)?: return values
        case nil: throw TokenizationError.missingKey(file: file, key: path)
        case let other: throw TokenizationError.wrongValue(file: file, key: path, found: name(other), expected: "an array")
        }
    }
}
