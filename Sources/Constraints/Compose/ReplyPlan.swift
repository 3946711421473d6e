/// What a reply must look like so that it follows a list of constraints: the constraints' arguments, sorted by what they act on.
struct ReplyPlan {
    enum Layout: Equatable {
        case plain
        case bullets(Int)
        case sections(String, Int)
        case starParagraphs(Int)
        case blankLineParagraphs(Int, nth: Int, firstWord: String?)
        case twoReplies

        var isBulleted: Bool {
            if case .bullets = self { return true }
            return false
        }
    }

    var layout = Layout.plain
    var opening: String?
    var title = false
    var quoted = false
    var ending: String?
    var lastWord: String?
    var postscript: String?
    var words: ClosedRange<Int> = 0...Int.max
    var sentences: ClosedRange<Int> = 1...Int.max
    var letters: ClosedRange<Int> = 0...Int.max
    var letter: (code: UInt32, range: ClosedRange<Int>)?
    var capitals: ClosedRange<Int> = 0...Int.max
    var lowercaseWords = Int.max
    var required: [(word: String, count: Int)] = []
    var banned: [String] = []
    var forbiddenMarks: Set<Character> = []
    var highlights = 0
    var placeholders = 0
    var palindrome = false
    var lowercase = false
    var uppercase = false
    var fixed: String?
    var wrapped: Wrapping?

    enum Wrapping { case brackets, bigrams, hyphens }

    /// Nil where a constraint is not one that plans can express.
    init?(_ constraints: [Constraint]) {
        for constraint in constraints {
            guard add(constraint.id, constraint.arguments) else { return nil }
        }
    }

    private static func range(_ relation: String?, _ limit: Int) -> ClosedRange<Int>? {
        if relation == Relation.lessThan.rawValue { return limit > 0 ? 0...(limit - 1) : nil }
        return max(limit, 0)...Int.max
    }

    private mutating func add(_ id: String, _ arguments: ConstraintArguments) -> Bool {
        func text(_ name: String) -> String { arguments[name]?.string ?? "" }
        func number(_ name: String) -> Int { arguments.planned(name) }
        func list(_ name: String) -> [String] { (arguments[name]?.list ?? []).compactMap(\.string) }
        switch id {
        case "keywords:existence": required += list("keywords").map { ($0, 1) }
        case "keywords:frequency", "keywords:word_count_different_numbers":
            guard let range = Self.range(arguments["relation"]?.string, number("frequency")) else { return false }
            required.append((text("keyword"), range.lowerBound))
        case "keywords:word_once": required.append((text("keyword"), 1))
        case "count:count_increment_word": required += [(text("keyword1"), 1), (text("keyword2"), 2)]
        case "keywords:forbidden_words": banned += list("forbidden_words")
        case "keywords:exclude_word_harder": banned.append(text("keyword"))
        case "keywords:letter_frequency", "letters:letter_counting2":
            guard let range = Self.range(arguments["let_relation"]?.string, number("let_frequency")),
                let code = Scalars(text("letter")).first
            else { return false }
            letter = (code, range)
        case "letters:letter_counting":
            guard let range = Self.range(arguments["relation"]?.string, number("N")) else { return false }
            letters = range
        case "count:lowercase_counting": lowercaseWords = number("N")
        case "length_constraints:number_words":
            guard let range = Self.range(arguments["relation"]?.string, number("num_words")) else { return false }
            words = range
        case "length_constraints:number_sentences":
            guard let range = Self.range(arguments["relation"]?.string, number("num_sentences")), range.upperBound > 0 else { return false }
            sentences = max(1, range.lowerBound)...range.upperBound
        case "change_case:capital_word_frequency":
            guard let range = Self.range(arguments["capital_relation"]?.string, number("capital_frequency")) else { return false }
            capitals = range
        case "detectable_content:number_placeholders": placeholders = number("num_placeholders")
        case "detectable_format:number_highlighted_sections": highlights = number("num_highlights")
        default: return addShape(id, arguments)
        }
        return true
    }

    private mutating func addShape(_ id: String, _ arguments: ConstraintArguments) -> Bool {
        func text(_ name: String) -> String { arguments[name]?.string ?? "" }
        func number(_ name: String) -> Int { arguments.planned(name) }
        switch id {
        case "keywords:palindrome": palindrome = true
        case "change_case:english_lowercase": lowercase = true
        case "change_case:english_capital": uppercase = true
        case "punctuation:no_comma": forbiddenMarks.insert(",")
        case "punctuation:punctuation_dot": forbiddenMarks.insert(".")
        case "punctuation:punctuation_exclamation": forbiddenMarks.insert("!")
        case "detectable_format:number_bullet_lists": layout = .bullets(number("num_bullets"))
        case "detectable_format:multiple_sections": layout = .sections(text("section_spliter"), number("num_sections"))
        case "length_constraints:number_paragraphs": layout = .starParagraphs(number("num_paragraphs"))
        case "paragraphs:paragraphs": layout = .starParagraphs(2)
        case "paragraphs:paragraphs2": layout = .blankLineParagraphs(2, nth: 1, firstWord: nil)
        case "length_constraints:nth_paragraph_first_word":
            layout = .blankLineParagraphs(number("num_paragraphs"), nth: number("nth_paragraph"), firstWord: text("first_word"))
        case "combination:two_responses": layout = .twoReplies
        case "detectable_format:title": title = true
        case "startend:quotation": quoted = true
        case "startend:end_checker": ending = text("end_phrase")
        case "first_word:first_word_answer": opening = text("first_word")
        case "last_word:last_word_answer": lastWord = text("last_word")
        case "detectable_content:postscript": postscript = text("postscript_marker")
        case "detectable_format:constrained_response": fixed = "My answer is yes."
        case "copy:copy", "copy:copying_simple", "combination:repeat_prompt": fixed = text("prompt_to_repeat")
        case "copy:copying_multiple":
            fixed = Array(repeating: text("prompt_to_repeat"), count: max(number("N"), 1)).joined(separator: "\n******\n")
        case "new:copy_span_idx":
            let span = Scalars(text("prompt_to_repeat"))[...].pythonSlice(from: number("n_start"), to: number("n_end"))
            fixed = String(scalars: span)
        case "detectable_format:json_format": fixed = "{\"answer\": \"yes\"}"
        case "detectable_format:square_brackets": wrapped = .brackets
        case "detectable_format:bigram_wrapping": wrapped = .bigrams
        case "detectable_format:sentence_hyphens": wrapped = .hyphens
        default: return addWholeText(id, arguments)
        }
        return true
    }

    /// Constraints that dictate every sentence: the text that follows them is given directly.
    private mutating func addWholeText(_ id: String, _ arguments: ConstraintArguments) -> Bool {
        func number(_ name: String) -> Int { arguments.planned(name) }
        func text(_ name: String) -> String {
            let value = arguments[name]
            return value?.string ?? value?.list?.first?.string ?? ""
        }
        switch id {
        case "first_word:first_word_sent": fixed = "\(text("first_word")) is good. \(text("first_word")) is fun."
        case "last_word:last_word_sent": fixed = "We like \(text("last_word")). This is a \(text("last_word"))."
        case "keywords:start_end": fixed = "light falls on the river and gives light"
        case "count:count_unique": fixed = "The river runs through green hills."
        case "keywords:no_adjacent_consecutive": fixed = "The tall tree was green"
        case "keywords:keyword_specific_position":
            let filler = Array(repeating: "We walk home.", count: max(number("n") - 1, 0)).joined(separator: " ")
            let words = Array(repeating: "so", count: max(number("m") - 1, 0)) + [text("keyword")]
            fixed = (filler + " " + words.joined(separator: " ") + " it is.").pythonTrimmed
        case "count:counting_composition":
            guard number("n_words") >= 2, number("n_sent") >= 1 else { return false }
            let sentence = Array(repeating: "go", count: number("n_words") - 1).joined(separator: " ") + "."
            let paragraph = Array(repeating: sentence, count: number("n_sent")).joined(separator: " ")
            fixed = Array(repeating: paragraph, count: 3).joined(separator: "\n***\n")
        case "copy:repeat_phrase":
            var words = text("phrase").split(separator: " ").map(String.init)
            guard words.count > 2 else { return false }
            words[1] = "other"
            fixed = Array(repeating: words.joined(separator: " "), count: number("small_n")).joined(separator: "\n")
        case "language:response_language":
            guard let sample = LanguageSamples.texts[text("language")] else { return false }
            fixed = sample
        default: return false
        }
        return true
    }
}

extension ConstraintArguments {
    /// A number as a count that a short text can reach.
    fileprivate func planned(_ name: String) -> Int {
        guard let number = self[name]?.number, number.isFinite else { return 0 }
        return Int(min(max(number.rounded(), -1), 5000))
    }
}
