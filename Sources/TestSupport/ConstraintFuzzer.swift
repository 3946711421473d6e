package import Constraints
import SeededRandom

/// Feeds constraints with arguments and texts of every kind, good and broken, to find what takes the process down or too long.
package struct ConstraintFuzzer: Sendable {
    private var generator: SplitMix64
    private let resources: TextResources
    private let definitions = ConstraintRegistry.all

    package init(seed: UInt64, resources: TextResources) {
        generator = SplitMix64(seed: seed)
        self.resources = resources
    }

    /// One constraint and text, judged by both protocols and once more by their definitions, word for word.
    package struct Trial: Sendable {
        package var id: String
        package var arguments: ConstraintArguments
        package var text: String
        /// What the protocols say that their definitions do not; nil where they agree.
        package var contradiction: String?
        /// Time of the slowest judgement by the clock given.
        package var slowest: Double
    }

    /// - Parameter clock: seconds that have passed; without one no time is taken.
    package mutating func trial(clock: () -> Double = { 0 }) -> Trial {
        let definition = pick(definitions)
        let suite = definition.suites.sorted { $0.rawValue < $1.rawValue }[0]
        let text = text()
        var draw = ArgumentDraw(seed: generator.next(), request: String(text.unicodeScalars.prefix(60)))
        var entries = definition.draw(&draw).map { (name: $0.0, value: $0.1) }
        for index in entries.indices where chance(60) { entries[index].value = value(depth: 0) }
        if chance(3) { entries.append((name: word(), value: value(depth: 0))) }
        let arguments = ConstraintArguments(id: definition.id, entries: entries)
        let constraint = Constraint.reading(suite: suite, id: definition.id, arguments: arguments.value)
        var slowest = 0.0
        let contradiction = contradiction(of: constraint, on: text, clock: clock, slowest: &slowest)
        return Trial(id: definition.id, arguments: arguments, text: text, contradiction: contradiction, slowest: slowest)
    }

    private func contradiction(
        of constraint: Constraint, on text: String, clock: () -> Double, slowest: inout Double
    ) -> String? {
        func timed<Result>(_ work: () -> Result) -> Result {
            let start = clock()
            defer { slowest = max(slowest, clock() - start) }
            return work()
        }
        func passes(_ text: String) -> Bool {
            timed { constraint.verdict(on: text, resources: resources).followed } && !text.pythonTrimmed.isEmpty
        }
        // Every variant is judged, also where the protocol need not look at it any more.
        let variants = Self.variants(of: text).map(passes)
        let outcome = ConstraintSet([constraint]).outcome(text, resources: resources)
        _ = outcome.strict[0].finding.description
        if outcome.strict[0].followed != variants[0] { return "strict says \(outcome.strict[0].followed), the bare check \(variants[0])" }
        let isFollowed = variants.contains(true)
        if outcome.loose[0] != isFollowed { return "loose says \(outcome.loose[0]), the eight variants say \(variants)" }
        return passes(text) == variants[0] ? nil : "a second verdict is not the first"
    }

    /// The eight variants of the loose protocol as its definition has them: the reply; without its first line, its last line, and both,
    /// trimmed; and these four without asterisks.
    private static func variants(of text: String) -> [String] {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        func joined(_ lines: some Sequence<String>) -> String { lines.joined(separator: "\n").pythonTrimmed }
        let cut = [text, joined(lines.dropFirst()), joined(lines.dropLast()), joined(lines.dropFirst().dropLast())]
        return cut + cut.map(withoutStars)
    }

    private static func withoutStars(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "*" }))
    }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
    private mutating func word() -> String { pick(ArgumentDraw.plainWords) }

    private static let parts = [
        " ", "\n", "\n\n", ". ", "? ", "! ", ", ", "...", "***", "******", "* ", "- ", "<<", ">>", "[", "]", "(", ")", "{", "}", "\"", "'",
        "`", "don't ",
        "Mr. ", "e.g. ", "Ph.D. ", "U.S. ", "Inc. He ", "1.2.3 ", "P.S. ", "<i>", "</i>", "Question 1. ", "A) x", "```json", "NaN", "1e9",
        "\\u",
        "\u{0}", "\r", "\u{2028}", "\u{3000}", "\u{301}", "İ", "ß", "Σ", "😀", "é", "日本", "हिन्दी", "http://a.b/c ", "a@b.cd ", "<prd>",
        "<stop>", "</think>",
        "ſ", "K", "ǅ", "٣", "²", "½", "\u{1f1e9}\u{1f1ea}", "can not", "gonna ", "'tis ", "``", "''", ";", ":", "/", "cannot",
    ]

    private mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) } }

    private mutating func text() -> String {
        switch below(8) {
        case 0, 1: return String(decoding: bytes(below(120)), as: UTF8.self)
        case 2:
            // Every plane, what is no character among it.
            var scalars = String.UnicodeScalarView()
            for _ in 0..<below(60) { scalars.append(Unicode.Scalar(UInt32(below(chance(50) ? 0x3000 : 0x110000))) ?? " ") }
            return String(scalars)
        case 3:
            var damaged = Array(sentences().utf8)
            for _ in 0..<(1 + below(4)) where !damaged.isEmpty { damaged[below(damaged.count)] = bytes(1)[0] }
            return String(decoding: damaged, as: UTF8.self)
        case 4: return String(repeating: pick(Self.parts), count: below(chance(3) ? 4000 : 40))
        default: return sentences()
        }
    }

    private mutating func sentences() -> String {
        let count = below(chance(2) ? 400 : 30)
        return (0..<count).map { _ in chance(55) ? word() + " " : pick(Self.parts) }.joined()
    }

    private static let regexParts = [
        "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?P<a>", "(?P=a)", "(?>", "(?(1)", "[", "]", "[^", "a", "b", ".", "*", "+", "?", "{2}",
        "{1,}", "{,3}", "{", "}",
        "|", "^", "$", "\\", "\\b", "\\d", "\\w", "\\1", "\\x41", "\\N{DIGIT ONE}", "(a+)+", "(a|a)*", "(.*)*", "(?i)", "(?x)", "++", "*?",
        "-", "a-z",
    ]

    private mutating func value(depth: Int) -> PythonValue {
        switch below(12) {
        case 0: return .none
        case 1: return .bool(chance(50))
        case 2: return .int(below(12) - 3)
        case 3: return .int(pick([Int.max, Int.min, 0, 1 << 40]))
        case 4: return .double(pick([0.5, -1, 5, 1e308, .infinity, .nan, 2.0]))
        case 5 where depth < 3: return .list((0..<below(4)).map { _ in value(depth: depth + 1) })
        case 6 where depth < 3: return .dictionary((0..<below(3)).map { _ in .init(key: .string(word()), value: value(depth: depth + 1)) })
        case 7, 8, 9: return .string((0..<below(10)).map { _ in pick(Self.regexParts) }.joined())
        case 10: return .string(text())
        default: return .string(word())
        }
    }
}
