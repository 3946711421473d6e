extension Narrator {
    /// A call of a method as a value.
    mutating func method(
        _ name: String, _ owner: Expression, _ arguments: [Expression], _ keywords: [Expression.Keyword]
    ) throws -> Phrase {
        if name == "split", arguments.count == 1, keywords.count == 1, keywords[0].name == "maxsplit" {
            return try method(name, owner, [arguments[0], keywords[0].value], [])
        }
        guard keywords.isEmpty, !arguments.contains(where: { if case .starred = $0 { true } else { false } }) else {
            throw refused("the method .\(name)", keywords, arguments.count)
        }
        if name == "format", case .constant(.string(let template)) = owner { return try filled(template, arguments) }
        if let told = try looked(name, owner, arguments) { return told }
        if let told = try text(name, owner, arguments) { return told }
        if let told = try taken(name, owner, arguments) { return told }
        throw refused("the method .\(name)", keywords, arguments.count)
    }

    /// Looking something up.
    private mutating func looked(_ name: String, _ owner: Expression, _ arguments: [Expression]) throws -> Phrase? {
        switch (name, arguments.count) {
        case ("index", 1):
            let verb = kind(owner) == .text ? "first begins" : "first occurs"
            return Phrase("the position where \(try value(arguments[0]).operand) \(verb) in \(try value(owner).object)", .noun)
        case ("find", 1):
            let what = try value(arguments[0]).operand
            return Phrase("the position where \(what) first begins in \(try value(owner).object), or -1 if it does not occur", .open)
        case ("rfind", 1):
            let what = try value(arguments[0]).operand
            return Phrase("the position where \(what) last begins in \(try value(owner).object), or -1 if it does not occur", .open)
        case ("count", 1):
            let what = try value(arguments[0]).operand
            return Phrase("the number of times \(what) occurs in \(try value(owner).object)", .noun)
        case ("get", 1...2):
            let key = try value(arguments[0]).object
            let whole = try value(owner).object
            let missing = try arguments.count == 2 ? value(arguments[1]).object : "null"
            return Phrase("the value stored under \(key) in \(whole), or \(missing) if there is none", .open)
        case ("keys", 0): return Phrase("the keys of \(try value(owner).object)", .noun)
        case ("values", 0): return Phrase("the stored values of \(try value(owner).object)", .noun)
        case ("items", 0): return Phrase("the pairs of key and value of \(try value(owner).object)", .noun)
        case ("most_common", 0...1) where kind(owner).isDictionary: return try commonest(owner, arguments.first)
        case ("copy", 0): return Phrase("a copy of \(try value(owner).object)", .noun)
        case ("bit_length", 0): return Phrase("the number of binary digits of \(try value(owner).operand)", .noun)
        case ("union", 1): return try members("the members that are in at least one of", owner, arguments[0])
        case ("intersection", 1): return try members("the members that are both in", owner, arguments[0])
        case ("symmetric_difference", 1): return try members("the members that are in exactly one of", owner, arguments[0])
        case ("difference", 1):
            let whole = try value(owner).operand
            return Phrase("the members of \(whole) that are not in \(try value(arguments[0]).operand)", .open)
        default: return nil
        }
    }

    /// `counter.most_common(most)`
    private mutating func commonest(_ owner: Expression, _ most: Expression?) throws -> Phrase {
        let whole = try value(owner).object
        let order = "from the largest value to the smallest, where keys of the same value keep the order in which they were added"
        guard let most else { return Phrase("the list of the pairs of key and value of \(whole), \(order)", .open) }
        let count = try value(most).operand
        return Phrase(
            "the list of the first \(count) of the pairs of key and value of \(whole), or of all if there are fewer, put \(order)", .open)
    }

    private mutating func members(_ words: String, _ owner: Expression, _ other: Expression) throws -> Phrase {
        let first = try value(owner).operand
        return Phrase("\(words) \(first) and \(try value(other).operand)", .open)
    }

    /// Making a text out of a text.
    private mutating func text(_ name: String, _ owner: Expression, _ arguments: [Expression]) throws -> Phrase? {
        if name == "join", arguments.count == 1 { return try joining(owner, arguments[0]) }
        let simple = [
            "lower": "the lower-case form of", "upper": "the upper-case form of", "title": "the form with every word capitalised of",
            "capitalize": "the form with only its first letter capital of",
            "swapcase": "the form with small and capital letters exchanged of",
        ]
        if arguments.isEmpty, let words = simple[name] { return Phrase("\(words) \(try value(owner).object)", .noun) }
        switch (name, arguments.count) {
        case ("strip", 0...1), ("lstrip", 0...1), ("rstrip", 0...1):
            let whole = try value(owner).operand
            let end = name == "strip" ? "at both ends" : name == "lstrip" ? "at the start" : "at the end"
            let what = try arguments.isEmpty ? "the blanks" : "the characters that occur in \(value(arguments[0]).object)"
            return Phrase("\(whole) without \(what) \(end)", .open)
        case ("replace", 2):
            let (whole, old) = (try value(owner).operand, try value(arguments[0]).object)
            return Phrase("\(whole) with every occurrence of \(old) replaced by \(try value(arguments[1]).object)", .open)
        case ("split", 0): return Phrase("the list of the words of \(try value(owner).object), as blanks separate them", .open)
        case ("split", 1):
            let whole = try value(owner).object
            return Phrase(
                "the list of the pieces of \(whole) when it is cut at every occurrence of \(try value(arguments[0]).object)", .open)
        case ("zfill", 1):
            let whole = try value(owner).operand
            return Phrase("\(whole) with zeros put in front until it has \(try value(arguments[0]).operand) characters", .open)
        case ("splitlines", 0):
            let whole = try value(owner).object
            return Phrase(
                "the list of the lines of \(whole), as line breaks separate them (one at its very end begins no further line)", .open)
        case ("split", 2) where arguments[0] != .constant(.none): return try pieces(of: owner, arguments)
        case ("partition", 1): return try parted(owner, arguments[0], first: true)
        case ("rpartition", 1): return try parted(owner, arguments[0], first: false)
        default: return try justified(name, owner, arguments)
        }
    }

    /// `text.split(separator, most)`
    private mutating func pieces(of owner: Expression, _ arguments: [Expression]) throws -> Phrase {
        let whole = try value(owner).object
        let separator = try value(arguments[0]).object
        switch arguments[1].wholeConstant {
        case 1?: return Phrase("the list of the pieces of \(whole) when it is cut at the first occurrence of \(separator) alone", .open)
        case let most? where most > 1:
            return Phrase("the list of the pieces of \(whole) when it is cut at the first \(most) occurrences of \(separator) alone", .open)
        default:
            let most = try value(arguments[1]).operand
            return Phrase(
                "the list of the pieces of \(whole) when it is cut at the first \(most) occurrences of \(separator) alone, or at every one if that number is negative",
                .open)
        }
    }

    /// `text.partition(separator)` and `text.rpartition(separator)`
    private mutating func parted(_ owner: Expression, _ separator: Expression, first: Bool) throws -> Phrase {
        let whole = try value(owner).object
        let told = try value(separator).object
        let ordinal = first ? "first" : "last"
        let missing = first ? "all of it and two empty texts" : "two empty texts and all of it"
        return Phrase(
            "the triple of what comes in \(whole) before the \(ordinal) occurrence of \(told), that occurrence and what comes after it, or of \(missing) if there is none",
            .open)
    }

    private mutating func joining(_ separator: Expression, _ items: Expression) throws -> Phrase {
        try checkOrder(items)
        let pieces: String
        if case .comprehension(let form, let element, nil, let clauses) = items, form == .generator || form == .list {
            pieces = "\(try value(element).object)\(try over(clauses))"
        } else {
            pieces = try members(of: items)
        }
        if separator == .constant(.string("")) { return Phrase("the text that one gets by joining \(pieces)", .open) }
        return Phrase("the text that one gets by joining, with \(try value(separator).object) in between, \(pieces)", .open)
    }

    /// Taking something out, or putting it in and giving it too.
    private mutating func taken(_ name: String, _ owner: Expression, _ arguments: [Expression]) throws -> Phrase? {
        let whole = try value(owner).object
        switch (name, arguments.count) {
        case ("pop", 0): return Phrase("the last item of \(whole), which is taken out of it", .open)
        case ("popleft", 0): return Phrase("the first item of \(whole), which is taken out of it", .open)
        case ("pop", 1):
            if kind(owner).isDictionary {
                return Phrase(
                    "the value stored under \(try value(arguments[0]).object) in \(whole), which is taken out of it with its key", .open)
            }
            if arguments[0].wholeConstant == 0 { return Phrase("the first item of \(whole), which is taken out of it", .open) }
            return Phrase("the item at position \(try value(arguments[0]).operand) of \(whole), which is taken out of it", .open)
        case ("pop", 2) where kind(owner).isDictionary:
            let key = try value(arguments[0]).object
            return Phrase(
                "the value stored under \(key) in \(whole), which is taken out of it with its key, or \(try value(arguments[1]).object) if there is none",
                .open)
        case ("setdefault", 2):
            let key = try value(arguments[0]).object
            return Phrase(
                "the value stored under \(key) in \(whole), after storing \(try value(arguments[1]).object) there if there was none", .open)
        default: return nil
        }
    }

    /// `"... {} ...".format(a, b)`
    private mutating func filled(_ template: String, _ arguments: [Expression]) throws -> Phrase {
        var parts: [Expression] = []
        var next = 0
        for (number, piece) in template.replacing("{{", with: "\u{1}").replacing("}}", with: "\u{2}").split(
            separator: "{}", omittingEmptySubsequences: false
        ).enumerated() {
            if number > 0 {
                guard next < arguments.count else { throw refusal("format with too few values") }
                parts.append(arguments[next])
                next += 1
            }
            guard !piece.contains("{"), !piece.contains("}") else { throw refusal("a format with names or widths") }
            let text = piece.replacing("\u{1}", with: "{").replacing("\u{2}", with: "}")
            if !text.isEmpty { parts.append(.constant(.string(String(text)))) }
        }
        guard next == arguments.count else { throw refusal("format with values left over") }
        return try interpolated(parts)
    }
}
