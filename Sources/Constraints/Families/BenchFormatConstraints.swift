/// IFBench: brackets, quotes, lists, indents and other shapes of a reply.
enum BenchFormatConstraints {
    static let all: [ConstraintDefinition] = [
        parentheses, quotes, options, newline, emoji, lineIndent, quoteUnquote, list, thesis, subBullets, noBulletsBullets, titleCase,
        outputTemplate, noWhitespace,
    ]

    static let parentheses = ConstraintDefinition(
        "format:parentheses", .bench,
        wordings: [
            "Nest parentheses, square brackets and curly braces at least five levels deep.",
            "Somewhere in your reply five or more brackets of the kinds (), [] and {} must be open inside one another, and all be closed.",
        ],
        make: { _ in
            { text in
                var stack: [UInt32] = []
                // A bracket of the wrong kind starts the count anew; the evidence says how deep it was in all.
                var (deepest, most) = (0, 0)
                for code in text.scalars {
                    switch code {
                    case 0x28, 0x5b, 0x7b:
                        stack.append(code)
                        deepest = max(deepest, stack.count)
                        most = max(most, deepest)
                    case 0x29, 0x5d, 0x7d:
                        let opening: UInt32 = code == 0x29 ? 0x28 : code - 2
                        if stack.last == opening {
                            stack.removeLast()
                            if deepest >= 5 { return Verdict(true, .count(deepest, "levels of brackets")) }
                        } else {
                            stack.removeAll()
                            deepest = 0
                        }
                    default: break
                    }
                }
                return Verdict(
                    false,
                    .count(most, "levels of brackets opened at most" + (most >= 5 ? ", none of that depth closed by its own kind" : "")))
            }
        })

    static let quotes = ConstraintDefinition(
        "format:quotes", .bench,
        wordings: [
            "Put quotations into quotations, at least three levels deep, double and single marks in turn.",
            "Let someone quote a person who quotes a third: three levels of quotation marks or more, double and single ones by turns.",
        ],
        make: { _ in
            { text in
                var stack: [UInt32] = []
                var (deepest, closed) = (0, 0)
                for code in text.scalars where code == 0x22 || code == 0x27 {
                    if stack.last == code {
                        stack.removeLast()
                        closed = max(closed, deepest - stack.count)
                        if deepest - stack.count >= 3 { return Verdict(true, .count(deepest, "levels of quotations")) }
                    } else {
                        stack.append(code)
                        deepest = max(deepest, stack.count)
                    }
                }
                return Verdict(false, .counts([deepest, closed], "levels of quotations opened, and closed again"))
            }
        })

    static let options = ConstraintDefinition(
        "format:options", .bench, [.text("options")],
        wordings: [
            "Answer with one of these options and nothing else: {options}.", "Your whole reply has to be one of the following: {options}.",
        ],
        draw: { [("options", .string($0.element(["yes/no/maybe", "a), b), c), d)", "A/B/C", "red, green or blue"])))] },
        make: { arguments in
            let list = try arguments.text("options")
            let isLettered = try Pattern(Scalars(#"\A\W*[aA]\W*[bB]\W*[cC]\W*"#)).isFound(in: list[...])
            let separator = list.contains(0x2f) ? Scalars("/") : list[...].contains(literal: Scalars("or")) ? Scalars("or") : Scalars(",")
            let options = list[...].cut(at: separator).map(\.trimmed)
            let plain = Set(options.map { $0.punctuationStripped.lowered })
            return { text in
                let found = isLettered ? options.contains(text.all) : plain.contains(text.all.punctuationStripped.lowered)
                return Verdict(found, found ? .note("an option") : .text("no option:", text.all))
            }
        })

    static let newline = ConstraintDefinition(
        "format:newline", .bench, wordings: ["Write every word on a line of its own.", "After each word there must be a line break."],
        make: { _ in
            { text in
                let plain = text.unpunctuated[...].trimmed
                let lines = plain.lines.count { !$0.isEmpty }
                let words = plain.items.count
                return Verdict(lines == words, .counts([lines, words], "lines and words"))
            }
        })

    static let emoji = ConstraintDefinition(
        "format:emoji", .bench, needs: [.punkt],
        wordings: ["End every sentence with an emoji.", "Put an emoji at the end of each sentence."],
        make: { _ in
            { text in
                let sentences = text.sentences
                for index in sentences.indices {
                    let plain = sentences[index].withoutPunctuation[...].trimmed
                    guard let last = plain.last else { return Verdict(false, .place(index + 1, "sentence of marks only")) }
                    if EmojiTable.contains(last) || plain.count > 1 && EmojiTable.contains(plain[plain.endIndex - 2]) { continue }
                    let next = index + 1 < sentences.count ? sentences[index + 1].withoutPunctuation[...].trimmed.first : nil
                    guard let next, EmojiTable.contains(next) else {
                        return Verdict(false, .item(index + 1, "sentence without emoji", sentences[index]))
                    }
                }
                return Verdict(true, .count(sentences.count, "sentences, each with an emoji"))
            }
        })

    static let lineIndent = ConstraintDefinition(
        "format:line_indent", .bench,
        wordings: [
            "Indent each line with more spaces than the line before: stairs.",
            "Let your lines be stairs: each begins with more spaces than the one above it.",
        ],
        make: { _ in
            { text in
                var previous = -1
                for (index, line) in withoutSomeBlanks(text.lines).enumerated() {
                    let indent = line.prefix { $0 == 32 }.count
                    if indent <= previous { return Verdict(false, .place(index + 1, "line indented no further")) }
                    previous = indent
                }
                return Verdict(true, .note("every line indented further than the one before"))
            }
        })

    /// The reference deletes blank lines while it walks the list: the line after a deleted one is not looked at, and it is the first
    /// equal line that goes. Done here in one pass, with the survivors of each kind of blank line in a queue.
    private static func withoutSomeBlanks(_ lines: PieceList) -> [Piece] {
        var kept = [Bool](repeating: true, count: lines.count)
        var survivors: [Piece: (places: [Int], next: Int)] = [:]
        var index = 0
        while index < lines.count {
            guard lines[index].isBlank else {
                index += 1
                continue
            }
            var queue = survivors[lines[index]] ?? ([], 0)
            queue.places.append(index)
            kept[queue.places[queue.next]] = false
            queue.next += 1
            survivors[lines[index]] = queue
            if index + 1 < lines.count, lines[index + 1].isBlank { survivors[lines[index + 1], default: ([], 0)].places.append(index + 1) }
            index += 2
        }
        return lines.indices.filter { kept[$0] }.map { lines[$0] }
    }

    static let quoteUnquote = ConstraintDefinition(
        "format:quote_unquote", .bench,
        wordings: [
            "Explain every phrase in quotation marks right behind it, without quotation marks.",
            "Whatever you quote, go on with an explanation of it that stands outside the quotation marks.",
        ],
        make: { _ in
            { text in
                let plain = text.all.removing(Scalars("'\"'")).filter { !$0.isSpace }
                if plain[...].contains(literal: [0x22, 0x22]) { return Verdict(false, .note("two quotations in a row")) }
                let rest = plain[...].stripped { $0 != 0x22 && $0.isASCIIPunctuation || $0 >= 48 && $0 <= 57 }
                let quoted = rest.last == 0x22
                return Verdict(!quoted, .note(quoted ? "ends in a quotation" : "no quotation stands alone"))
            }
        })

    static let list = ConstraintDefinition(
        "format:list", .bench, [.text("sep")],
        wordings: [
            "Answer with a list whose items are marked with {sep} instead of bullets.",
            "Give the items of your reply as a list, with {sep} before each where a bullet would be.",
        ],
        draw: { [("sep", .string($0.element(["...", "SEPARATOR", "!?!?", "->"])))] },
        make: { arguments in
            let separator = try arguments.text("sep")
            return { text in
                let count = text.all.count(of: separator)
                return Verdict(count >= 2, .count(count, "occurrences of the marker"))
            }
        })

    static let thesis = ConstraintDefinition(
        "format:thesis", .bench,
        wordings: [
            "Begin each section with a thesis in HTML italics, <i>like this</i>, and go on after it.",
            "Every section opens with its thesis between <i> and </i>; the rest of the section comes behind it.",
        ],
        make: { _ in
            { text in
                let all = text.all
                guard let start = all.firstIndex(of: Scalars("<i>"), from: 0) ?? all.firstIndex(of: Scalars("<em>"), from: 0),
                    let end = all.firstIndex(of: Scalars("</i>"), from: start) ?? all.firstIndex(of: Scalars("</em>"), from: start)
                else { return Verdict(false, .note("no thesis")) }
                let thesis = start + 3 < end ? all[(start + 3)..<end] : all[end..<end]
                let found = !thesis.isBlank && !all[min(end + 4, all.endIndex)...].isBlank
                return Verdict(found, .note(found ? "thesis and more" : "thesis or what follows it is blank"))
            }
        })

    static let subBullets = ConstraintDefinition(
        "format:sub-bullets", .bench,
        wordings: [
            "Use bullets (*) and under each at least one sub-bullet (-).",
            "Make a list with * as its bullets, and give every bullet one or more points of its own that are marked with -.",
        ],
        make: { _ in
            { text in
                for (index, piece) in text.all.cut(at: [0x2a]).dropFirst().enumerated() where !piece.contains(0x2d) {
                    return Verdict(false, .place(index + 1, "bullet without sub-bullet"))
                }
                return Verdict(true, .note("a sub-bullet under every bullet"))
            }
        })

    static let noBulletsBullets = ConstraintDefinition(
        "format:no_bullets_bullets", .bench, needs: [.punkt],
        wordings: [
            "Write at least two sentences, one a line, then at least two bullets that begin with *.",
            "Begin with two or more sentences, each on its own line, and end with two or more points that are marked with *.",
        ],
        make: { _ in
            { text in
                var mayHaveSentences = true
                var (sentences, bullets) = (0, 0)
                for (index, line) in text.lines.enumerated() {
                    if line.trimmed.first == 0x2a {
                        mayHaveSentences = false
                        if sentences < 2 { return Verdict(false, .place(index + 1, "bullet before two sentences")) }
                        bullets += 1
                    } else if mayHaveSentences {
                        let count = PunktSplitter(model: text.resources.punkt).sentences(of: Scalars(line.trimmed)).count
                        sentences += count
                        mayHaveSentences = count > 0
                    } else {
                        return Verdict(false, .place(index + 1, "line that may not be there"))
                    }
                }
                return Verdict(bullets >= 2, .counts([sentences, bullets], "sentences and bullets"))
            }
        })

    static let titleCase = ConstraintDefinition(
        "format:title_case", .bench, needs: [.punkt],
        wordings: ["Write The Whole Reply In Title Case.", "Let Every Word Of Your Reply Begin With A Capital Letter As In A Title."],
        make: { _ in
            { text in
                for (index, word) in text.tokens.enumerated() {
                    guard let first = word.first, first.isLetter, first.isLower else { continue }
                    let rest = word.dropFirst()
                    if rest.isEmpty || rest.isLowercase || rest.isUppercase {
                        return Verdict(false, .item(index + 1, "word in small letters", word))
                    }
                }
                return Verdict(true, .note("no word in small letters"))
            }
        })

    static let outputTemplate = ConstraintDefinition(
        "format:output_template", .bench,
        wordings: [
            "Use this template: My Answer: [answer] My Conclusion: [conclusion] Future Outlook: [outlook]",
            "Give your reply in three parts that are headed My Answer:, My Conclusion: and Future Outlook:.",
        ],
        make: { _ in
            let labels = ["My Answer:", "My Conclusion:", "Future Outlook:"].map { Scalars($0) }
            return { text in
                let count = labels.count { text.all.contains(literal: $0) }
                return Verdict(count == 3, .count(count, "of the three labels"))
            }
        })

    static let noWhitespace = ConstraintDefinition(
        "format:no_whitespace", .bench,
        wordings: ["Use no spaces and no line breaks at all.", "Your reply must be written without any white space."],
        make: { _ in
            { text in
                guard let place = text.scalars.firstIndex(where: { $0.isSpace }) else { return Verdict(true, .note("no white space")) }
                return Verdict(false, .found("white space, first", at: place, in: text.all))
            }
        })
}
