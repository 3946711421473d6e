import Foundation

/// A JSON value that keeps the order of an object's keys, which Foundation's readers lose and a reward trace needs: the
/// order of the sources settles ties.
enum OrderedJSON: Equatable {
    case object([Member])
    case array([OrderedJSON])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    struct Member: Equatable {
        var key: String
        var value: OrderedJSON
    }

    struct Problem: Error, Equatable {
        /// Counted in UTF-8 bytes from 1.
        var column: Int
        var found: String
        var expected: String
    }

    /// What it is, in words, for errors.
    var kind: String {
        switch self {
        case .object: "an object"
        case .array: "a list"
        case .string(let text): "the string \"\(text.prefix(40))\""
        case .number(let number): "\(number)"
        case .bool(let value): "\(value)"
        case .null: "null"
        }
    }

    init(parsing text: String) throws(Problem) {
        var parser = Parser(text)
        self = try parser.document()
    }

    private struct Parser {
        private let bytes: [UInt8]
        private var place = 0
        private static let deepest = 100

        init(_ text: String) { bytes = Array(text.utf8) }

        mutating func document() throws(Problem) -> OrderedJSON {
            let value = try value(depth: 0)
            skipSpace()
            guard place == bytes.count else { throw problem("the end of the line") }
            return value
        }

        private func problem(_ expected: String) -> Problem {
            let rest = bytes[min(place, bytes.count)...].prefix(20)
            let found = rest.isEmpty ? "the end of the line" : "\"\(String(decoding: rest, as: UTF8.self))\""
            return Problem(column: place + 1, found: found, expected: expected)
        }

        private mutating func skipSpace() {
            while place < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[place]) { place += 1 }
        }

        /// Skips space, then the character if it comes next.
        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }

        private mutating func takeWord(_ word: String) -> Bool {
            guard bytes[place...].starts(with: word.utf8) else { return false }
            place += word.utf8.count
            return true
        }

        private mutating func value(depth: Int) throws(Problem) -> OrderedJSON {
            guard depth < Self.deepest else { throw problem("at most \(Self.deepest) nested values") }
            if take("{") { return .object(try members(depth: depth)) }
            if take("[") { return .array(try elements(depth: depth)) }
            if takeWord("true") { return .bool(true) }
            if takeWord("false") { return .bool(false) }
            if takeWord("null") { return .null }
            if place < bytes.count, bytes[place] == UInt8(ascii: "\"") { return .string(try string()) }
            return .number(try number())
        }

        private mutating func members(depth: Int) throws(Problem) -> [Member] {
            var members: [Member] = []
            if take("}") { return members }
            repeat {
                skipSpace()
                let start = place
                let key = try string()
                guard !members.contains(where: { $0.key == key }) else {
                    place = start
                    throw problem("every key once")
                }
                guard take(":") else { throw problem("\":\"") }
                members.append(Member(key: key, value: try value(depth: depth + 1)))
            } while take(",")
            guard take("}") else { throw problem("\",\" or \"}\"") }
            return members
        }

        private mutating func elements(depth: Int) throws(Problem) -> [OrderedJSON] {
            var elements: [OrderedJSON] = []
            if take("]") { return elements }
            repeat { elements.append(try value(depth: depth + 1)) } while take(",")
            guard take("]") else { throw problem("\",\" or \"]\"") }
            return elements
        }

        /// Finds the string's end; Foundation reads its escapes.
        private mutating func string() throws(Problem) -> String {
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw problem("a string") }
            var end = place + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
            guard end < bytes.count, let text = try? JSONDecoder().decode(String.self, from: Data(bytes[place...end])) else {
                throw problem("a JSON string")
            }
            place = end + 1
            return text
        }

        private mutating func number() throws(Problem) -> Double {
            let allowed = Array("+-.0123456789eE".utf8)
            let end = bytes[place...].firstIndex { !allowed.contains($0) } ?? bytes.count
            guard place < end, let number = try? JSONDecoder().decode(Double.self, from: Data(bytes[place..<end])) else {
                throw problem("a JSON value")
            }
            place = end
            return number
        }
    }
}
