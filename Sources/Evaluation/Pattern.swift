import Foundation

/// A regular expression with the searches that the harness protocols are defined by (Python's `re.findall` and `re.sub`).
struct Pattern: Sendable {
    private let expression: NSRegularExpression

    /// - Throws: what Foundation says of a pattern it cannot read.
    init(_ pattern: String) throws {
        // As in Python, only \n ends a line.
        expression = try NSRegularExpression(pattern: pattern, options: [.useUnixLineSeparators])
    }

    /// The first non-empty group of every match, or the whole match of a pattern without groups; white space trimmed.
    func findAll(in text: String) -> [String] {
        let source = text as NSString
        return expression.matches(in: text, range: NSRange(location: 0, length: source.length)).map { match in
            var found = match.numberOfRanges == 1 ? source.substring(with: match.range) : ""
            for group in 1..<max(1, match.numberOfRanges) where found.isEmpty && match.range(at: group).location != NSNotFound {
                found = source.substring(with: match.range(at: group))
            }
            return found.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    func removed(from text: String) -> String {
        let range = NSRange(location: 0, length: (text as NSString).length)
        return expression.stringByReplacingMatches(in: text, range: range, withTemplate: "")
    }
}

/// The harness's exact match: both sides lose what the protocol ignores, then are compared, mostly without regard to case.
struct ExactMatch: Sendable {
    private let ignored: [Pattern]
    private let ignoringCase: Bool

    init(ignoring patterns: [String], ignoringCase: Bool = true) throws {
        ignored = try patterns.map { try Pattern($0) }
        self.ignoringCase = ignoringCase
    }

    func callAsFunction(_ prediction: String, _ reference: String) -> Bool {
        normalised(prediction) == normalised(reference)
    }

    private func normalised(_ text: String) -> String {
        let kept = ignored.reduce(text) { $1.removed(from: $0) }
        return ignoringCase ? kept.lowercased() : kept
    }
}

extension String {
    /// The text up to the first of the protocol's stop strings.
    func cut(at stops: [String]) -> String {
        let ends = stops.compactMap { range(of: $0)?.lowerBound }
        return ends.min().map { String(self[..<$0]) } ?? self
    }
}

/// What the harness calls a reply in which no answer was found.
let invalidAnswer = "[invalid]"
