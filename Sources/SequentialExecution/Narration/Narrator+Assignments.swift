extension Narrator {
    mutating func assignment(_ targets: [Expression], _ value: Expression) throws -> String {
        if targets.count == 1 {
            switch targets[0] {
            case .name(let text): return try assign(text, value)
            case .tuple(let parts), .list(let parts): return try unpack(parts, value)
            default: return try store(targets[0], value)
            }
        }
        let told = try self.value(value).text
        let same = kind(value).isMutable ? " (one and the same for all of them)" : ""
        let places = try targets.map { try target($0) }
        for target in targets { introduced.formUnion(target.targetNames) }
        let all = places.count == 2 && !wording.isBrief ? "both" : "all"
        return "set \(Self.enumerated(places)) \(all) to \(told)\(same)"
    }

    mutating func assign(_ text: String, _ value: Expression) throws -> String {
        if case .lambda(let parameters, let body) = value {
            let given = parameters.isEmpty ? "" : "for given \(Self.enumerated(parameters.map { name($0) })), "
            return "let \(name(text)) be this rule: \(given)it gives \(try self.value(body).text)"
        }
        let isNew = introduced.insert(text).inserted
        let written = name(text)
        if case .call(.attribute(let owner, "pop"), let arguments, let keywords) = value, arguments.isEmpty, keywords.isEmpty {
            let whole = try self.value(owner).object
            return pick(
                "take the last item off \(whole) and call it \(written)", "remove the last item of \(whole) and let \(written) be that item"
            )
        }
        let told = try self.value(value)
        if isNew, case .constant(let literal) = value, literal.doubleValue != nil {
            if trackers.contains(text) {
                return pick(
                    "start a count called \(written) at \(told.text)", "set up a counter named \(written) that starts at \(told.text)")
            }
            return pick(
                "start \(written) at \(told.text)", "let \(written) start out as \(told.text)",
                "begin with \(written) equal to \(told.text)")
        }
        if isNew, told.text.hasPrefix("an empty "), told.shape == .atom {
            return pick("start \(written) as \(told.text)", "create \(told.text) called \(written)", "let \(written) be \(told.text)")
        }
        let note = copyNote(value).isEmpty && !isAliased(text, value) ? "" : " (itself, not a copy)"
        if !note.isEmpty { return "let \(written) stand for \(told.object)\(note)" }
        if isNew {
            return pick(
                "work out \(told.object) and call it \(written)", "let \(written) be \(told.text)", "set \(written) to \(told.text)")
        }
        return pick("set \(written) to \(told.text)", "make \(written) equal to \(told.text)", "let \(written) now be \(told.text)")
    }

    /// Whether a name becomes a second name for a value that is changed under it.
    func isAliased(_ name: String, _ value: Expression) -> Bool {
        isShared(value) && scope.changed.contains(name)
    }

    mutating func unpack(_ parts: [Expression], _ value: Expression) throws -> String {
        if parts.contains(where: \.isStarred) { return try unpack(starred: parts, value) }
        if case .tuple(let values) = value, values.count == parts.count, !values.contains(where: \.isStarred) {
            if let swap = try swap(parts, values) { return swap }
            return try together(parts, values)
        }
        let whole = try self.value(value).object
        let places = try parts.map { try part($0) }
        for part in parts { introduced.formUnion(part.targetNames) }
        return pick(
            "take \(whole) apart and call its \(parts.count) parts, in order, \(Self.enumerated(places))",
            "split \(whole) into its \(parts.count) parts, which are, in order, \(Self.enumerated(places))")
    }

    /// `first, *rest = xs`
    private mutating func unpack(starred parts: [Expression], _ value: Expression) throws -> String {
        let whole = try self.value(value).object
        let place = parts.firstIndex(where: \.isStarred) ?? 0
        var pieces: [String] = []
        for (word, some) in [("first", parts[..<place]), ("", parts[place...place]), ("last", parts[(place + 1)...])] where !some.isEmpty {
            let places = try some.map { try part($0) }
            let head = word.isEmpty ? "" : some.count == 1 ? "its \(word) part " : "its \(word) \(some.count) parts, in order, "
            pieces.append(head + Self.enumerated(places))
        }
        for part in parts { introduced.formUnion(part.targetNames) }
        let told = pieces.joined(separator: ", and ")
        return pick("take \(whole) apart and call \(told)", "split \(whole) up and call \(told)")
    }

    mutating func together(_ parts: [Expression], _ values: [Expression]) throws -> String {
        let told = try values.map { try value($0).object }
        let places = try parts.map { try target($0) }
        for part in parts { introduced.formUnion(part.targetNames) }
        if values.allSatisfy({ if case .constant = $0 { true } else { false } }), parts.allSatisfy({ $0.rootName != nil }) {
            let pairs = zip(places, told).map { "\($0) to \($1)" }
            return "set \(Self.enumerated(pairs))"
        }
        if values.contains(where: { $0.hasEffects(scope) }), !wording.isBrief {
            let order = "work out, one after the other, \(Self.enumerated(told))"
            return "\(order), and then put these, in that order, into \(Self.enumerated(places))"
        }
        return pick(
            "work out \(Self.enumerated(told)) before changing anything, and then put these, in that order, into \(Self.enumerated(places))",
            "with the values as they are now, work out \(Self.enumerated(told)); then let \(Self.enumerated(places)) be these, in that order"
        )
    }

    /// `a, b = b, a`
    mutating func swap(_ parts: [Expression], _ values: [Expression]) throws -> String? {
        guard parts.count == 2, parts[0] == values[1], parts[1] == values[0], !parts.contains(where: { $0.hasEffects(scope) }) else {
            return nil
        }
        if case .subscripted(let owner, let first) = parts[0], case .subscripted(owner, let second) = parts[1], kind(owner).isList,
            !first.isSlice, !second.isSlice
        {
            let whole = try value(owner).object
            return "swap the items at positions \(try value(first).operand) and \(try value(second).operand) of \(whole)"
        }
        guard case .name(let first) = parts[0], case .name(let second) = parts[1] else { return nil }
        return pick("swap \(name(first)) and \(name(second))", "let \(name(first)) and \(name(second)) exchange their values")
    }

    /// Where a value goes: a name or a place inside something.
    mutating func target(_ expression: Expression) throws -> String {
        switch expression {
        case .name(let text): return name(text)
        case .subscripted: return try value(expression).object
        case .tuple(let parts), .list(let parts): return "the group (\(try parts.map { try part($0) }.joined(separator: ", ")))"
        case .starred(let inner): return "the list of all the rest \(try part(inner))"
        default: throw refusal("an assignment to that kind of place")
        }
    }

    /// A target that is a part of several.
    private mutating func part(_ expression: Expression) throws -> String {
        isUnused(expression) && !wording.isBrief ? "a value that is not needed" : try target(expression)
    }

    /// Whether a target is there only because Python wants one.
    func isUnused(_ target: Expression) -> Bool { target == .name("_") && !scope.used.contains("_") }

    mutating func store(_ target: Expression, _ value: Expression) throws -> String {
        guard case .subscripted(let owner, let index) = target else { throw refusal("an assignment to an attribute") }
        let whole = try self.value(owner).object
        let told = try self.value(value).object + copyNote(value)
        if case .slice(let lower, let upper, nil) = index {
            let from = try lower.map { "position \(try self.value($0).operand)" } ?? "its start"
            let to = try upper.map { "up to, but not including, position \(try self.value($0).operand)" } ?? "to its end"
            return "replace the part of \(whole) from \(from) \(to) by the items of \(told)"
        }
        let place = try self.value(index).operand
        switch kind(owner) {
        case .dictionary: return pick("store \(told) under \(place) in \(whole)", "let \(whole) hold \(told) under \(place)")
        case .list:
            return pick(
                "put \(told) at position \(place) of \(whole), replacing what was there",
                "replace the item at position \(place) of \(whole) by \(told)")
        default: return "put \(told) at \(place) of \(whole), replacing what was there"
        }
    }
}
