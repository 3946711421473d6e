/// What a constraint lays its hand on. Two constraints that claim the same aspect are never composed.
enum ConstraintAspect: Hashable, Sendable {
    /// The whole text: nothing else can be asked for beside it.
    case everything
    /// How the text is divided: bullets, sections, paragraphs, two replies.
    case layout
    case opening, closing
    case wordCount, sentenceCount, letterCount, letterUse
    case capitals
    case language
    case commas, dots, exclamations
    case keywords, bannedWords, countedWords
    case highlights, placeholders, palindrome
}

/// Which constraints may stand in one prompt: a symmetric relation derived from the aspects each of them claims.
public enum ConstraintConflicts {
    /// Aspects by id; an id that is not listed dictates the whole text.
    private static let aspects: [String: Set<ConstraintAspect>] = [
        "keywords:existence": [.keywords], "keywords:frequency": [.countedWords], "keywords:forbidden_words": [.bannedWords],
        "keywords:letter_frequency": [.letterUse], "keywords:word_once": [.countedWords],
        "keywords:word_count_different_numbers": [.countedWords], "keywords:exclude_word_harder": [.bannedWords],
        "keywords:palindrome": [.palindrome], "letters:letter_counting2": [.letterUse],
        "letters:letter_counting": [.letterCount, .wordCount],
        "count:count_increment_word": [.countedWords], "count:lowercase_counting": [.wordCount, .capitals, .letterCount, .sentenceCount],
        "language:response_language": [.language, .capitals, .everything],
        "length_constraints:number_sentences": [.sentenceCount], "length_constraints:number_words": [.wordCount],
        "length_constraints:number_paragraphs": [.layout], "paragraphs:paragraphs": [.layout], "paragraphs:paragraphs2": [.layout],
        "length_constraints:nth_paragraph_first_word": [.layout, .opening],
        "detectable_content:number_placeholders": [.placeholders], "detectable_content:postscript": [.closing, .dots, .capitals],
        "detectable_format:number_bullet_lists": [.layout, .highlights], "detectable_format:multiple_sections": [.layout, .capitals],
        "detectable_format:number_highlighted_sections": [.highlights], "detectable_format:title": [.opening],
        "combination:two_responses": [.layout, .countedWords, .highlights], "startend:end_checker": [.closing, .capitals, .exclamations],
        "startend:quotation": [.opening, .closing], "first_word:first_word_answer": [.opening], "last_word:last_word_answer": [.closing],
        "change_case:capital_word_frequency": [.capitals], "change_case:english_lowercase": [.capitals, .language],
        "change_case:english_capital": [.capitals, .language], "punctuation:no_comma": [.commas],
        "punctuation:punctuation_dot": [.dots, .sentenceCount, .closing], "punctuation:punctuation_exclamation": [.exclamations],
    ]

    /// Pairs that clash although they share no aspect: limits on length against what needs room.
    private static let roomy: Set<String> = [
        "length_constraints:number_paragraphs", "paragraphs:paragraphs", "paragraphs:paragraphs2", "detectable_format:number_bullet_lists",
        "detectable_format:multiple_sections", "detectable_format:number_highlighted_sections", "detectable_content:number_placeholders",
        "length_constraints:nth_paragraph_first_word", "combination:two_responses", "detectable_content:postscript",
        "detectable_format:title", "startend:end_checker", "keywords:existence", "keywords:frequency", "keywords:letter_frequency",
        "keywords:word_count_different_numbers", "letters:letter_counting2", "count:count_increment_word", "keywords:palindrome",
        "keywords:word_once", "change_case:capital_word_frequency", "length_constraints:number_words",
        "length_constraints:number_sentences",
        "letters:letter_counting", "first_word:first_word_answer", "last_word:last_word_answer", "startend:quotation",
    ]
    private static let limiting: Set<String> = [
        "length_constraints:number_words", "length_constraints:number_sentences", "letters:letter_counting", "count:lowercase_counting",
        "keywords:letter_frequency", "letters:letter_counting2", "change_case:capital_word_frequency",
    ]

    /// Whether a constraint dictates the whole text, so that no other may stand beside it.
    static func standsAlone(_ id: String) -> Bool { aspects[id]?.contains(.everything) ?? true }

    /// Whether two constraints may not stand in one prompt. An id conflicts with itself.
    ///
    /// Limits (fewer than so many words, letters, sentences) clash with what needs room; a lower bound needs room itself.
    public static func conflict(_ left: String, _ right: String) -> Bool {
        guard left != right else { return true }
        guard let first = aspects[left], let second = aspects[right] else { return true }
        if first.contains(.everything) || second.contains(.everything) || !first.isDisjoint(with: second) { return true }
        return limiting.contains(left) && roomy.contains(right) || limiting.contains(right) && roomy.contains(left)
    }

    /// How many of these constraints may stand in one prompt at most, counted no further than `limit`.
    public static func mostTogether(of ids: Set<String>, upTo limit: Int) -> Int {
        var most = 0
        func extend(_ size: Int, _ candidates: ArraySlice<String>) {
            most = max(most, size)
            for (offset, id) in candidates.enumerated() where most < limit && size + candidates.count - offset > most {
                extend(size + 1, candidates.dropFirst(offset + 1).filter { !conflict(id, $0) }[...])
            }
        }
        extend(0, ids.sorted()[...])
        return most
    }
}
