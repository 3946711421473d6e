/// Writes short texts that follow given constraints: proof that a composed prompt can be followed, and supervised replies.
///
/// A plan made from the constraints steers the text; the constraints' own checks have the last word.
public struct ConstraintSatisfier: Sendable {
    private var generator: SplitMix64
    private let topic: String
    private let resources: TextResources
    private let attempts: Int

    public init(topic: String, seed: UInt64, resources: TextResources, attempts: Int = 60) {
        generator = SplitMix64(seed: seed)
        self.topic = topic
        self.resources = resources
        self.attempts = attempts
    }

    /// A text that follows all constraints, or nil where none was found.
    public mutating func reply(to constraints: [Constraint]) -> String? {
        guard let plan = ReplyPlan(constraints) else { return nil }
        for attempt in 0..<attempts {
            let reply = plan.fixed ?? write(plan, size: 1 + attempt % 4)
            let text = Text(reply, resources: resources)
            if !text.all.isBlank, constraints.allSatisfy({ $0.verdict(on: text).followed }) { return reply }
            if plan.fixed != nil { return nil }
        }
        return nil
    }

    // MARK: Sentences

    private mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: 0..<list.count, using: &generator)] }

    private static let adjectives = ["good", "big", "small", "old", "new", "red", "nice", "warm", "cold", "quiet", "bright", "soft"]
    private static let short = [
        "go", "up", "we", "run", "on", "it", "is", "fun", "so", "you", "can", "see", "old", "ships", "by", "dark", "hills", "milk",
    ]

    private mutating func sentence(_ plan: ReplyPlan) -> String {
        for _ in 0..<30 {
            let (first, second) = (pick(Self.adjectives), pick(Self.adjectives))
            var shapes = [
                "The \(topic) is \(first).", "We like the \(topic).", "The \(topic) is \(first) and \(second).",
                "You can see the \(topic) every day.", "Many people like the \(topic).", "The \(topic) makes us happy.",
                "It is \(first) to see the \(topic).", "This \(topic) looks \(first).",
            ]
            if !plan.forbiddenMarks.contains(",") { shapes.append("The \(topic) is \(first), and we like it.") }
            let choice = pick(shapes)
            if isAllowed(choice, plan) { return choice }
        }
        // Nothing about the topic is allowed: short words without what is banned.
        let words = Self.short.filter { isAllowed($0, plan) }
        guard !words.isEmpty else { return "We go." }
        return capitalized((0..<3).map { _ in pick(words) }.joined(separator: " ")) + "."
    }

    private func isAllowed(_ sentence: String, _ plan: ReplyPlan) -> Bool {
        let lower = sentence.lowercased()
        if plan.banned.contains(where: { lower.contains($0.lowercased()) }) { return false }
        if plan.required.contains(where: { lower.contains($0.word.lowercased()) }) { return false }
        if let letter = plan.letter, letter.range.upperBound < 8 {
            return !Scalars(sentence).contains { $0.simpleLower == letter.code }
        }
        return true
    }

    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    // MARK: Text

    private mutating func write(_ plan: ReplyPlan, size: Int) -> String {
        var body = laidOut(plan, size: size)
        if plan.lowercaseWords < Int.max {
            body = body.split(separator: " ").map { capitalized(String($0)) }.joined(separator: " ")
        }
        if let opening = plan.opening { body = "\(opening) is \(pick(Self.adjectives)). " + body }
        if plan.title { body = "<<\(capitalized(topic))>>\n" + body }
        if let word = plan.lastWord { body += " We like the \(word)" }
        if let ending = plan.ending { body += " " + ending }
        if let marker = plan.postscript { body += "\n\(marker) We wish you well." }
        if plan.lowercase { body = body.lowercased() }
        if plan.uppercase { body = body.uppercased() }
        if plan.forbiddenMarks.contains(".") { body = body.filter { $0 != "." } }
        switch plan.wrapped {
        case .brackets: body = body.split(whereSeparator: \.isWhitespace).map { "[\($0)]" }.joined(separator: " ")
        case .bigrams: body = bigrams(body)
        case .hyphens: body = body.split(separator: ". ").joined(separator: ".-")
        case nil: break
        }
        return plan.quoted ? "\"\(body)\"" : body
    }

    private func bigrams(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        return stride(from: 0, to: words.count, by: 2).map { index in
            index + 1 < words.count ? "<<\(words[index]) \(words[index + 1])>>" : "<<\(words[index])>>"
        }.joined(separator: " ")
    }

    private mutating func laidOut(_ plan: ReplyPlan, size: Int) -> String {
        var sentences = demanded(plan)
        switch plan.layout {
        case .plain:
            grow(&sentences, plan, size: size)
            return sentences.joined(separator: " ")
        case .bullets(let count):
            let intro = (sentences + (sentences.isEmpty ? [sentence(plan)] : [])).joined(separator: " ")
            return ([intro] + (0..<count).map { _ in "* " + sentence(plan) }).joined(separator: "\n")
        case .sections(let splitter, let count):
            let parts = (1...max(count, 1)).map { number in
                "\(splitter) \(number)\n" + ([sentence(plan)] + (number == 1 ? sentences : [])).joined(separator: " ")
            }
            return parts.joined(separator: "\n")
        case .starParagraphs(let count):
            return parts(max(count, 1), plan, sentences).joined(separator: "\n***\n")
        case .blankLineParagraphs(let count, let nth, let first):
            var paragraphs = parts(max(count, 1), plan, sentences)
            if let first, paragraphs.indices.contains(nth - 1) { paragraphs[nth - 1] = "\(first) is good. " + paragraphs[nth - 1] }
            return paragraphs.joined(separator: "\n\n")
        case .twoReplies:
            return parts(2, plan, sentences).joined(separator: "\n******\n")
        }
    }

    private mutating func parts(_ count: Int, _ plan: ReplyPlan, _ sentences: [String]) -> [String] {
        (0..<count).map { index in ([sentence(plan)] + (index == 0 ? sentences : [])).joined(separator: " ") }
    }

    /// Sentences that carry what must occur.
    private mutating func demanded(_ plan: ReplyPlan) -> [String] {
        var sentences: [String] = []
        for (word, count) in plan.required where count > 0 {
            for _ in 0..<count { sentences.append(pick(["We see the \(word).", "There is one \(word).", "Look at this \(word)."])) }
        }
        for _ in 0..<plan.highlights { sentences.append("This is *\(pick(Self.adjectives))*.") }
        for _ in 0..<plan.placeholders { sentences.append("See [\(pick(["name", "place", "date", "time"]))].") }
        if plan.palindrome { sentences.append("The level road is here.") }
        if plan.capitals.lowerBound > 0 {
            sentences.append(
                "We say " + (0..<plan.capitals.lowerBound).map { _ in pick(["YES", "GO", "NOW", "FUN"]) }.joined(separator: " ") + ".")
        }
        if let letter = plan.letter, letter.range.lowerBound > 0 {
            let word = Self.wordsByLetter[Int(letter.code &- 97) % 26]
            let count = letter.range.lowerBound
            sentences.append("Say " + Array(repeating: word, count: count).joined(separator: " ") + ".")
        }
        return sentences
    }

    private static let wordsByLetter = [
        "banana", "bubble", "cactus", "daddy", "eleven", "fluff", "giggle", "hush", "igloo", "jam", "kick", "lily", "mummy", "noon",
        "moon", "pepper", "quiet", "river", "sissy", "tattoo", "unusual", "vivid", "window", "box", "yearly", "puzzle",
    ]

    /// Adds sentences up to a size, then up to the lower bounds, and stays below the upper ones.
    private mutating func grow(_ sentences: inout [String], _ plan: ReplyPlan, size: Int) {
        func words(_ list: [String]) -> Int { Scalars(list.joined(separator: " "))[...].wordRunCount }
        func letters(_ list: [String]) -> Int { list.reduce(0) { $0 + Scalars($1).count { $0.isASCIILetter } } }
        let target = min(size, plan.sentences.upperBound, plan.words.upperBound / 8, plan.letters.upperBound / 40)
        while sentences.count < max(target, sentences.isEmpty ? 1 : 0) || sentences.count < plan.sentences.lowerBound
            || words(sentences) < plan.words.lowerBound || letters(sentences) < plan.letters.lowerBound
        {
            sentences.append(sentence(plan))
        }
    }
}
