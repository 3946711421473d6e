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
            if table.item(of: items) == .text { return reversed ? "in reverse alphabetical order" : "in alphabetical order" }
            return reversed
                ? pick("sorted from largest to smallest", "in decreasing order")
                : pick("sorted from smallest to largest", "in increasing order")
        }
        let direction = reversed ? "from largest to smallest" : "from smallest to largest"
        return "sorted \(direction) by \(try ranking(key)), where items that tie keep their order"
    }

    /// What items are compared by.
    mutating func ranking(_ key: Expression) throws -> String {
        switch key {
        case .lambda(let names, let body) where names.count == 1:
            let pairs =
                kind(body).isTuple || kind(body).isList
                ? "; groups are compared by their first values, and where those tie by the next" : ""
            return "\(try value(body).object) (with \(name(names[0])) standing for the item\(pairs))"
        case .name(let text) where scope.helpers[text] != nil || scope.rules.contains(text): return "what \(name(text)) gives for the item"
        case .name("len") where scope.builtin("len") != nil: return "the length of the item"
        case .name("abs") where scope.builtin("abs") != nil: return "the absolute value of the item"
        case .name("sum") where scope.builtin("sum") != nil: return "the sum of the items in the item"
        case .name("int") where scope.builtin("int") != nil: return "the whole-number form of the item"
        case .name("str") where scope.builtin("str") != nil: return "the item written out as a text"
        case .attribute(let owner, "get") where kind(owner).isDictionary: return "what \(try value(owner).operand) holds under the item"
        default: throw refusal("an order by \(PythonPrinter.source(of: key))")
        }
    }
}
