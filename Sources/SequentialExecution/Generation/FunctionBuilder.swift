/// Puts pieces together, each working on what the ones before it left or on a new parameter.
struct FunctionBuilder {
    /// A value that later pieces can take.
    private struct Held {
        var name: String
        var slot: FunctionPiece.Slot
        var isUsed: Bool
    }

    private(set) var body: [Statement] = []
    private(set) var parameters: [(name: String, slot: FunctionPiece.Slot)] = []
    private(set) var fields: [String] = []
    private var held: [Held] = []
    private var names = NameBook()
    private let mostParameters: Int

    init(mostParameters: Int) {
        self.mostParameters = mostParameters
    }

    // MARK: Pieces

    /// How a piece is put in.
    enum Form: CaseIterable {
        case plain, guarded, each, helper, repeated
    }

    /// Adds a piece; a form that does not suit it becomes the plain one.
    mutating func add(_ piece: FunctionPiece, as form: Form, _ random: inout SeededGenerator) {
        fields.append(piece.field)
        switch form {
        case .plain: plain(piece, &random)
        case .guarded: guarded(piece, &random)
        case .each: if !each(piece, &random) { plain(piece, &random) }
        case .helper: helper(piece, &random)
        case .repeated: if !repeated(piece, &random) { plain(piece, &random) }
        }
    }

    private mutating func plain(_ piece: FunctionPiece, _ random: inout SeededGenerator) {
        let out = result(of: piece, &random)
        let inner = statements(of: piece, out: out, taking: [:], &random)
        body += inner.prepared + inner.own
        hold(out, piece.leaves)
    }

    /// `if condition: piece else: something simple`
    private mutating func guarded(_ piece: FunctionPiece, _ random: inout SeededGenerator) {
        guard let otherwise = Self.simple(piece.leaves, &random) else { return plain(piece, &random) }
        let test = condition(&random)
        let out = result(of: piece, &random)
        let inner = statements(of: piece, out: out, taking: [:], &random)
        body += inner.prepared  // later pieces may take it, so it is there in both cases
        body.append(.conditional(test: test, body: inner.own, otherwise: [.set(out, otherwise)]))
        hold(out, piece.leaves)
    }

    /// The piece for every item of something, its results in a list.
    private mutating func each(_ piece: FunctionPiece, _ random: inout SeededGenerator) -> Bool {
        let wholes: [FunctionPiece.Slot: FunctionPiece.Slot] = [.text: .words, .numbers: .grid, .whole: .numbers]
        guard piece.leaves == .whole || piece.leaves == .text, let over = piece.takes.first(where: { wholes[$0] != nil }),
            let source = wholes[over]
        else { return false }
        let collection = taken(source, &random)
        let item = names.name(from: Self.itemNames[source] ?? ["item"], &random)
        let list = names.name(from: NameBook.names(of: piece.leaves == .whole ? .numbers : .words, isParameter: false), &random)
        let out = result(of: piece, &random)
        let inner = statements(of: piece, out: out, taking: [over: item], &random)
        body += inner.prepared
        body.append(.set(list, .list([])))
        let append = Statement.expression(.call(.attribute(.name(list), "append"), [.name(out)], []))
        body.append(
            .forEach(target: .name(item), iterable: .name(collection), body: inner.own + [append], otherwise: []))
        hold(list, piece.leaves == .whole ? .numbers : .words)
        return true
    }

    private static let itemNames: [FunctionPiece.Slot: [String]] = [
        .words: ["label", "token", "unit"], .grid: ["row", "line", "strip"], .numbers: ["reading", "figure", "sample"],
    ]

    /// The piece as a helper, called once or twice.
    private mutating func helper(_ piece: FunctionPiece, _ random: inout SeededGenerator) {
        guard piece.leaves != .small, !piece.takes.isEmpty, !piece.body.contains(where: { if case .function = $0 { true } else { false } })
        else {
            return plain(piece, &random)
        }
        let name = names.name(from: ["measure_part", "work_out", "convert", "rate", "process", "derive"], &random)
        let slots = FunctionPiece.Slot.allCases.filter(piece.takes.contains)
        let inside = slots.map { slot in (slot, names.name(from: NameBook.names(of: slot, isParameter: true), &random)) }
        let local = result(of: piece, &random)
        let taking = Dictionary(uniqueKeysWithValues: inside)
        let inner = statements(of: piece, out: local, taking: taking, &random)
        body.append(
            .function(FunctionDefinition(name: name, parameters: inside.map { .init($0.1) }, body: inner.own + [.returning(.name(local))])))
        let calls = piece.leaves == .whole && random.chance(0.5) ? 2 : 1
        for _ in 0..<calls {
            let out = result(of: piece, &random)
            let arguments = slots.map { Expression.name(taken($0, &random)) }
            body.append(.set(out, .call(.name(name), arguments, [])))
            hold(out, piece.leaves)
        }
    }

    /// A piece from a number to a number, several times over.
    private mutating func repeated(_ piece: FunctionPiece, _ random: inout SeededGenerator) -> Bool {
        guard piece.leaves == .whole, piece.takes.contains(.whole) else { return false }
        let start = taken(.whole, &random)
        let value = result(of: piece, &random)
        let out = names.name(from: ["next_value", "renewed", "follow_up"], &random)
        let inner = statements(of: piece, out: out, taking: [.whole: value], &random)
        body += inner.prepared
        body.append(.set(value, .name(start)))
        let turn = Statement.assign([.name(value)], .binary(.name(out), .remainder, .integer(random.integer(in: 60...99))))
        body.append(
            .forEach(
                target: .name("_"), iterable: .call("range", .integer(random.integer(in: 2...3))),
                body: inner.own + [turn], otherwise: []))
        hold(value, .whole)
        return true
    }

    // MARK: Names and values

    private mutating func result(of piece: FunctionPiece, _ random: inout SeededGenerator) -> String {
        names.name(from: NameBook.names(of: piece.leaves, isParameter: false), &random)
    }

    private mutating func hold(_ name: String, _ slot: FunctionPiece.Slot) { held.append(Held(name: name, slot: slot, isUsed: false)) }

    /// The piece's own statements with names of this function and drawn numbers, and those that make its inputs fit.
    private mutating func statements(
        of piece: FunctionPiece, out: String, taking given: [FunctionPiece.Slot: String], _ random: inout SeededGenerator
    ) -> (prepared: [Statement], own: [Statement]) {
        var table: [String: Expression] = ["OUT": .name(out)]
        let before = body.count
        for slot in FunctionPiece.Slot.allCases where piece.takes.contains(slot) {
            table[slot.rawValue] = .name(given[slot] ?? taken(slot, &random))
        }
        let prepared = Array(body[before...])
        body.removeSubrange(before...)
        for name in piece.body.ownNames where table[name] == nil {
            if let range = Self.constant(name) {
                table[name] = .integer(random.integer(in: range))
            } else if name != "_" {
                table[name] = .name(names.name(from: NameBook.synonyms(of: name), &random))
            }
        }
        return (prepared, piece.body.map { $0.substituting { table[$0] } })
    }

    /// `C2_9` and `C2_9b`.
    private static func constant(_ name: String) -> ClosedRange<Int>? {
        guard name.hasPrefix("C") else { return nil }
        let parts = name.dropFirst().split(separator: "_")
        guard parts.count == 2, let low = Int(parts[0]), let high = Int(parts[1].prefix { $0.isNumber }), low <= high else { return nil }
        return low...high
    }

    /// A value that fits: what an earlier piece left, a parameter, a new parameter, or another value made fit by a statement.
    private mutating func taken(_ slot: FunctionPiece.Slot, _ random: inout SeededGenerator) -> String {
        let fitting = held.indices.filter { slot.substitutes.contains(held[$0].slot) }
        let roomy = parameters.count < mostParameters
        if let index = fitting.isEmpty || (roomy && random.chance(0.3)) ? nil : pick(from: fitting, &random) {
            held[index].isUsed = true
            return held[index].name
        }
        if slot == .small || slot == .whole, !roomy, let made = reduced(slot, &random) { return made }
        if !roomy, !fitting.isEmpty { return held[fitting[0]].name }
        let name = names.name(from: NameBook.names(of: slot, isParameter: true), &random)
        parameters.append((name, slot))
        held.append(Held(name: name, slot: slot, isUsed: true))
        return name
    }

    /// Unused results first, so that little is left over.
    private func pick(from indices: [Int], _ random: inout SeededGenerator) -> Int {
        let fresh = indices.filter { !held[$0].isUsed }
        if let last = fresh.last, random.chance(0.7) { return last }
        return random.pick(indices)
    }

    /// A number out of something else.
    private mutating func reduced(_ slot: FunctionPiece.Slot, _ random: inout SeededGenerator) -> String? {
        let sources = held.indices.filter { [.whole, .numbers, .text, .words, .small].contains(held[$0].slot) && held[$0].slot != slot }
        guard !sources.isEmpty else { return nil }
        let index = pick(from: sources, &random)
        held[index].isUsed = true
        let source = Expression.name(held[index].name)
        let name = names.name(from: NameBook.names(of: slot, isParameter: false), &random)
        let value: Expression
        switch held[index].slot {
        case .whole:
            value = .binary(
                .binary(.call("abs", source), .remainder, .integer(random.integer(in: 5...9))), .add, .integer(random.integer(in: 1...3)))
        case .small: value = .binary(source, .multiply, .integer(random.integer(in: 2...7)))
        default: value = .binary(.call("len", source), .add, .integer(random.integer(in: 1...3)))
        }
        body.append(.set(name, value))
        held.append(Held(name: name, slot: slot, isUsed: true))
        return name
    }

    private mutating func condition(_ random: inout SeededGenerator) -> Expression {
        let name = taken(random.pick([.whole, .numbers, .text]), &random)
        let slot = held.first { $0.name == name }?.slot ?? .whole
        let bound = Expression.integer(random.integer(in: 2...4))
        switch slot {
        case .whole, .small:
            if random.chance(0.4) { return .compare(.binary(.name(name), .remainder, bound), .notEqual, .integer(0)) }
            return .compare(.name(name), random.pick([.greater, .lessOrEqual]), .integer(random.integer(in: 5...30)))
        default: return .compare(.call("len", .name(name)), random.pick([.greater, .lessOrEqual]), bound)
        }
    }

    /// What stands for a result where the piece is passed over.
    private static func simple(_ slot: FunctionPiece.Slot, _ random: inout SeededGenerator) -> Expression? {
        switch slot {
        case .whole, .small: .integer(random.integer(in: 1...9))
        case .numbers: .list([.integer(random.integer(in: 1...9)), .integer(random.integer(in: 1...9))])
        case .text: .constant(.string(random.pick(["none", "skip", "oops"])))
        case .truth: .constant(.boolean(random.chance(0.5)))
        case .words: .list([.constant(.string("spare"))])
        default: nil
        }
    }

    // MARK: The function

    /// The function so far, returning what no piece has taken; nil while there is nothing.
    func function() -> FunctionDefinition? {
        let produced = held.filter { held in !parameters.contains { $0.name == held.name } }
        guard let last = produced.last else { return nil }
        var left = produced.filter { !$0.isUsed }
        if left.isEmpty { left = [last] }
        return FunctionDefinition(
            name: "f", parameters: parameters.map { .init($0.name) }, body: body + ending(left))
    }

    private func ending(_ left: [Held]) -> [Statement] {
        guard left.count > 4 else { return [.returning(left.count == 1 ? .name(left[0].name) : .tuple(left.map { .name($0.name) }))] }
        let numbers = left.filter { $0.slot == .whole || $0.slot == .small }
        let others = left.filter { $0.slot != .whole && $0.slot != .small }
        let sum = numbers.dropFirst().reduce(Expression.name(numbers.first?.name ?? left[0].name)) { .binary($0, .add, .name($1.name)) }
        let parts = (numbers.isEmpty ? [] : [sum]) + others.map { .name($0.name) }
        return [.returning(parts.count == 1 ? parts[0] : .tuple(parts))]
    }
}
