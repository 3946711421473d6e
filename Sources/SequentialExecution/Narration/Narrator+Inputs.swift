/// The first part: what is given.
extension Narrator {
    mutating func inputs(_ examples: [[Literal]]) throws -> String {
        move(to: "inputs")
        let parameters = outline.function.parameters
        guard !parameters.isEmpty else { return "You are given nothing; everything starts from fixed values." }
        var text = wording.isBrief ? Self.enumerated(parameters.map { name($0.name) }) + "." : described(parameters, examples)
        for parameter in parameters {
            guard let value = parameter.defaultValue else { continue }
            text += " If \(name(parameter.name)) is left out, it is \(try self.value(value).object)."
        }
        return text
    }

    private mutating func described(_ parameters: [FunctionDefinition.Parameter], _ examples: [[Literal]]) -> String {
        let described = parameters.enumerated().map { place, parameter in
            let kind = kind(.name(parameter.name))
            guard kind != .open, kind != .any else { return name(parameter.name) }
            let values = examples.compactMap { place < $0.count ? $0[place] : nil }
            return "\(name(parameter.name)), which is \(words(for: kind, parameter.name, values))"
        }
        let number = Self.count(parameters.count, "value")
        let opening = pick(
            "You are given \(number)", "You start out with \(number)",
            "To begin with, there \(parameters.count == 1 ? "is" : "are") \(number)")
        let list = described.dropLast() + [(described.count > 1 ? "and " : "") + (described.last ?? "")]
        return opening + (parameters.count > 1 ? ", in this order: " : ": ") + list.joined(separator: ", ") + "."
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        let words = ["no", "one", "two", "three", "four", "five", "six"]
        return "\(number < words.count ? words[number] : String(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    // MARK: Lists of lists

    /// A list of lists is a grid where its rows are alike; where each item of a row has a meaning of its own, that is said of each.
    private func words(for kind: Kind, _ name: String, _ values: [Literal]) -> String {
        switch kind {
        case .list(.tuple(let kinds)) where Set(kinds).count > 1: return Self.words(forGroups: "groups", of: kinds)
        case .list(.list(let inner)):
            let rows = values.map { ($0.elements ?? []).map { $0.elements ?? [] } }
            let widths = rows.map { Set($0.map(\.count)) }
            let isPlain = [.whole, .decimal, .truth, .text].contains(inner)
            guard isPlain, !outline.function.body.contains(where: { $0.takesApart(itemsOf: name) }) else {
                let all = widths.reduce(into: Set<Int>()) { $0.formUnion($1) }
                guard all.count == 1, let width = all.first, width > 0 else { return kind.words }
                let columns = (0..<width).map { column in Kind.joined(rows.joined().map { Kind(of: $0[column]) }) }
                return Self.words(forGroups: "lists", of: columns)
            }
            guard widths.allSatisfy({ $0.count <= 1 }), let plural = inner.plural else { return kind.words }
            return "a grid, that is, a list of rows that are lists of \(plural)"
        default: return kind.words
        }
    }

    /// `a list of lists of 2 whole numbers each`, `a list of groups of 2 values each: a text and a number`
    private static func words(forGroups groups: String, of kinds: [Kind]) -> String {
        if Set(kinds).count == 1, let plural = kinds.first?.plural { return "a list of \(groups) of \(kinds.count) \(plural) each" }
        return "a list of \(groups) of \(kinds.count) values each: \(enumerated(kinds.map(\.words)))"
    }
}

extension Statement {
    /// Whether a loop somewhere in the statement takes the items of a list apart, so that their parts have names.
    fileprivate func takesApart(itemsOf name: String) -> Bool {
        if case .forEach(let target, let iterable, _, _) = self, target.takesApart(iterable, itemsOf: name) { return true }
        if ownExpressions.contains(where: { $0.takesApart(itemsOf: name) }) { return true }
        return blocks.contains { $0.contains { $0.takesApart(itemsOf: name) } }
    }
}

extension Expression {
    fileprivate func takesApart(itemsOf name: String) -> Bool {
        if case .comprehension(_, _, _, let clauses) = self, clauses.contains(where: { $0.target.takesApart($0.iterable, itemsOf: name) }) {
            return true
        }
        return children.contains { $0.takesApart(itemsOf: name) }
    }

    /// Whether this, the target of a loop over an iterable, is several names for the parts of one item of a list.
    fileprivate func takesApart(_ iterable: Expression, itemsOf name: String) -> Bool {
        guard case .tuple(let parts) = self else { return false }
        switch iterable {
        case .name(name): return true
        case .call(.name("enumerate"), let arguments, _): return parts.last.map { $0.takesApart(arguments[0], itemsOf: name) } ?? false
        case .call(.name("sorted"), let arguments, _), .call(.name("reversed"), let arguments, _), .call(.name("list"), let arguments, _):
            return arguments.first.map { takesApart($0, itemsOf: name) } ?? false
        default: return false
        }
    }
}
