extension Narrator {
    /// Functions of one collection.
    mutating func items(_ name: String, _ arguments: [Expression]) throws -> Phrase? {
        guard let first = arguments.first else { return nil }
        switch (name, arguments.count) {
        case ("len", 1): return try length(first)
        case ("sum", 1): return try sum(first)
        case ("sum", 2): return Phrase("\(try value(arguments[1]).operand) plus \(try sum(first).operand)", .chain)
        case ("math.prod", 1): return Phrase("the product of all items of \(try value(first).object)", .noun)
        case ("any", 1), ("all", 1), ("bool", 1), ("isinstance", 2): return nil
        case ("enumerate", 1):
            try checkOrder(first)
            return Phrase("the pairs of position (from 0) and item of \(try value(first).object)", .noun)
        case ("reversed", 1): return Phrase("the items of \(try value(first).object) from the last to the first", .open)
        case ("zip", 2...):
            for argument in arguments { try checkOrder(argument) }
            let told = try arguments.map { try value($0).object }
            return Phrase(
                "the groups of items that stand at the same positions in \(Self.enumerated(told)), as far as the shortest goes", .open)
        case ("collections.Counter", 1):
            return Phrase(
                "a dictionary that gives for every distinct item of \(try value(first).object) how often it occurs, and 0 for anything else",
                .open)
        default: return nil
        }
    }

    mutating func length(_ collection: Expression) throws -> Phrase {
        let whole = try value(collection).object
        switch kind(collection) {
        case .text: return Phrase(pick("the length of \(whole)", "the number of characters in \(whole)"), .noun)
        case .dictionary: return Phrase(pick("the number of keys in \(whole)", "the size of \(whole)"), .noun)
        case .set: return Phrase("the number of members of \(whole)", .noun)
        case .list: return Phrase(pick("the length of \(whole)", "the number of items in \(whole)"), .noun)
        default: return Phrase("the length of \(whole)", .noun)
        }
    }

    mutating func sum(_ items: Expression) throws -> Phrase {
        guard case .comprehension(let form, let element, nil, let clauses) = items, form == .generator || form == .list else {
            if isListing(items) { return Phrase(pick("the sum of", "the total of") + " \(try value(items).object)", .noun) }
            return Phrase(pick("the sum of all items of", "the total of all items of") + " \(try value(items).object)", .noun)
        }
        if element == .integer(1) { return Phrase("the total when counting 1\(try over(clauses))", .open) }
        return Phrase("the sum of \(try number(element).object)\(try over(clauses))", .open)
    }

    mutating func extreme(_ largest: Bool, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase {
        guard arguments.count == 1 else {
            guard keywords.isEmpty, arguments.count > 1 else {
                throw refused(largest ? "the function max" : "the function min", keywords, 0)
            }
            let told = try arguments.map { try value($0).operand }
            let kinds = arguments.map(kind)
            let text = kinds.contains(.text)
            if kinds.allSatisfy(Self.mayBeGroup) { for kind in kinds { noteOrder(of: kind) } }
            let word =
                text
                ? (largest ? "the alphabetically last of" : "the alphabetically first of")
                : arguments.count == 2 ? (largest ? "the larger of" : "the smaller of") : (largest ? "the largest of" : "the smallest of")
            return Phrase("\(word) \(Self.enumerated(told))", .open)
        }
        return try extremeItem(largest, arguments[0], keywords)
    }

    mutating func extremeItem(_ largest: Bool, _ items: Expression, _ keywords: [Expression.Keyword]) throws -> Phrase {
        let kind = table.item(of: items)
        let text = kind == .text
        var word = text ? (largest ? "alphabetically last" : "alphabetically first") : (largest ? "largest" : "smallest")
        var tail = ""
        let noun = noun(in: items)
        for keyword in keywords {
            switch keyword.name {
            case "default": tail += ", or \(try value(keyword.value).object) if there is none"
            case "key":
                word = ""
                let rank = try ranking(keyword.value, noun)
                tail = " for which \(rank) is \(largest ? "largest" : "smallest"), the earliest such \(noun) if several tie" + tail
            default: throw refused(largest ? "the function max" : "the function min", keywords, 1)
            }
        }
        if !word.isEmpty, !text { noteOrder(of: kind) }
        if case .comprehension(let form, let element, nil, let clauses) = items, form != .dictionary, keywords.isEmpty || word != "" {
            return Phrase("the \(word) of \(try value(element).object)\(try over(clauses))\(tail)", .open)
        }
        if word.isEmpty { try checkOrder(items) }
        let head: String
        if isListing(items) {
            head = word.isEmpty ? "the one of" : "the \(word) of"
        } else {
            head = word.isEmpty ? "the \(noun) of" : "the \(word) \(noun) of"
        }
        return Phrase("\(head) \(try value(items).object)\(tail)", tail.isEmpty ? .noun : .open)
    }
}
