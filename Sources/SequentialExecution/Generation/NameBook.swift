/// Gives the names of a generated function: from several that suit, one that is still free.
struct NameBook {
    private var fresh: FreshNames
    private var taken: Set<String>

    init() {
        taken = ["f"]
        fresh = FreshNames(taken: taken)
    }

    /// A free name out of these, or the first with a number behind it.
    mutating func name(from candidates: [String], _ random: inout SeededGenerator) -> String {
        let free = candidates.filter { !taken.contains($0) }
        let name = free.isEmpty ? fresh.fresh(random.pick(candidates)) : fresh.fresh(random.pick(free))
        taken.insert(name)
        return name
    }

    /// Names for a piece's own name.
    static func synonyms(of name: String) -> [String] { local[name] ?? [name] }

    /// Names for what a slot holds.
    static func names(of slot: FunctionPiece.Slot, isParameter: Bool) -> [String] {
        (isParameter ? parameters[slot] : results[slot]) ?? [slot.rawValue.lowercased()]
    }

    private static let parameters: [FunctionPiece.Slot: [String]] = [
        .small: ["n", "k", "limit", "size", "rounds", "width"], .whole: ["x", "amount", "start", "offset", "budget", "target"],
        .numbers: ["nums", "numbers", "readings", "scores", "heights", "prices", "weights"],
        .text: ["text", "word", "letters", "name", "message", "label"], .sentence: ["sentence", "line", "phrase", "title"],
        .digits: ["digits", "code", "serial"], .brackets: ["signs", "formula", "pattern"], .commands: ["commands", "moves", "route"],
        .words: ["words", "names", "tokens", "teams"], .grid: ["grid", "board", "table", "field"],
        .pairs: ["pairs", "points", "spans", "trades"], .truth: ["flag", "strict", "bonus"], .tally: ["counts", "tally", "stock"],
    ]

    private static let results: [FunctionPiece.Slot: [String]] = [
        .small: ["span", "reach", "bound", "quota"],
        .whole: ["total", "score", "points_won", "gain", "measure", "outcome", "level", "mass", "worth"],
        .numbers: ["kept", "series", "found", "trail", "shares", "profile"], .text: ["shape", "coded", "built", "mark", "echo"],
        .truth: ["matches", "holds", "fits"], .words: ["chosen", "terms", "ordered_words"], .grid: ["layout", "turned", "sheet"],
        .pairs: ["couples", "moved", "links"], .tally: ["census", "record", "frequency"],
    ]

    private static let local: [String: [String]] = [
        "item": ["item", "value", "entry", "number", "current_item", "element"], "letter": ["letter", "ch", "character", "symbol"],
        "place": ["place", "index", "spot", "at"], "rest": ["rest", "left_over", "remaining"], "word": ["word", "token", "term", "piece"],
        "state": ["state", "mode", "phase"], "length": ["length", "run", "streak"], "counts": ["counts", "seen_counts", "times_seen"],
        "best": ["best", "nearest", "closest"], "running": ["running", "so_far", "partial"], "digit": ["digit", "figure"],
        "step": ["step", "turn", "tick"], "stack": ["stack", "pile"], "queue": ["queue", "waiting"], "row": ["row", "line_of_cells"],
        "gap": ["gap", "distance"], "load": ["load", "carried"], "key": ["key", "group_key"],
    ]
}
