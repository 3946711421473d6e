extension Narrator {
    /// The sentence of a step, with its full stop or the colon before the steps below it.
    mutating func sentence(_ step: Step) throws -> String {
        switch step.statement {
        case .conditional: return try branch(step)
        case .forEach(let target, let iterable, _, let otherwise): return try loop(step, target, iterable, otherwise)
        case .whileLoop(let test, _, let otherwise): return try loop(step, test, otherwise)
        case .function(let helper): return try introduction(helper, step)
        default: return try simple(step) + "."
        }
    }

    /// A statement without blocks, without a full stop.
    mutating func simple(_ step: Step) throws -> String {
        switch step.statement {
        case .assign(let targets, let value): return try assignment(targets, value)
        case .augment(let target, let operation, let value): return try update(target, operation, value)
        case .expression(let value): return try action(value)
        case .returning(let value): return try returning(value, step)
        case .breaking:
            let loop = step.loop ?? step.label
            return pick("leave the loop of step \(loop) at once", "stop the loop of step \(loop) right there")
        case .continuing:
            let loop = step.loop ?? step.label
            return pick(
                "skip the rest of this round of step \(loop) and go on with its next round",
                "go straight on to the next round of step \(loop)")
        case .pass: return "do nothing"
        case .delete(let targets): return try deletion(targets)
        case .raise(let value): return try failure(value)
        case .tryBlock: throw refusal("the statement Try")
        case .nonlocal, .importing: return "do nothing"
        case .conditional, .forEach, .whileLoop, .function: throw refusal("a block inside a sentence")
        }
    }

    // MARK: Branches

    private mutating func branch(_ step: Step) throws -> String {
        guard case .conditional(let test, _, _) = step.statement else { return "" }
        let condition = try condition(test).text
        let body = try doing(step.blocks[0], inline: step.isInline)
        var text: String
        if step.isInline {
            text = "if \(condition), \(body)"
        } else {
            text = pick("if \(condition), \(body)", "check whether \(condition); if that is so, \(body)")
        }
        var current = step
        while let next = current.chained, case .conditional(let test, _, _) = next.statement {
            text += pick("; otherwise, if ", "; or else, if ") + (try self.condition(test).text)
            text += ", \(try doing(next.blocks[0], inline: step.isInline))"
            current = next
        }
        if current.blocks.count > 1, !current.blocks[1].isEmpty {
            text += pick("; otherwise, ", "; if not, ") + (try doing(current.blocks[1], inline: step.isInline))
        }
        return text + "."
    }

    // MARK: Assignments

    private mutating func assignment(_ targets: [Expression], _ value: Expression) throws -> String {
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
        return "set \(Self.enumerated(places)) all to \(told)\(same)"
    }

    private mutating func assign(_ text: String, _ value: Expression) throws -> String {
        if case .lambda(let parameters, let body) = value {
            let given = parameters.isEmpty ? "" : "for given \(Self.enumerated(parameters.map { name($0) })), "
            return "let \(name(text)) be this rule: \(given)it gives \(try self.value(body).text)"
        }
        let isNew = introduced.insert(text).inserted
        let written = name(text)
        if case .call(.attribute(let owner, "pop"), let arguments, let keywords) = value, arguments.isEmpty, keywords.isEmpty {
            let whole = try self.value(owner).object
            return pick("take the last item off \(whole) and call it \(written)", "remove the last item of \(whole) and let \(written) be that item")
        }
        let told = try self.value(value)
        if isNew, case .constant(let literal) = value, literal.doubleValue != nil {
            if trackers.contains(text) {
                return pick("start a count called \(written) at \(told.text)", "set up a counter named \(written) that starts at \(told.text)")
            }
            return pick("start \(written) at \(told.text)", "let \(written) start out as \(told.text)", "begin with \(written) equal to \(told.text)")
        }
        if isNew, told.text.hasPrefix("an empty "), told.shape == .atom {
            return pick("start \(written) as \(told.text)", "create \(told.text) called \(written)", "let \(written) be \(told.text)")
        }
        let note = copyNote(value).isEmpty && !isAliased(text, value) ? "" : " (itself, not a copy)"
        if !note.isEmpty { return "let \(written) stand for \(told.object)\(note)" }
        if isNew {
            return pick("work out \(told.object) and call it \(written)", "let \(written) be \(told.text)", "set \(written) to \(told.text)")
        }
        return pick("set \(written) to \(told.text)", "make \(written) equal to \(told.text)", "let \(written) now be \(told.text)")
    }

    /// Whether a name becomes a second name for a value that is changed under it.
    private func isAliased(_ name: String, _ value: Expression) -> Bool {
        value.rootName != nil && kind(value).isMutable && scope.changed.contains(name)
    }

    private mutating func unpack(_ parts: [Expression], _ value: Expression) throws -> String {
        if case .tuple(let values) = value, values.count == parts.count, !values.contains(where: \.isStarred) {
            if let swap = try swap(parts, values) { return swap }
            return try together(parts, values)
        }
        let whole = try self.value(value).object
        let places = try parts.map { try target($0) }
        for part in parts { introduced.formUnion(part.targetNames) }
        return pick(
            "take \(whole) apart and call its \(parts.count) parts, in order, \(Self.enumerated(places))",
            "split \(whole) into its \(parts.count) parts, which are, in order, \(Self.enumerated(places))")
    }

    private mutating func together(_ parts: [Expression], _ values: [Expression]) throws -> String {
        let told = try values.map { try value($0).object }
        let places = try parts.map { try target($0) }
        for part in parts { introduced.formUnion(part.targetNames) }
        if values.allSatisfy({ if case .constant = $0 { true } else { false } }), parts.allSatisfy({ $0.rootName != nil }) {
            let pairs = zip(places, told).map { "\($0) to \($1)" }
            return "set \(Self.enumerated(pairs))"
        }
        return pick(
            "work out \(Self.enumerated(told)) before changing anything, and then put these, in that order, into \(Self.enumerated(places))",
            "with the values as they are now, work out \(Self.enumerated(told)); then let \(Self.enumerated(places)) be these, in that order")
    }

    /// `a, b = b, a`
    private mutating func swap(_ parts: [Expression], _ values: [Expression]) throws -> String? {
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
        case .tuple(let parts), .list(let parts): return "the group (\(try parts.map { try target($0) }.joined(separator: ", ")))"
        case .starred(let inner): return "the list of all the rest, \(try target(inner)),"
        default: throw refusal("an assignment to that kind of place")
        }
    }

    private mutating func store(_ target: Expression, _ value: Expression) throws -> String {
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
                "put \(told) at position \(place) of \(whole), replacing what was there", "replace the item at position \(place) of \(whole) by \(told)")
        default: return "put \(told) at \(place) of \(whole), replacing what was there"
        }
    }

    // MARK: Updates

    private mutating func update(_ target: Expression, _ operation: Expression.BinaryOperator, _ value: Expression) throws -> String {
        let place = try self.target(target)
        let held = kind(target)
        switch operation {
        case .add:
            if held == .text { return "put \(try self.value(value).object) at the end of the text \(place)" }
            if held.isList { return "append every item of \(try self.value(value).object) to \(place), in order" }
            if held.isTuple { break }
            let told = try number(value).object
            if case .name(let text) = target, trackers.contains(text) {
                return pick("add \(told) to \(place)", "raise the count \(place) by \(told)")
            }
            return pick("add \(told) to \(place)", "increase \(place) by \(told)", "raise \(place) by \(told)")
        case .subtract where !held.isSet:
            let told = try number(value).object
            return pick("subtract \(told) from \(place)", "decrease \(place) by \(told)", "lower \(place) by \(told)")
        case .multiply where held.isNumber: return "multiply \(place) by \(try number(value).object)"
        default: break
        }
        let told = try arithmetic(target, operation, value).text
        return pick("replace \(place) by \(told)", "let \(place) become \(told)")
    }

    private mutating func deletion(_ targets: [Expression]) throws -> String {
        let told = try targets.map { target -> String in
            guard case .subscripted(let owner, let index) = target else { throw refusal("the deletion of a name") }
            let whole = try value(owner).object
            if case .slice(let lower, let upper, nil) = index {
                let from = try lower.map { "position \(try value($0).operand)" } ?? "its start"
                let to = try upper.map { "up to, but not including, position \(try value($0).operand)" } ?? "to its end"
                return "the part of \(whole) from \(from) \(to)"
            }
            let place = try value(index).operand
            return kind(owner).isDictionary ? "the key \(place) with its value from \(whole)" : "the item at position \(place) from \(whole)"
        }
        return "remove \(Self.enumerated(told))"
    }

    private mutating func failure(_ value: Expression?) throws -> String {
        guard let value else { return "stop everything: this is an error and there is no result" }
        let kind: Expression
        if case .call(let function, _, _) = value { kind = function } else { kind = value }
        guard case .name(let text) = kind else { throw refusal("raising that kind of thing") }
        return "stop everything: this is an error (\(text)) and there is no result"
    }

    // MARK: Returns

    private mutating func returning(_ value: Expression?, _ step: Step) throws -> String {
        if let helper = step.helper {
            let told = try value.map { try self.value($0).text } ?? "null"
            return pick(
                "end this run of \(name(helper)) and give back \(told)", "that is all for this run of \(name(helper)); it gives back \(told)")
        }
        guard let value else { return "stop everything; the result is null" }
        let isLast = step.label == outline.steps.last?.label
        guard !trackers.isEmpty, let counts = Self.counts(value), case .tuple(let items) = value else {
            return try result(self.value(value).text, isLast)
        }
        let told = try self.value(items[0]).text
        let unusual = try counts.filter { $0.value != .name($0.key) }.map { "\(name($0.key)) as \(try self.value($0.value).object)" }
        var text = result(told, isLast)
        if counts.map(\.key) != trackers { text += " (the counts to report here are \(Self.enumerated(counts.map { name($0.key) })) alone)" }
        if !unusual.isEmpty { text += " (here report \(Self.enumerated(unusual)))" }
        return text
    }

    private mutating func result(_ told: String, _ isLast: Bool) -> String {
        if isLast { return pick("finally, the result is \(told)", "you are done now, and the result is \(told)", "to finish, take as the result \(told)") }
        return pick("stop everything here; the result is \(told)", "you are done at this point, and the result is \(told)")
    }
}

extension Expression {
    var isStarred: Bool { if case .starred = self { true } else { false } }
}
