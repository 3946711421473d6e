import Foundation

/// Reads an answer out of a reply; nil where there is none.
protocol AnswerExtraction: Sendable {
    func answer(in reply: String) -> String?
}

/// Which of several matches is the answer: replies that reason state it last.
enum MatchPlace: Sendable {
    case first
    case last

    func pick(_ matches: [String]) -> String? {
        self == .first ? matches.first : matches.last
    }
}

/// A match of a pattern.
struct PatternMatch: AnswerExtraction {
    let pattern: Pattern
    let place: MatchPlace

    init(_ pattern: Pattern, _ place: MatchPlace) {
        self.pattern = pattern
        self.place = place
    }

    func answer(in reply: String) -> String? {
        place.pick(pattern.findAll(in: reply))
    }
}

/// A run of digits and minus signs, else the first number written out in words.
struct StatedNumber: AnswerExtraction {
    let digits: Pattern
    let place: MatchPlace

    func answer(in reply: String) -> String? {
        place.pick(digits.findAll(in: reply)) ?? NumberWords.first(in: reply).map { String($0) }
    }
}

/// Phrases that mean no or yes; one of them decides.
struct YesOrNo: AnswerExtraction {
    private let either: Pattern
    private let no: Pattern
    private let place: MatchPlace

    init(no: String, yes: String, _ place: MatchPlace) throws {
        either = try Pattern("\(no)|\(yes)")
        self.no = try Pattern(no)
        self.place = place
    }

    func answer(in reply: String) -> String? {
        guard let phrase = place.pick(either.findAll(in: reply.lowercased())) else { return nil }
        return no.findAll(in: phrase).isEmpty ? "yes" : "no"
    }
}

/// The words of the question's list, in the order of their last mention.
struct SortedWords: AnswerExtraction {
    private let words: Pattern?

    init(input: String) throws {
        let list = input.range(of: "List:").map { input[$0.upperBound...].split(whereSeparator: \.isWhitespace) } ?? []
        let alternatives = list.map { "\\b\(NSRegularExpression.escapedPattern(for: String($0)))\\b" }
        words = alternatives.isEmpty ? nil : try Pattern(alternatives.joined(separator: "|"))
    }

    func answer(in reply: String) -> String? {
        var seen: Set<String> = []
        let mentioned = (words?.findAll(in: reply) ?? []).reversed().filter { seen.insert($0).inserted }
        return mentioned.isEmpty ? nil : mentioned.reversed().joined(separator: " ")
    }
}

/// A multiple-choice answer: `(A)` anywhere, else the text of an option, else a letter after a colon.
struct ChosenOption: AnswerExtraction {
    private let letter: Pattern
    private let option: Pattern?
    private let letterAfterColon: Pattern?
    private var letterOfOption: [String: String] = [:]
    private let place: MatchPlace

    /// - Parameter input: the question with its options `(A) ...`.
    init(input: String, _ place: MatchPlace) throws {
        self.place = place
        letter = try Pattern("(\\([A-Z]\\))")
        let options = try Pattern("\\([A-Z]\\)([^\\n^(]*)").findAll(in: input).prefix(26).map(Self.plain)
        let letters = zip(options, "ABCDEFGHIJKLMNOPQRSTUVWXYZ").map { (option: $0, letter: String($1)) }
        for pair in letters { letterOfOption[pair.option] = "(\(pair.letter))" }
        // Longest first, so that an option never hides a longer one that begins with it.
        let longest = options.filter { !$0.isEmpty }.sorted { $0.utf16.count > $1.utf16.count }
        let escaped = longest.map { NSRegularExpression.escapedPattern(for: $0) }
        option = escaped.isEmpty ? nil : try Pattern(escaped.joined(separator: "|"))
        letterAfterColon = letters.isEmpty ? nil : try Pattern(":[\\s]*(\(letters.map(\.letter).joined(separator: "|")))")
    }

    func answer(in reply: String) -> String? {
        if let found = place.pick(letter.findAll(in: reply)) { return found }
        if let option, let found = place.pick(option.findAll(in: Self.plain(reply))) { return letterOfOption[found] ?? found }
        return letterAfterColon.flatMap { place.pick($0.findAll(in: reply)) }.map { "(\($0))" }
    }

    /// Small letters, no punctuation.
    private static func plain(_ text: String) -> String {
        let kept = text.lowercased().unicodeScalars.filter { !$0.properties.generalCategory.isPunctuation }
        return String(String.UnicodeScalarView(kept))
    }
}

extension Unicode.GeneralCategory {
    var isPunctuation: Bool {
        switch self {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            return true
        default: return false
        }
    }
}
