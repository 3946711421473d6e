/// Feeds constraints with arguments and texts of every kind, good and broken, to find what takes the process down or too long.
public struct ConstraintFuzzer: Sendable {
    private var generator: SplitMix64
    private let resources: TextResources
    private let definitions = ConstraintRegistry.all

    public init(seed: UInt64, resources: TextResources) {
        generator = SplitMix64(seed: seed)
        self.resources = resources
    }

    /// One constraint and text, judged. Strict and loose verdicts must be consistent: what passes strictly passes loosely.
    public struct Trial: Sendable {
        public var id: String
        public var arguments: ConstraintArguments
        public var text: String
        public var isConsistent: Bool
    }

    public mutating func trial() -> Trial {
        let definition = pick(definitions)
        let suite = definition.suites.sorted { $0.rawValue < $1.rawValue }[0]
        let text = text()
        var draw = ArgumentDraw(seed: generator.next(), request: String(text.unicodeScalars.prefix(60)))
        var entries = definition.draw(&draw).map { (name: $0.0, value: $0.1) }
        for index in entries.indices where chance(60) { entries[index].value = value(depth: 0) }
        if chance(3) { entries.append((name: word(), value: value(depth: 0))) }
        let arguments = ConstraintArguments(id: definition.id, entries: entries)
        let constraint = Constraint.reading(suite: suite, id: definition.id, arguments: arguments.value)
        let set = ConstraintSet([constraint])
        let strict = set.strict(text, resources: resources)[0].followed
        let isConsistent = !chance(25) || !strict || set.loose(text, resources: resources)[0]
        return Trial(id: definition.id, arguments: arguments, text: text, isConsistent: isConsistent)
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

    private mutating func text() -> String {
        switch below(8) {
        case 0:
            let bytes = (0..<below(120)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            return String(decoding: bytes, as: UTF8.self)
        case 1: return String(repeating: pick(Self.parts), count: below(chance(3) ? 4000 : 40))
        default:
            let count = below(chance(2) ? 400 : 30)
            return (0..<count).map { _ in chance(55) ? word() + " " : pick(Self.parts) }.joined()
        }
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
