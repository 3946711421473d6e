/// Reads one sentence of a narration from left to right.
struct NarrationParser {
    let tokens: [NarrationToken]
    var position = 0
    /// The steps that a helper consists of.
    private(set) var span = (first: "", last: "")

    private let original: String

    init(_ sentence: String) {
        original = sentence
        tokens = NarrationToken.all(in: sentence)
    }

    private init(_ tokens: [NarrationToken]) {
        original = ""
        self.tokens = tokens
    }

    var rest: String { tokens[min(position, tokens.count)...].map { "\($0)" }.joined(separator: " ") }

    var current: NarrationToken? { position < tokens.count ? tokens[position] : nil }

    /// A sentence starts with a capital letter.
    mutating func lowercaseFirst() throws {
        guard case .word(let word)? = tokens.first else { return }
        var tokens = tokens
        tokens[0] = .word(word.prefix(1).lowercased() + word.dropFirst())
        self = NarrationParser(tokens)
    }

    mutating func finish() { position = tokens.count - 1 }

    // MARK: Matching

    /// Where some words stand, nil where they do not.
    func find(_ words: String) -> Int? {
        let wanted = NarrationToken.all(in: words)
        return tokens.indices.first { tokens[$0...].starts(with: wanted) }
    }

    func at(_ words: String) -> Bool {
        tokens[min(position, tokens.count)...].starts(with: NarrationToken.all(in: words))
    }

    mutating func take(_ words: String) -> Bool {
        guard at(words) else { return false }
        position += NarrationToken.all(in: words).count
        return true
    }

    mutating func expect(_ words: String) throws {
        guard take(words) else { throw NarrationReader.Failure(sentence: "expected '\(words)' at \(rest)") }
    }

    /// The names in a list such as `a, b and c`.
    func names(from place: Int) -> [String] {
        var parser = self
        parser.position = place
        var names: [String] = []
        while let name = parser.name() {
            names.append(name)
            guard parser.take(",") || parser.take("and") else { break }
        }
        return names
    }

    mutating func name() -> String? {
        switch current {
        case .name(let name)?:
            position += 1
            return name
        case .word(let word)?:
            position += 1
            return word
        default: return nil
        }
    }

    mutating func stepNumber() throws -> String {
        guard case .number(let number)? = current else { throw NarrationReader.Failure(sentence: rest) }
        position += 1
        return number
    }

    /// Words with holes: `{v}` a value to its end, `{u}` a value that ends by itself, `{s}` a sum, `{c}` a condition, `{t}` a place for a
    /// value, `{n}` a name, `{l}` a list of values, `{p}` a list of places. nil where the words do not match; nothing is read then.
    mutating func match(_ pattern: String) throws -> [String]? {
        let start = position
        var found: [String] = []
        for piece in pattern.split(separator: " ") {
            let matched: Bool
            if piece.hasPrefix("{"), piece.count == 3 {
                let value = try? hole(piece.dropFirst().first)
                if let value { found.append(value) }
                matched = value != nil
            } else {
                matched = take(String(piece))
            }
            guard matched else {
                position = start
                return nil
            }
        }
        return found
    }

    mutating func required(_ pattern: String) throws -> [String] {
        guard let found = try match(pattern) else { throw NarrationReader.Failure(sentence: "expected '\(pattern)' at \(rest)") }
        return found
    }

    /// The first pattern that matches, with `$0`, `$1`, ... of its output replaced.
    mutating func first(of templates: [(String, String)]) throws -> String? {
        for (pattern, output) in templates {
            guard let found = try match(pattern) else { continue }
            return found.enumerated().reduce(output) { $0.replacing("$\($1.offset)", with: $1.element) }
        }
        return nil
    }

    private mutating func hole(_ kind: Character?) throws -> String {
        switch kind {
        case "v": return try value()
        case "u": return try unit()
        case "s": return try sum()
        case "c": return try condition()
        case "t": return try unit()
        case "l", "p": return try list()
        case "f":
            try expect("for every")
            return try over()
        case "g": return try over()
        case "d": return try pairs()
        case "x": return try pieces()
        default:
            guard let name = name() else { throw NarrationReader.Failure(sentence: rest) }
            return name
        }
    }

    /// `a, b and c`
    private mutating func list() throws -> String {
        var items = [try unit()]
        while true {
            let start = position
            guard take(",") || take("and"), let item = try? unit() else {
                position = start
                break
            }
            items.append(item)
        }
        return items.joined(separator: ", ")
    }

    /// `x of xs for which ...`, as the `for` of a comprehension.
    private mutating func over() throws -> String {
        var text = "for "
        if take("group (") {
            position -= 2
            text += try grouped()
        } else {
            guard let name = name() else { throw NarrationReader.Failure(sentence: rest) }
            text += name
        }
        if let range = try first(of: [
            ("among the whole numbers from {s} up to and including {s}", "range($0, $1 + 1)"),
            ("among the whole numbers from {s} up to , but not including , {s}", "range($0, $1)"),
        ]) {
            text += " in " + range
        } else {
            try expect("of")
            text += " in " + (try unit())
        }
        var word = "for which"
        while take(word) {
            text += " if " + (try clause())
            word = "and also"
        }
        if take(", and within that for every") { text += " " + (try over()) }
        return text
    }

    /// `group (a, group (b, c))`
    private mutating func grouped() throws -> String {
        if take("a value that is not needed") { return "_" }
        if take("the group (") || take("group (") {
            var parts = [try grouped()]
            while take(",") { parts.append(try grouped()) }
            try expect(")")
            return "(" + parts.joined(separator: ", ") + ")"
        }
        guard let name = name() else { throw NarrationReader.Failure(sentence: rest) }
        return name
    }

    /// `A the value B, C the value D and E the value F`
    private mutating func pairs() throws -> String {
        var pairs: [String] = []
        repeat {
            let key = try unit()
            try expect("the value")
            pairs.append("\(key): \(try unit())")
        } while take(",") || take("and")
        return pairs.joined(separator: ", ")
    }

    /// `A, B written out and then C`
    private mutating func pieces() throws -> String {
        var parts: [String] = []
        repeat {
            let part = try unit()
            parts.append(take("written out") ? "str(\(part))" : part)
        } while take("and then") || take(",")
        return parts.joined(separator: ", ")
    }

    // MARK: Heads of compound sentences

    var isLoop: Bool { find(", and as long as that is so ,") != nil }

    var isEndless: Bool { find("and repeat this over and over until") != nil }

    mutating func loopHead() throws -> (line: String, isChecked: Bool, isEndless: Bool)? {
        for pattern in ["as long as {c} , keep repeating this :", "while {c} , repeat this :"] {
            if let found = try match(pattern) { return ("while \(found[0]):", false, false) }
        }
        if let found = try match("check whether {c} , and as long as that is so ,") { return ("while \(found[0]):", true, false) }
        if let found = try match("do the following {u} times :") { return ("for _ in range(\(found[0])):", false, false) }
        guard let line = try first(of: NarrationPatterns.loops) else { return nil }
        let isOpened = try take("; each time ,") || take("; for each of them ,") || match("; for each value of {n} ,") != nil
        guard isOpened else { throw NarrationReader.Failure(sentence: rest) }
        return (line, false, false)
    }

    mutating func helperHead() throws -> String? {
        for pattern in [
            "here is a helper called {n} .", "there is a small procedure of its own called {n} .",
            "keep this procedure in mind ; it is called {n} .",
        ] { if let found = try match(pattern) { return found[0] } }
        return nil
    }

    mutating func helperParameters() throws -> [String] {
        if take("It takes nothing .") { return [] }
        try expect("It takes")
        var taken: [String] = []
        while let name = name() {
            taken.append(name)
            guard take(",") || take("and") else { break }
        }
        try expect(".")
        while let found = try match("If {n} is left out , it is {v} .") {
            taken = taken.map { $0 == found[0] ? "\($0)=\(found[1])" : $0 }
        }
        return taken
    }

    /// The rest of a helper's introduction: its steps, and the names that it works on from outside.
    mutating func helperBody(_ name: String, _ taken: [String]) throws -> [String] {
        try expect("Do not run it now . Whenever a step asks what")
        _ = self.name()
        try expect("gives")
        _ = take("for certain values")
        guard take(", do steps") || take(", do step") else { throw NarrationReader.Failure(sentence: rest) }
        let first = try stepNumber()
        span = (first, take("to") ? try stepNumber() : first)
        guard let place = find("It works on") else { return [] }
        return names(from: place + 3)
    }
}
