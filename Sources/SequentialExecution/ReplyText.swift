import Foundation

/// A reply as bytes, with the searches that finding a stated answer needs.
struct ReplyText {
    let bytes: [UInt8]

    /// A label's place: where its word begins and where its value may begin.
    struct Label: Equatable {
        var label: Int
        var value: Int
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The last place where the text says `Output:` (for `output`), markup between word and colon allowed.
    ///
    /// The word counts with a capital anywhere, in small letters only at the start of a line.
    func lastLabel(_ word: String) -> Label? {
        let word = Array(word.utf8)
        var start = bytes.count - word.count
        while start >= 0 {
            if let value = valueStart(of: word, at: start) { return Label(label: start, value: value) }
            start -= 1
        }
        return nil
    }

    private func valueStart(of word: [UInt8], at start: Int) -> Int? {
        guard word.indices.allSatisfy({ bytes[start + $0] | 0x20 == word[$0] }) else { return nil }
        if start > 0, LiteralParser.isWord(bytes[start - 1]), bytes[start - 1] != UInt8(ascii: "_") { return nil }
        if bytes[start] == word[0], !startsLine(start) { return nil }
        var end = start + word.count
        while end < bytes.count, Self.isMarkup(bytes[end]) || bytes[end] == 0x20 { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ":") else { return nil }
        return end + 1
    }

    private func startsLine(_ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, bytes[before] != 0x0A {
            let byte = bytes[before]
            guard Self.isMarkup(byte) || Self.isListMark(byte) || byte == 0x20 else { return false }
            before -= 1
        }
        return true
    }

    /// The literal that begins at a place, after spaces, line ends, markup and the opening of a fenced block.
    func literal(at start: Int, before end: Int) -> Literal? {
        var parser = LiteralParser(Array(bytes[..<end]), at: valueBegin(start, before: end))
        guard let first = parser.parse() else { return nil }
        return bareTuple(first, &parser) ?? first
    }

    /// `1, 2` without brackets, as Python reads it: only where nothing but the line's end follows.
    private func bareTuple(_ first: Literal, _ parser: inout LiteralParser) -> Literal? {
        var items = [first]
        while true {
            while parser.peek() == 0x20 { parser.position += 1 }
            guard parser.peek() == UInt8(ascii: ","), parser.peek(1).map({ $0 != 0x0A }) ?? false else { break }
            parser.position += 1
            guard let item = parser.parse(depth: 1) else { return nil }
            items.append(item)
        }
        while let byte = parser.peek(), Self.isMarkup(byte) || byte == 0x20 || byte == UInt8(ascii: ".") { parser.position += 1 }
        let ended = parser.peek().map { $0 == 0x0A || $0 == 0x0D } ?? true
        return items.count > 1 && ended ? .tuple(items) : nil
    }

    private func valueBegin(_ start: Int, before end: Int) -> Int {
        var index = start
        while index < end {
            let byte = bytes[index]
            if fence(at: index, before: end) {
                while index < end, bytes[index] != 0x0A { index += 1 }
            } else if Self.isMarkup(byte) || byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                index += 1
            } else {
                break
            }
        }
        return index
    }

    /// Whether three backquotes and at most a language's name make up the rest of the line.
    private func fence(at index: Int, before end: Int) -> Bool {
        guard index + 3 <= end, bytes[index..<(index + 3)].allSatisfy({ $0 == UInt8(ascii: "`") }) else { return false }
        let rest = bytes[(index + 3)..<end].prefix { $0 != 0x0A && $0 != 0x0D }
        return rest.count + index + 3 < end && rest.allSatisfy { LiteralParser.isWord($0) || $0 == 0x20 }
    }

    /// The first line with content from a place on, markup and surrounding spaces removed.
    func plainLine(at start: Int, before end: Int) -> String {
        let begin = valueBegin(start, before: end)
        var line = bytes[begin..<end].prefix { $0 != 0x0A && $0 != 0x0D }
        while let last = line.last, Self.isMarkup(last) || last == 0x20 { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// Statistics told without braces, as a list of lines, `- swaps: 3` or ``- `swaps = 3` (because)``, or in one line,
    /// `swaps: 3, steps: 0`, as a dictionary.
    func tallies(at start: Int, before end: Int) -> Literal? {
        var entries: [Literal.Entry] = []
        for line in bytes[start..<end].split(separator: 0x0A) {
            let found = tallies(in: Array(line))
            entries += found
            if found.isEmpty, !line.allSatisfy({ Self.isMarkup($0) || Self.isListMark($0) || $0 == 0x20 || $0 == 0x0D }) { break }
        }
        return entries.isEmpty ? nil : .dictionary(entries)
    }

    private func tallies(in line: [UInt8]) -> [Literal.Entry] {
        var entries: [Literal.Entry] = []
        var rest = line[...]
        while let (entry, after) = tally(Array(rest)) {
            entries.append(entry)
            let next = after.drop { Self.isMarkup($0) || $0 == 0x20 }
            guard next.first == UInt8(ascii: ",") || next.first == UInt8(ascii: ";") else { break }
            rest = next.dropFirst()
        }
        return entries
    }

    /// The first tally of a text and what follows it.
    private func tally(_ line: [UInt8]) -> (entry: Literal.Entry, rest: ArraySlice<UInt8>)? {
        let trimmed = Array(line.drop { Self.isMarkup($0) || Self.isListMark($0) || $0 == 0x20 || $0 == 0x09 })
        let name = trimmed.prefix(while: LiteralParser.isWord)
        guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        var rest = trimmed.dropFirst(name.count).drop { Self.isMarkup($0) || $0 == 0x20 }
        guard rest.first == UInt8(ascii: ":") || rest.first == UInt8(ascii: "=") else { return nil }
        rest = rest.dropFirst().drop { Self.isMarkup($0) || $0 == 0x20 }
        var parser = LiteralParser(Array(rest))
        guard let value = parser.parse() else { return nil }
        return (.init(key: .string(String(decoding: name, as: UTF8.self)), value: value), parser.bytes[parser.position...])
    }

    /// The last `{...}` that names an output: a reply that is a JSON object as a whole, alone or in a fenced block.
    func lastObject() -> Literal? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let mark = text.range(of: "\"output\"", options: .backwards) ?? text.range(of: "'output'", options: .backwards) else {
            return nil
        }
        guard let open = text[..<mark.lowerBound].lastIndex(of: "{") else { return nil }
        var parser = LiteralParser(Array(text[open...].utf8))
        return parser.parse()
    }

    private static func isMarkup(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }

    private static func isListMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
