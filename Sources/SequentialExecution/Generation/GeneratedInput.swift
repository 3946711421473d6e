/// Draws argument values for the slots of generated functions: everyday ones, and some from the edge.
enum GeneratedInput {
    /// A value for a slot. Edge cases are shorter and more regular: empty, single, repeated, ordered.
    static func value(for slot: FunctionPiece.Slot, isEdge: Bool, _ random: inout SeededGenerator) -> Literal {
        switch slot {
        case .small: return .integer(isEdge ? random.integer(in: 1...2) : random.integer(in: 2...9))
        case .whole: return .integer(isEdge ? random.pick([0, 1, -1, 10, -7, 100]) : random.integer(in: 2...99))
        case .numbers: return .list(numbers(isEdge, &random).map { .integer($0) })
        case .text: return .string(text(isEdge, &random))
        case .sentence: return .string(words(isEdge ? 1 : random.integer(in: 2...5), &random).joined(separator: " "))
        case .digits: return .string(characters("0123456789", isEdge ? 1...2 : 3...7, &random))
        case .brackets: return .string(isEdge ? random.pick(["", "()", ")(", "([)]"]) : characters("()()[]ab", 3...9, &random))
        case .commands: return .string(isEdge ? random.pick(["", "F", "LR", "FF"]) : characters("FFLR", 3...9, &random))
        case .words: return .list(words(isEdge ? 1 : random.integer(in: 2...5), &random).map { .string($0) })
        case .grid: return grid(isEdge, &random)
        case .pairs: return pairs(isEdge, &random)
        case .truth: return .boolean(random.chance(0.5))
        case .tally: return tally(isEdge, &random)
        }
    }

    private static func numbers(_ isEdge: Bool, _ random: inout SeededGenerator) -> [Int] {
        if isEdge {
            let one = random.integer(in: 1...9)
            return random.pick([[], [one], [one, one, one], [1, 2, 3, 4], [4, 3, 2, 1], [0, 0]])
        }
        let range = random.pick([1...9, 1...20, -9...20, 1...40])
        var items = (0..<random.integer(in: 3...6)).map { _ in random.integer(in: range) }
        if random.chance(0.3) { items[items.count - 1] = items[0] }
        return items
    }

    private static func text(_ isEdge: Bool, _ random: inout SeededGenerator) -> String {
        if isEdge { return random.pick(["", "a", "zz", "aba", "xyz"]) }
        if random.chance(0.5) { return random.pick(lexicon) }
        return characters(random.pick(["abc", "aeinrst", "abcdeiklmnorstu", "xyzzya"]), 3...8, &random)
    }

    private static func characters(_ alphabet: String, _ length: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
        let letters = Array(alphabet)
        return String((0..<random.integer(in: length)).map { _ in random.pick(letters) })
    }

    private static func words(_ count: Int, _ random: inout SeededGenerator) -> [String] {
        (0..<count).map { _ in random.pick(lexicon) }
    }

    private static func grid(_ isEdge: Bool, _ random: inout SeededGenerator) -> Literal {
        let rows = isEdge ? 1 : random.integer(in: 2...3)
        let columns = isEdge ? random.integer(in: 1...2) : random.integer(in: 2...3)
        let line = { (random: inout SeededGenerator) in Literal.list((0..<columns).map { _ in .integer(random.integer(in: 0...9)) }) }
        return .list((0..<rows).map { _ in line(&random) })
    }

    private static func pairs(_ isEdge: Bool, _ random: inout SeededGenerator) -> Literal {
        let count = isEdge ? random.integer(in: 0...1) : random.integer(in: 2...4)
        return .list((0..<count).map { _ in .list([.integer(random.integer(in: 0...12)), .integer(random.integer(in: 0...12))]) })
    }

    private static func tally(_ isEdge: Bool, _ random: inout SeededGenerator) -> Literal {
        let keys = random.shuffled(["ash", "bee", "cod", "dew", "elm", "fig"]).prefix(isEdge ? 1 : random.integer(in: 2...4))
        return .dictionary(keys.map { Literal.Entry($0, .integer(random.integer(in: 1...6))) })
    }

    private static let lexicon = [
        "apple", "bird", "cloud", "door", "eagle", "forest", "green", "house", "island", "jelly", "kite", "lemon", "moon", "north", "ocean",
        "paper", "queen", "river", "stone", "tree", "under", "violet", "water", "yellow", "zebra", "sea", "egg", "level", "noon", "banana",
        "little", "summer", "coffee", "sun", "tea", "net", "ten", "oak", "ant", "ice", "top", "spot", "edge", "see", "ease", "arena",
    ]
}
