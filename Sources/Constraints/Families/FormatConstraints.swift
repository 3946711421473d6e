/// Bullets, highlights, sections, titles, JSON and other shapes of a reply.
enum FormatConstraints {
    static let all: [ConstraintDefinition] = [
        bullets, constrainedResponse, highlights, sections, json, title, hyphens, squareBrackets, bigramWrapping,
    ]

    static let bullets = ConstraintDefinition(
        "detectable_format:number_bullet_lists", .classic, [.count("num_bullets")],
        wordings: [
            "Give exactly {num_bullets} bullet points in markdown, each a line that begins with \"* \".",
            "Your reply must contain {num_bullets} bullets, no more and no fewer, such as:\n* a point",
            "There have to be exactly {num_bullets} markdown bullet points in your reply, every one on a line that starts with an asterisk.",
        ],
        draw: { [("num_bullets", $0.count(1...15))] },
        make: { arguments in
            let wanted = try arguments.count("num_bullets")
            return { text in
                let count = text.all.bulletCount(0x2a) + text.all.bulletCount(0x2d)
                return Verdict(Double(count) == wanted, .count(count, "bullets"))
            }
        })

    static let constrainedResponse = ConstraintDefinition(
        "detectable_format:constrained_response", .classic,
        wordings: [
            "Answer with one of these: \"My answer is yes.\", \"My answer is no.\", \"My answer is maybe.\"",
            "Choose among My answer is yes. / My answer is no. / My answer is maybe.",
            "Your reply has to contain one of the sentences My answer is yes. or My answer is no. or My answer is maybe.",
        ],
        make: { _ in
            let options = ["yes", "no", "maybe"].map { Scalars("My answer is \($0).") }
            return { text in
                let found = options.contains { text.all.contains(literal: $0) }
                return Verdict(found, found ? .note("an option is there") : .text("none of the options in", text.all))
            }
        })

    static let highlights = ConstraintDefinition(
        "detectable_format:number_highlighted_sections", .classic, [.count("num_highlights")],
        wordings: [
            "Highlight at least {num_highlights} parts of your text in markdown, *like this*.",
            "At least {num_highlights} passages should be set between asterisks, *so*.",
            "Mark {num_highlights} or more passages of your reply as highlighted by an asterisk on either side, *in this way*.",
        ],
        draw: { [("num_highlights", $0.count(1...20))] },
        make: { arguments in
            let least = try arguments.count("num_highlights")
            return { text in
                let count = text.all.highlightCount(stars: 1) + text.all.highlightCount(stars: 2)
                return Verdict(Double(count) >= least, .count(count, "highlighted passages"))
            }
        })

    static let sections = ConstraintDefinition(
        "detectable_format:multiple_sections", .classic, [.text("section_spliter"), .count("num_sections")],
        wordings: [
            "Divide your reply into {num_sections} sections, each headed {section_spliter} and its number, such as {section_spliter} 1.",
            "There must be {num_sections} sections; mark the begin of each with {section_spliter} X, X being its number.",
            "Your reply needs {num_sections} sections or more. Number them, and write {section_spliter} and the number where each of them begins.",
        ],
        draw: {
            [
                (
                    "section_spliter",
                    .string($0.element(["Section", "SECTION", "Part", "PART", "Chapter", "Day", "Step", "Scene", "Topic"]))
                ), ("num_sections", $0.count(2...10)),
            ]
        },
        make: { arguments in
            let splitter = try arguments.trimmedText("section_spliter")
            let least = try arguments.count("num_sections")
            let pattern = try SectionPattern(splitter)
            return { text in
                let count = try pattern.count(in: text.all)
                return Verdict(Double(count) >= least, .count(count, "numbered sections"))
            }
        })

    static let json = ConstraintDefinition(
        "detectable_format:json_format", .classic,
        wordings: [
            "Give the whole reply as JSON.", "Wrap everything you write in valid JSON; a markdown code block around it is fine.",
            "The whole of your output has to be one JSON value that a parser accepts, if you like in a markdown code fence.",
        ],
        make: { _ in
            let prefixes = ["```json", "```Json", "```JSON", "```"].map { Scalars($0) }
            return { text in
                var body = text.trimmed
                for prefix in prefixes where body.hasPrefix(prefix) { body = body.dropFirst(prefix.count) }
                if body.hasSuffix([0x60, 0x60, 0x60]) { body = body.dropLast(3) }
                do {
                    _ = try JSONParser.parse(body.trimmed)
                    return Verdict(true, .note("valid JSON"))
                } catch {
                    return Verdict(false, .note("\(error)"))
                }
            }
        })

    static let title = ConstraintDefinition(
        "detectable_format:title", .classic,
        wordings: [
            "Give a title in double angle brackets, such as <<a title>>.", "Your reply needs a title, written <<like this>>.",
            "Put a heading of your own choice over the reply, enclosed in two angle brackets on either side: <<heading>>.",
        ],
        make: { _ in
            { text in
                for line in text.lines {
                    guard let start = line.firstIndex(of: [0x3c, 0x3c], from: line.startIndex) else { continue }
                    var end = line.endIndex
                    while end - 2 >= start + 3, !(line[end - 1] == 0x3e && line[end - 2] == 0x3e) { end -= 1 }
                    guard end - 2 >= start + 3 else { continue }
                    let title = line[start..<end].leftStripped { $0 == 0x3c }.rightStripped { $0 == 0x3e }
                    if !title.isBlank { return Verdict(true, .note("title found")) }
                }
                return Verdict(false, .note("no title found"))
            }
        })

    static let hyphens = ConstraintDefinition(
        "detectable_format:sentence_hyphens", .training,
        wordings: [
            "Join all sentences with hyphens, without spaces around them.",
            "Put a hyphen and no space between one sentence and the next.",
            "Sentences in your reply are divided by a hyphen alone: no white space may stand before it or behind it.",
        ],
        make: { _ in
            { text in
                let joined = text.scalars.map { $0 == 0x2d ? 32 : $0 }
                let sentences = RuleSentenceSplitter.sentences(of: joined[...])
                for (index, (piece, sentence)) in zip(text.all.cut(at: [0x2d]), sentences).enumerated()
                where piece.trimmed.count != piece.count || piece != sentence[...] {
                    return Verdict(false, .item(index + 1, "piece between hyphens is no sentence", piece))
                }
                return Verdict(true, .note("every piece between hyphens is a sentence"))
            }
        })

    static let squareBrackets = ConstraintDefinition(
        "detectable_format:square_brackets", .training,
        wordings: [
            "Put every word into square brackets, [like] [this].", "Each single word has to stand in [square] [brackets].",
            "Write your reply so that [each] [word] [of] [it] is enclosed in its own pair of square brackets.",
        ],
        make: { _ in
            { text in
                for (index, item) in text.items.enumerated() where item.first != 0x5b || item.last != 0x5d {
                    return Verdict(false, .item(index + 1, "word without brackets", item))
                }
                return Verdict(true, .count(text.items.count, "words in brackets"))
            }
        })

    static let bigramWrapping = ConstraintDefinition(
        "detectable_format:bigram_wrapping", .training,
        wordings: [
            "Wrap every two words in double angle brackets, <<like this>> <<for example>>.",
            "Take your words in pairs and write each pair <<so here>>.",
            "From the first word on, enclose every two words that follow each other in double angle brackets, <<as shown>> <<just here>>.",
        ],
        make: { _ in
            { text in
                let items = text.items
                for index in stride(from: 0, to: items.count - 1, by: 2)
                where !items[index].hasPrefix([0x3c, 0x3c]) || !items[index + 1].hasSuffix([0x3e, 0x3e]) {
                    return Verdict(false, .item(index / 2 + 1, "pair without brackets", items[index]))
                }
                return Verdict(true, .count(items.count / 2, "pairs in brackets"))
            }
        })
}

extension ArraySlice where Element == UInt32 {
    /// Lines whose first visible character is the mark. A star must be followed by another character that is no star, which may be
    /// the line's end; white space before the mark may span lines.
    func bulletCount(_ mark: UInt32) -> Int {
        guard contains(mark) else { return 0 }
        var total = 0
        var position = startIndex
        while position < endIndex {
            if position > startIndex, self[position - 1] != 10 {
                guard let feed = self[position...].firstIndex(of: 10) else { break }
                position = feed + 1
            }
            var place = position
            while place < endIndex, self[place].isSpace { place += 1 }
            guard place < endIndex else { break }
            var end = place + 1
            if self[place] == mark, mark != 0x2a || end < endIndex && self[end] != mark {
                total += 1
                // The character behind a star may be the line's end; then the next line belongs to the bullet.
                if mark == 0x2a { end += 1 }
            }
            while end < endIndex, self[end] != 10 { end += 1 }
            position = self[end - 1] == 10 ? end : end + 1
        }
        return total
    }

    /// Non-blank spans between single or double stars, without stars or line feeds inside.
    func highlightCount(stars: Int) -> Int {
        var total = 0
        var index = startIndex
        let fence = Scalars(repeating: 0x2a, count: stars)
        while let start = firstIndex(of: fence, from: index) {
            var end = start + stars
            while end < endIndex, self[end] != 0x2a, self[end] != 10 { end += 1 }
            guard end < endIndex, matches(fence, at: end) else {
                index = stars == 1 ? end : start + 1
                continue
            }
            if !self[(start + stars)..<end].isBlank { total += 1 }
            index = end + stars
        }
        return total
    }
}
