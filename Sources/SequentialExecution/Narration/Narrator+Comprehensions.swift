extension Narrator {
    mutating func comprehension(
        _ form: Expression.ComprehensionKind, _ element: Expression, _ value: Expression?, _ clauses: [Expression.ComprehensionClause]
    ) throws -> Phrase {
        if form == .list, let copies = try copies(element, clauses) { return copies }
        if let value {
            let key = try self.value(element).object
            let held = try self.value(value).object
            return Phrase("the dictionary that gives \(key) the value \(held)\(try over(clauses))", .open)
        }
        let head = form == .set ? "the set of the distinct values" : form == .list ? "the list of" : "the values"
        return Phrase("\(head) \(try self.value(element).object)\(try over(clauses))", .open)
    }

    /// `[value for _ in range(n)]`
    mutating func copies(_ element: Expression, _ clauses: [Expression.ComprehensionClause]) throws -> Phrase? {
        guard clauses.count == 1, clauses[0].conditions.isEmpty, case .name(let unused) = clauses[0].target else { return nil }
        guard case .call(.name("range"), let ends, _) = clauses[0].iterable, ends.count == 1, !element.reads(unused),
            !element.hasEffects(scope)
        else { return nil }
        let count = try value(ends[0]).operand
        let separate = kind(element).isMutable ? ", each of them a new one of its own" : ""
        return Phrase("a list of \(count) items, every one being \(try value(element).operand)\(separate)", .open)
    }

    /// ` for every x of xs for which ...`
    mutating func over(_ clauses: [Expression.ComprehensionClause]) throws -> String {
        var text = ""
        for (number, clause) in clauses.enumerated() {
            let target = try each(clause.target)
            text += number == 0 ? " for every " : ", and within that for every "
            text += try one(clause, target)
        }
        return text
    }

    /// What a comprehension calls the current item: a name, or several for its parts.
    mutating func each(_ target: Expression) throws -> String {
        let told = try self.target(target)
        return told.hasPrefix("the ") ? String(told.dropFirst(4)) : told
    }

    /// `x of xs for which ...`
    mutating func one(_ clause: Expression.ComprehensionClause, _ target: String) throws -> String {
        var text = "\(target) \(try among(clause.iterable))"
        for (place, condition) in clause.conditions.enumerated() {
            text += (place == 0 ? " for which " : " and also ") + (try self.condition(condition).condition)
        }
        return text
    }

    /// `of xs, in order`
    mutating func among(_ iterable: Expression) throws -> String {
        if case .call(.name("range"), let ends, let keywords) = iterable, keywords.isEmpty, (1...3).contains(ends.count) {
            return "among \(try range(ends).text)"
        }
        try checkOrder(iterable)
        return "of \(try value(iterable).object)"
    }

    /// Sets have no order that a reader can follow.
    func checkOrder(_ iterable: Expression) throws {
        if kind(iterable).isUnordered { throw refusal("the order of a set") }
    }
}

extension Expression {
    var isSlice: Bool { if case .slice = self { true } else { false } }

    /// Whether the expression asks for what a name is outside of it.
    func reads(_ name: String) -> Bool {
        switch self {
        case .name(name): return true
        case .lambda(let names, let body): return !names.contains(name) && body.reads(name)
        case .comprehension(_, _, _, let clauses) where clauses.contains { $0.target.targetNames.contains(name) }:
            return clauses[0].iterable.reads(name)
        default: return children.contains { $0.reads(name) }
        }
    }

    /// Whether a name occurs anywhere in the expression.
    func mentions(_ name: String) -> Bool {
        if case .name(name) = self { return true }
        return children.contains { $0.mentions(name) }
    }
}
