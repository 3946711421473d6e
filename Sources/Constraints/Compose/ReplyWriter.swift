import SeededRandom

/// Writes texts by a plan: what must occur, laid out as asked, then sentences about a topic until the text is long enough.
struct ReplyWriter: Sendable {
    private var generator: SplitMix64
    private let topic: String
    private let resources: TextResources

    init(topic: String, seed: UInt64, resources: TextResources) {
        generator = SplitMix64(seed: seed)
        self.topic = topic
        self.resources = resources
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

    /// A text of about `size` sentences, more where the plan asks for more.
    mutating func write(_ plan: ReplyPlan, size: Int) -> String {
        var blocks = blocks(plan, size: size)
        var text = finished(blocks, plan)
        // Framing, wrapping and headings count too, so the shortfall is measured on the finished text.
        for _ in 0..<12 {
            let missing = shortfall(of: text, plan)
            guard missing > 0 else { break }
            grow(&blocks, by: missing, plan)
            text = finished(blocks, plan)
        }
        return text
    }

    private mutating func finished(_ blocks: [[String]], _ plan: ReplyPlan) -> String {
        var body = laidOut(blocks, plan)
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

    // MARK: Blocks

    /// The sentences of each paragraph, section or reply; of bullets, the introduction and then one for each.
    private mutating func blocks(_ plan: ReplyPlan, size: Int) -> [[String]] {
        var blocks = (0..<blockCount(plan)).map { _ in plan.layout == .plain ? [] : [sentence(plan)] }
        let demanded = demanded(plan)
        if plan.layout == .plain || !demanded.isEmpty && plan.layout.isBulleted { blocks[0] = [] }
        blocks[0] += demanded
        if plan.layout == .plain {
            let wanted = min(size, plan.sentences.upperBound, plan.words.upperBound / 8, plan.letters.upperBound / 40)
            while blocks[0].count < max(wanted, blocks[0].isEmpty ? 1 : 0) { blocks[0].append(sentence(plan)) }
        }
        return blocks
    }

    private func blockCount(_ plan: ReplyPlan) -> Int {
        switch plan.layout {
        case .plain: 1
        case .bullets(let count): 1 + max(count, 0)
        case .sections(_, let count), .starParagraphs(let count), .blankLineParagraphs(let count, _, _): max(count, 1)
        case .twoReplies: 2
        }
    }

    private func laidOut(_ blocks: [[String]], _ plan: ReplyPlan) -> String {
        var parts = blocks.map { $0.joined(separator: " ") }
        switch plan.layout {
        case .plain: return parts[0]
        case .bullets: return ([parts[0]] + parts.dropFirst().map { "* " + $0 }).joined(separator: "\n")
        case .sections(let splitter, _):
            return parts.enumerated().map { "\(splitter) \($0.offset + 1)\n\($0.element)" }.joined(separator: "\n")
        case .starParagraphs: return parts.joined(separator: "\n***\n")
        case .blankLineParagraphs(_, let nth, let first):
            if let first, parts.indices.contains(nth - 1) { parts[nth - 1] = "\(first) is good. " + parts[nth - 1] }
            return parts.joined(separator: "\n\n")
        case .twoReplies: return parts.joined(separator: "\n******\n")
        }
    }

    /// About how many sentences a text lacks.
    private func shortfall(of text: String, _ plan: ReplyPlan) -> Int {
        let scalars = Scalars(text)
        var missing = 0
        if plan.words.lowerBound > 0 { missing = max(missing, (plan.words.lowerBound - scalars[...].wordRunCount + 4) / 5) }
        if plan.letters.lowerBound > 0 {
            missing = max(missing, (plan.letters.lowerBound - scalars.count { $0.isASCIILetter } + 19) / 20)
        }
        if plan.sentences.lowerBound > 1 {
            missing = max(missing, plan.sentences.lowerBound - Text(text, resources: resources).sentences.count)
        }
        return missing
    }

    private mutating func grow(_ blocks: inout [[String]], by count: Int, _ plan: ReplyPlan) {
        // Bullets stay one sentence each; their introduction grows.
        let open = plan.layout.isBulleted ? 1 : blocks.count
        for index in 0..<count { blocks[index % open].append(sentence(plan)) }
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
}
