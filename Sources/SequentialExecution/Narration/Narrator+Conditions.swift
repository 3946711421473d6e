extension Narrator {
    /// The words for a condition: what must hold.
    mutating func condition(_ expression: Expression) throws -> Phrase {
        switch expression {
        case .comparison(let left, let steps): return try comparison(left, steps)
        case .boolean(let operation, let items):
            let told = try items.map { try condition($0).condition }
            return Phrase(told.joined(separator: " \(operation.rawValue) "), .open)
        case .unary(.not, let inner): return try negated(inner)
        case .constant(.boolean(let holds)): return Phrase(holds ? "it is a fact" : "it is never a fact", .clause)
        case .call(let function, let arguments, let keywords):
            if let told = try question(function, arguments, keywords) { return told }
        default: break
        }
        let subject = try value(expression).object
        switch kind(expression) {
        case .truth: return Phrase("\(subject) is true", .clause)
        case .whole, .decimal: return Phrase("\(subject) is not zero", .clause)
        case .text, .list, .dictionary, .set, .tuple: return Phrase("\(subject) is not empty", .clause)
        case .null, .open, .any: return Phrase("\(subject) counts as true", .clause)
        }
    }

    private mutating func negated(_ inner: Expression) throws -> Phrase {
        switch inner {
        case .comparison, .boolean, .unary(.not, _), .constant:
            return Phrase("it is not true that \(try condition(inner).condition)", .open)
        case .call(let function, let arguments, let keywords):
            if let told = try question(function, arguments, keywords) {
                return Phrase("it is not true that \(told.condition)", .open)
            }
        default: break
        }
        let subject = try value(inner).object
        switch kind(inner) {
        case .truth: return Phrase("\(subject) is false", .clause)
        case .whole, .decimal: return Phrase("\(subject) is zero", .clause)
        case .text, .list, .dictionary, .set, .tuple: return Phrase("\(subject) is empty", .clause)
        case .null, .open, .any: return Phrase("\(subject) counts as false", .clause)
        }
    }

    // MARK: Comparisons

    private mutating func comparison(_ left: Expression, _ steps: [Expression.Comparison]) throws -> Phrase {
        guard steps.count > 1 else { return try single(left, steps[0]) }
        guard !steps.dropLast().contains(where: { $0.right.hasEffects(scope) }) else {
            throw refusal("a chain of comparisons over a call that may change something")
        }
        if steps.count == 2, let between = try between(left, steps) { return between }
        var parts: [String] = []
        var current = left
        for step in steps {
            parts.append(try single(current, step).condition)
            current = step.right
        }
        return Phrase(parts.joined(separator: " and "), .open)
    }

    /// `low <= x < high`: x is at least low and less than high.
    private mutating func between(_ low: Expression, _ steps: [Expression.Comparison]) throws -> Phrase? {
        let below: [Expression.Relation] = [.less, .lessOrEqual]
        guard steps.allSatisfy({ below.contains($0.relation) }), ![low, steps[0].right, steps[1].right].contains(where: isText) else {
            return nil
        }
        let subject = try value(steps[0].right).side
        let first = try value(low).side
        let last = try value(steps[1].right).side
        let lower = steps[0].relation == .less ? pick("greater than", "more than") : "at least"
        let upper = steps[1].relation == .less ? "less than" : "at most"
        return Phrase("\(subject) is \(lower) \(first) and \(upper) \(last)", .open)
    }

    private func isText(_ expression: Expression) -> Bool { kind(expression) == .text }

    private mutating func single(_ left: Expression, _ step: Expression.Comparison) throws -> Phrase {
        if let told = try divisibility(left, step) { return told }
        if step.relation == .isIn || step.relation == .isNotIn { return try membership(left, step) }
        if step.right == .constant(.none) {
            let subject = try value(left).object
            switch step.relation {
            case .isSame: return Phrase("\(subject) is null", .clause)
            case .isNotSame: return Phrase("\(subject) is not null", .clause)
            default: break
            }
        }
        let kinds = [kind(left), kind(step.right)]
        if isOrder(step.relation), kinds.contains(where: { $0.isList || $0.isTuple }) { for kind in kinds { noteOrder(of: kind) } }
        let first = try value(left).side
        let second = try value(step.right).side
        let words = isText(left) || isText(step.right) ? try alphabetical(step.relation) : relation(step.relation)
        return Phrase(
            "\(first) \(words) \(second)" + (isOrder(step.relation) && words.hasPrefix("comes") ? " in alphabetical order" : ""), .clause)
    }

    private func isOrder(_ relation: Expression.Relation) -> Bool {
        [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(relation)
    }

    private mutating func alphabetical(_ relation: Expression.Relation) throws -> String {
        switch relation {
        case .less: "comes before"
        case .lessOrEqual: "comes before or equals"
        case .greater: "comes after"
        case .greaterOrEqual: "comes after or equals"
        default: self.relation(relation)
        }
    }

    private mutating func relation(_ relation: Expression.Relation) -> String {
        switch relation {
        case .equal: pick("equals", "is equal to", "is the same as")
        case .notEqual: pick("is not equal to", "differs from", "is different from")
        case .less: pick("is less than", "is smaller than", "is below")
        case .lessOrEqual: pick("is at most", "is less than or equal to", "is no greater than")
        case .greater: pick("is greater than", "is larger than", "is above")
        case .greaterOrEqual: pick("is at least", "is greater than or equal to", "is no less than")
        case .isSame: "is the very same thing as"
        case .isNotSame: "is not the very same thing as"
        case .isIn: "is in"
        case .isNotIn: "is not in"
        }
    }

    /// `x % 2 == 0` and its kin.
    private mutating func divisibility(_ left: Expression, _ step: Expression.Comparison) throws -> Phrase? {
        guard case .binary(let dividend, .remainder, let divisor) = left, kind(dividend) != .text else { return nil }
        let positive = step.relation == .equal
        guard positive || step.relation == .notEqual, let rest = step.right.wholeConstant else { return nil }
        if divisor == .integer(2), rest == 0 || (rest == 1 && positive), kind(dividend) == .whole {
            let word = rest == 0 ? "even" : "odd"
            return Phrase("\(try number(dividend).side) is \(positive ? "" : "not ")\(word)", .clause)
        }
        guard rest == 0 else { return nil }
        let (first, second) = (try number(dividend).side, try number(divisor).operand)
        return Phrase(
            positive
                ? pick("\(first) is divisible by \(second)", "\(first) can be divided by \(second) without remainder")
                : "\(first) is not divisible by \(second)", .clause)
    }

    private mutating func membership(_ left: Expression, _ step: Expression.Comparison) throws -> Phrase {
        let not = step.relation == .isNotIn
        let first = try value(left).side
        switch kind(step.right) {
        case .text:
            return Phrase(
                "\(first) \(not ? "does not occur in" : pick("occurs in", "appears in")) \(try value(step.right).object)", .clause)
        case .dictionary: return Phrase("\(first) is \(not ? "not " : "")a key of \(try value(step.right).object)", .clause)
        case .list, .tuple:
            if case .call(.name("range"), let ends, let keywords) = step.right, keywords.isEmpty, (1...3).contains(ends.count) {
                return Phrase("\(first) is \(not ? "not " : "")among (\(try range(ends).text))", .clause)
            }
            return Phrase("\(first) is \(not ? "not " : "")among the items of \(try value(step.right).object)", .clause)
        case .set: return Phrase("\(first) is \(not ? "not " : "")a member of \(try value(step.right).object)", .clause)
        default: return Phrase("\(first) is \(not ? "not " : "")in \(try value(step.right).object)", .clause)
        }
    }

    // MARK: Questions

    /// Calls that ask whether something is so.
    mutating func question(
        _ function: Expression, _ arguments: [Expression], _ keywords: [Expression.Keyword]
    ) throws -> Phrase? {
        guard keywords.isEmpty else { return nil }
        switch function {
        case .name(let name):
            switch (scope.builtin(name), arguments.count) {
            case ("any", 1), ("all", 1): return try quantified(name == "any", arguments[0])
            case ("bool", 1): return try condition(arguments[0])
            case ("isinstance", 2): return try typed(arguments[0], arguments[1])
            default: return nil
            }
        case .attribute(let owner, let method): return try asked(method, owner, arguments)
        default: return nil
        }
    }

    private mutating func quantified(_ some: Bool, _ items: Expression) throws -> Phrase {
        if case .comprehension(let form, let element, nil, let clauses) = items, form == .generator || form == .list {
            let word = some ? pick("at least one", "some") : "every"
            if clauses.count == 1 {
                let one = try one(clauses[0], each(clauses[0].target))
                return Phrase("\(word) \(one) is such that \(try condition(element).condition)", .open)
            }
            let combinations = try over(clauses)
            return Phrase("\(word) combination\(combinations) is such that \(try condition(element).condition)", .open)
        }
        return Phrase("\(some ? "at least one item" : "every item") of \(try value(items).object) counts as true", .clause)
    }

    private mutating func typed(_ subject: Expression, _ type: Expression) throws -> Phrase {
        let words = [
            "int": "a whole number", "str": "a text", "list": "a list", "float": "a decimal number", "dict": "a dictionary",
            "tuple": "a fixed group", "bool": "true or false", "set": "a set",
        ]
        guard case .name(let name) = type, let word = words[name] else {
            throw refusal("isinstance with \(PythonPrinter.source(of: type))")
        }
        if name == "int" { noted.insert(.truthAsWhole) }
        return Phrase("\(try value(subject).object) is \(word)", .clause)
    }

    private mutating func asked(_ method: String, _ owner: Expression, _ arguments: [Expression]) throws -> Phrase? {
        let words: String
        switch (method, arguments.count) {
        case ("startswith", 1): words = "begins with \(try value(arguments[0]).object)"
        case ("endswith", 1): words = "ends with \(try value(arguments[0]).object)"
        case ("isdigit", 0): words = "is made of digits only and is not empty"
        case ("isalpha", 0): words = "is made of letters only and is not empty"
        case ("isalnum", 0): words = "is made of letters and digits only and is not empty"
        case ("isspace", 0): words = "is made of blanks only and is not empty"
        case ("isupper", 0): words = "has capital letters and no small ones"
        case ("islower", 0): words = "has small letters and no capital ones"
        case ("issubset", 1): words = "has only members that are also in \(try value(arguments[0]).object)"
        case ("issuperset", 1): words = "has among its members everything that is in \(try value(arguments[0]).object)"
        case ("isdisjoint", 1): words = "shares no member with \(try value(arguments[0]).object)"
        default: return nil
        }
        let subject = try value(owner).object
        return Phrase("\(subject) \(words)", words.contains(" and ") ? .open : .clause)
    }
}
