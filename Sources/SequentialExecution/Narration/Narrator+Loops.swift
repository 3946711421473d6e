extension Narrator {
    /// A `for` loop.
    mutating func loop(_ step: Step, _ target: Expression, _ iterable: Expression, _ otherwise: [Statement]) throws -> String {
        let head = try head(target, iterable)
        introduced.formUnion(target.targetNames)
        var text = "\(head.text)\(head.each) \(try doing(step.blocks[0], inline: step.isInline))"
        text += try ending(step, otherwise)
        return text + "." + (try notes(step, target, iterable))
    }

    /// What a loop goes through, and the words that come before what is done each time.
    private mutating func head(_ target: Expression, _ iterable: Expression) throws -> (text: String, each: String) {
        if case .call(.name(let function), let arguments, let keywords) = iterable, scope.builtin(function) == function {
            switch (function, arguments.count) {
            case ("range", 1...3) where keywords.isEmpty:
                if arguments.count == 1, isUnused(target), !wording.isBrief { return try times(arguments[0]) }
                let place = try self.target(target)
                let numbers = try range(arguments).text
                if wording.isBrief { return ("for each \(place) of \(numbers)", ",") }
                return (
                    pick("let \(place) run through \(numbers)", "go through \(numbers), calling the current one \(place)"),
                    pick("; for each value of \(place),", "; each time,")
                )
            case ("enumerate", 1...2): if let told = try counted(target, arguments, keywords) { return told }
            case ("zip", 2...) where keywords.isEmpty && !arguments.contains(where: \.isStarred):
                if case .tuple(let parts) = target, parts.count == arguments.count { return try sideBySide(parts, arguments) }
            case ("reversed", 1):
                let place = try self.target(target)
                let whole = try value(arguments[0]).object
                return ("go through \(whole) backwards, from its last item to its first, calling the current one \(place)", "; each time,")
            default: break
            }
        }
        if case .call(.attribute(let owner, "items"), let arguments, _) = iterable, arguments.isEmpty, case .tuple(let parts) = target,
            parts.count == 2
        {
            let places = try parts.map { try self.target($0) }
            let whole = try value(owner).object
            return (
                "go through \(whole) in the order in which its keys were added, calling the key \(places[0]) and the value stored under it \(places[1])",
                "; each time,"
            )
        }
        return try plain(target, iterable)
    }

    /// `for _ in range(n)`, where nothing asks for the number.
    private mutating func times(_ count: Expression) throws -> (text: String, each: String) {
        if (count.wholeConstant ?? 0) <= 0 { noted.insert(.times) }
        return ("do the following \(try value(count).operand) times:", "")
    }

    private mutating func plain(_ target: Expression, _ iterable: Expression) throws -> (text: String, each: String) {
        try checkOrder(iterable)
        let members = try members(of: iterable)
        let place = try self.target(target)
        if kind(iterable).isDictionary {
            return (
                "go through \(members) in the order in which they were added, calling the current one \(place)", "; each time,"
            )
        }
        if case .name = target {
            if wording.isBrief { return ("for each \(place) of \(try value(iterable).object)", ",") }
            return (
                pick(
                    "go through \(members) one by one, from first to last, calling the current one \(place)",
                    "take \(members) one by one, in order, and call the one at hand \(place)"),
                pick("; each time,", "; for each of them,")
            )
        }
        return ("go through \(members) one by one, from first to last, taking the current one apart into \(place)", "; each time,")
    }

    private mutating func counted(
        _ target: Expression, _ arguments: [Expression], _ keywords: [Expression.Keyword]
    ) throws -> (text: String, each: String)? {
        guard case .tuple(let parts) = target, parts.count == 2, keywords.allSatisfy({ $0.name == "start" }) else { return nil }
        try checkOrder(arguments[0])
        let start = try (keywords.first?.value ?? (arguments.count > 1 ? arguments[1] : nil)).map { try value($0).operand } ?? "0"
        let whole = try value(arguments[0]).object
        let places = try parts.map { try self.target($0) }
        return (
            "go through \(whole) from first to last, keeping a running number \(places[0]) that starts at \(start) and calling the current item \(places[1])",
            "; each time,"
        )
    }

    private mutating func sideBySide(_ parts: [Expression], _ sources: [Expression]) throws -> (text: String, each: String) {
        for source in sources { try checkOrder(source) }
        let wholes = try sources.map { try value($0).object }
        let places = try parts.map { try self.target($0) }
        let shortest = wholes.count == 2 ? "shorter" : "shortest"
        return (
            "go through \(Self.enumerated(wholes)) side by side until the \(shortest) runs out, calling their current items, in this order, \(Self.enumerated(places))",
            "; each time,"
        )
    }

    /// A `while` loop.
    mutating func loop(_ step: Step, _ test: Expression, _ otherwise: [Statement]) throws -> String {
        let text: String
        if test == .constant(.boolean(true)) {
            text =
                "\(try doing(step.blocks[0], inline: step.isInline)), and repeat this over and over until a step tells you to stop or to leave"
        } else {
            let condition = try condition(test).text
            let body = try doing(step.blocks[0], inline: step.isInline)
            text = pick(
                "as long as \(condition), keep repeating this: \(body)", "while \(condition), repeat this: \(body)",
                "check whether \(condition), and as long as that is so, \(body), and then check again")
        }
        return text + (try ending(step, otherwise)) + "."
    }

    /// The `else` of a loop.
    private mutating func ending(_ step: Step, _ otherwise: [Statement]) throws -> String {
        otherwise.isEmpty ? "" : "; once the loop has come to its end without being left early, \(try doing(step.blocks[1], inline: false))"
    }

    // MARK: Notes

    /// What a reader could get wrong about a loop.
    private mutating func notes(_ step: Step, _ target: Expression, _ iterable: Expression) throws -> String {
        let body = step.blocks[0].flatMap(\.flattened).map(\.statement)
        var notes = ""
        if case .call(.name("range"), let ends, _) = iterable {
            let fixed = ends.contains { end in body.contains { $0.sets { end.mentions($0) } || $0.changes { end.mentions($0) } } }
            if fixed { notes += " (The range is fixed before the first round.)" }
        } else if let root = iterable.rootName {
            if body.contains(where: { $0.changes { $0 == root } }) {
                notes += " (If it grows or shrinks meanwhile, simply go on with the next position as long as there is one.)"
            }
            if body.contains(where: { $0.sets { $0 == root } }) {
                notes += " (Keep to what \(name(root)) was when the loop began, even if the name gets a new value.)"
            }
        }
        let later = target.targetNames.filter { outline.readsLater($0, after: step.id) }
        if !later.isEmpty {
            notes +=
                " (Afterwards, \(Self.enumerated(later.map { name($0) })) \(later.count == 1 ? "keeps its" : "keep their") last value.)"
        }
        return notes
    }
}

extension Statement {
    /// Whether the statement itself gives one of the names a new value.
    fileprivate func sets(_ isNamed: (String) -> Bool) -> Bool {
        switch self {
        case .assign(let targets, _): targets.contains { $0.targetNames.contains(where: isNamed) }
        case .augment(let target, _, _), .forEach(let target, _, _, _): target.targetNames.contains(where: isNamed)
        default: false
        }
    }

    /// Whether the statement itself changes the value of one of the names in place.
    fileprivate func changes(_ isNamed: (String) -> Bool) -> Bool {
        switch self {
        case .assign(let targets, _):
            if targets.contains(where: { $0.isPlace && ($0.rootName.map(isNamed) ?? false) }) { return true }
        case .augment(let target, _, _): if target.rootName.map(isNamed) ?? false { return true }
        case .delete(let targets): if targets.contains(where: { $0.rootName.map(isNamed) ?? false }) { return true }
        default: break
        }
        return ownExpressions.contains { $0.changes(isNamed) }
    }
}

extension Expression {
    fileprivate var isPlace: Bool { if case .subscripted = self { true } else { false } }

    fileprivate func changes(_ isNamed: (String) -> Bool) -> Bool {
        if case .call(.attribute(let owner, let method), _, _) = self, Scope.changing.contains(method), owner.rootName.map(isNamed) ?? false
        {
            return true
        }
        return children.contains { $0.changes(isNamed) }
    }
}
