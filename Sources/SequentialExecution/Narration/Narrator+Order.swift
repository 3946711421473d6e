extension Narrator {
    /// What `reverse` and `key` of a sort say.
    mutating func order(_ keywords: [Expression.Keyword], _ items: Expression) throws -> String {
        var reversed = false
        var key: Expression?
        for keyword in keywords {
            switch (keyword.name, keyword.value) {
            case ("reverse", .constant(.boolean(let value))): reversed = value
            case ("key", let value): key = value
            default: throw refused("sorting", keywords, 1)
            }
        }
        guard let key else {
            let kind = table.item(of: items)
            if kind == .text { return reversed ? "in reverse alphabetical order" : "in alphabetical order" }
            noteOrder(of: kind)
            return reversed
                ? pick("sorted from largest to smallest", "in decreasing order")
                : pick("sorted from smallest to largest", "in increasing order")
        }
        let direction = reversed ? "from largest to smallest" : "from smallest to largest"
        let noun = noun(in: items)
        return "sorted \(direction) by \(try ranking(key, noun)), where \(noun)s that tie keep their order"
    }

    /// What items are compared by.
    /// - Parameter noun: what one of them is called, such as `item` or `key`.
    mutating func ranking(_ key: Expression, _ noun: String) throws -> String {
        noteRank(key)
        switch key {
        case .lambda(let names, let body) where names.count == 1:
            let pairs =
                wording.isBrief && (kind(body).isTuple || kind(body).isList)
                ? "; groups are compared by their first values, and where those tie by the next" : ""
            return "\(try value(body).object) (with \(name(names[0])) standing for the \(noun)\(pairs))"
        case .name(let text) where scope.helpers[text] != nil || scope.rules.contains(text):
            return "what \(name(text)) gives for the \(noun)"
        case .name("len") where scope.builtin("len") != nil: return "the length of the \(noun)"
        case .name("abs") where scope.builtin("abs") != nil: return "the absolute value of the \(noun)"
        case .name("sum") where scope.builtin("sum") != nil: return "the sum of the items in the \(noun)"
        case .name("int") where scope.builtin("int") != nil:
            noted.insert(.wholeForm)
            return "the whole-number form of the \(noun)"
        case .name("str") where scope.builtin("str") != nil: return "the \(noun) written out as a text"
        case .attribute(let owner, "get") where kind(owner).isDictionary: return "what \(try value(owner).operand) holds under the \(noun)"
        default: throw refusal("an order by \(PythonPrinter.source(of: key))")
        }
    }

    /// Notes how what items are compared by is put in order.
    private mutating func noteRank(_ key: Expression) {
        switch key {
        case .lambda(_, .tuple(let parts)):
            noted.insert(.groupOrder)
            for part in parts { noteOrder(of: part) }
        case .lambda(_, let body): noteOrder(of: body)
        case .name("len"), .name("int"), .name("sum"), .name("abs"): break
        case .name("str"): noted.insert(.textOrder)
        case .name(let text): noteOrder(of: table.results[text] ?? .any)
        case .attribute(let owner, "get"):
            if case .dictionary(_, let value) = kind(owner) { noteOrder(of: value) } else { noteOrder(of: .any) }
        default: noteOrder(of: .any)
        }
    }

    private mutating func noteOrder(of value: Expression) {
        // Whatever has a minus sign is a number.
        if case .unary(.negative, _) = value { return }
        noteOrder(of: kind(value))
    }

    /// Whether values of a kind may be groups or lists, which are put in order by a rule of their own.
    static func mayBeGroup(_ kind: Kind) -> Bool { kind.isList || kind.isTuple || kind == .any || kind == .open }

    // MARK: What collections are made of

    /// What one of the things in a collection is called.
    func noun(in collection: Expression) -> String {
        switch kind(collection) {
        case .dictionary: "key"
        case .text: "character"
        default: isListing(collection) && pairs(collection) ? "pair" : "item"
        }
    }

    private func pairs(_ collection: Expression) -> Bool {
        switch collection {
        case .call(.attribute(_, "items"), _, _), .call(.name("enumerate"), _, _): true
        default: false
        }
    }

    /// `the items of xs`, or what is a plural already: `the pairs of key and value of d`.
    mutating func members(of collection: Expression) throws -> String {
        let whole = try value(collection).object
        return isListing(collection) ? whole : "the \(noun(in: collection))s of \(whole)"
    }

    /// Whether the words for a collection name its items, in the plural, and not the collection.
    func isListing(_ collection: Expression) -> Bool {
        switch collection {
        case .call(.attribute(_, let method), let arguments, _):
            return arguments.isEmpty && ["items", "keys", "values"].contains(method)
        case .call(.name(let text), _, _):
            return scope.builtin(text) == text && ["enumerate", "zip", "range", "sorted", "reversed"].contains(text)
        case .comprehension(.generator, _, _, _): return true
        default: return false
        }
    }
}
