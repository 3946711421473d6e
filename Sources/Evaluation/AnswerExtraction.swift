import Foundation

/// Reads an answer out of a reply; nil where there is none.
protocol AnswerExtraction: Sendable {
    func answer(in reply: String) -> String?
}

/// The first match of a pattern.
struct FirstMatch: AnswerExtraction {
    let pattern: Pattern

    init(_ pattern: Pattern) {
        self.pattern = pattern
    }

    func answer(in reply: String) -> String? {
        pattern.findAll(in: reply).first
    }
}

/// The first run of digits and minus signs, else the first number written out in words.
struct FirstNumber: AnswerExtraction {
    let digits: Pattern

    func answer(in reply: String) -> String? {
        digits.findAll(in: reply).first ?? NumberWords.first(in: reply).map { String($0) }
    }
}

/// Phrases that mean no or yes; the earliest decides.
struct YesOrNo: AnswerExtraction {
    private let either: Pattern
    private let no: Pattern

    init(no: String, yes: String) throws {
        either = try Pattern("\(no)|\(yes)")
        self.no = try Pattern(no)
    }

    func answer(in reply: String) -> String? {
        guard let phrase = either.findAll(in: reply.lowercased()).first else { return nil }
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

    /// - Parameter input: the question with its options `(A) ...`.
    init(input: String) throws {
        letter = try Pattern("(\\([A-Z]\\))")
        let options = try Pattern("\\([A-Z]\\)([^\\n^(]*)").findAll(in: input).prefix(26).map(Self.plain)
        let letters = zip(options, "ABCDEFGHIJKLMNOPQRSTUVWXYZ").map { (option: $0, letter: String($1)) }
        for pair in letters { letterOfOption[pair.option] = "(\(pair.letter))" }
        let escaped = options.filter { !$0.isEmpty }.map { NSRegularExpression.escapedPattern(for: $0) }
        option = escaped.isEmpty ? nil : try Pattern(escaped.joined(separator: "|"))
        letterAfterColon = letters.isEmpty ? nil : try Pattern(":[\\s]*(\(letters.map(\.letter).joined(separator: "|")))")
    }

    func answer(in reply: String) -> String? {
        if let found = letter.findAll(in: reply).first { return found }
        if let found = option?.findAll(in: Self.plain(reply)).first { return letterOfOption[found] ?? found }
        return letterAfterColon?.findAll(in: reply).first.map { "(\($0))" }
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
