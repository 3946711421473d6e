/// A step on the way from a seed to an instruction. Each writes `NAME.jsonl`, a row per function that it kept.
enum Stage: String, CaseIterable, Sendable {
    /// Functions with inputs and results: as given, or made of a program that reads standard input.
    case functions
    /// Names and comments say no longer what they compute.
    case anonymised
    /// They return `(result, {tracker: count})`.
    case tracked
    /// Made harder by one turn.
    case evolved
    /// Told in English.
    case described
    /// The description found complete, after repairs where there were problems.
    case verified
    /// Run once more, in another process.
    case executed
    /// Through LogicIF's filters.
    case filtered
    /// With their complexity score.
    case scored

    /// Whether the model is asked: then as many are worked on at once as there may be requests.
    var asksModel: Bool {
        switch self {
        case .functions, .anonymised, .tracked, .evolved, .described, .verified: true
        case .executed, .filtered, .scored: false
        }
    }
}
