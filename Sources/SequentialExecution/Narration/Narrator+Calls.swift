extension Narrator {
    /// A call as a value.
    func call(_ function: Expression, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> String {
        let told = try arguments.map { try operand($0) }
        switch function {
        case .name(let name):
            if helpers.contains(name), keywords.isEmpty {
                return "what helper \(name) gives back for \(told.isEmpty ? "no input" : "(" + told.joined(separator: ", ") + ")")"
            }
            if name == "sorted" { return try sorted(arguments, keywords) }
            if name == "range", keywords.isEmpty, (1...3).contains(arguments.count) { return try range(arguments) }
            guard keywords.isEmpty, let text = Self.builtin(name, told) else { throw Self.refused("the function \(name)", keywords) }
            return text
        case .attribute(let value, let method):
            let owner = try words(value)
            guard keywords.isEmpty, let text = Self.method(method, owner, told) else {
                throw Self.refused("the method .\(method)", keywords)
            }
            return text
        default: throw SequentialExecutionError.untold(construct: "a call of something that is no name", line: nil)
        }
    }

    private static func refused(_ construct: String, _ keywords: [Expression.Keyword]) -> SequentialExecutionError {
        let named = keywords.compactMap(\.name)
        return .untold(construct: construct + (named.isEmpty ? "" : " with \(named.joined(separator: ", "))"), line: nil)
    }

    private func sorted(_ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> String {
        guard arguments.count == 1 else { throw Self.refused("the function sorted", keywords) }
        return "\(try words(arguments[0])) sorted \(try order(keywords))"
    }

    /// What `reverse` and `key` say.
    private func order(_ keywords: [Expression.Keyword]) throws -> String {
        var direction = "from smallest to largest"
        var key = ""
        for keyword in keywords {
            switch (keyword.name, keyword.value) {
            case ("reverse", .constant(.boolean(let reversed))): direction = reversed ? "from largest to smallest" : direction
            case ("key", .lambda(let names, let body)) where names.count == 1:
                key = " by \(try words(body)), where \(names[0]) is the item (items that tie keep their order)"
            case ("key", .name("len")): key = " by length (items that tie keep their order)"
            default: throw Self.refused("sorting", keywords)
            }
        }
        return direction + key
    }

    private static func builtin(_ name: String, _ told: [String]) -> String? {
        let list = Narrator.enumerated(told)
        switch (name, told.count) {
        case ("len", 1): return "the length of \(list)"
        case ("abs", 1): return "the absolute value of \(list)"
        case ("sum", 1): return "the sum of \(list)"
        case ("max", 1): return "the largest of \(list)"
        case ("min", 1): return "the smallest of \(list)"
        case ("max", 2...): return "the larger of \(list)"
        case ("min", 2...): return "the smaller of \(list)"
        case ("int", 1): return "\(list) as a whole number (any fraction dropped)"
        case ("float", 1): return "\(list) as a decimal number"
        case ("str", 1): return "\(list) written as text"
        case ("bool", 1): return "whether \(list) is nonzero or nonempty"
        case ("list", 1): return "a list of the items of \(list)"
        case ("tuple", 1): return "a fixed sequence of the items of \(list)"
        case ("set", 1): return "the set of distinct items of \(list)"
        case ("list", 0): return "an empty list"
        case ("set", 0): return "an empty set"
        case ("dict", 0): return "an empty dictionary"
        case ("dict", 1): return "a copy of the dictionary \(list)"
        case ("enumerate", 1): return "the pairs of position and item of \(list)"
        case ("zip", 2...): return "the items of \(list) taken together position by position until the shortest ends"
        case ("reversed", 1): return "the items of \(list) from last to first"
        case ("ord", 1): return "the character code of \(list)"
        case ("chr", 1): return "the character with code \(list)"
        case ("round", 1): return "\(list) rounded to the nearest whole number (a tie goes to the even one)"
        case ("round", 2): return "\(told[0]) rounded to \(told[1]) decimals"
        case ("any", 1): return "whether any of \(list) is true"
        case ("all", 1): return "whether all of \(list) are true"
        case ("pow", 2): return "\(told[0]) to the power of \(told[1])"
        case ("pow", 3): return "the remainder of (\(told[0]) to the power of \(told[1])) divided by \(told[2])"
        case ("divmod", 2): return "(\(told[0]) divided by \(told[1]) and rounded down, the remainder of that division)"
        case ("bin", 1): return "the binary digits of \(list) as text, with 0b in front"
        default: return nil
        }
    }

    private static func method(_ name: String, _ owner: String, _ told: [String]) -> String? {
        switch (name, told.count) {
        case ("pop", 0): return "the last item of \(owner), which is taken out of it"
        case ("pop", 1): return "\(owner)[\(told[0])], which is taken out of it"
        case ("index", 1): return "the first position of \(told[0]) in \(owner)"
        case ("count", 1): return "how often \(told[0]) occurs in \(owner)"
        case ("find", 1): return "the first position of \(told[0]) in \(owner), or -1 where it does not occur"
        case ("copy", 0): return "a copy of \(owner)"
        case ("get", 1): return "the value of \(owner) for \(told[0]), or nothing (None) where it has none"
        case ("get", 2): return "the value of \(owner) for \(told[0]), or \(told[1]) where it has none"
        case ("keys", 0): return "the keys of \(owner), in the order they were added"
        case ("values", 0): return "the values of \(owner), in the order their keys were added"
        case ("items", 0): return "the pairs of key and value of \(owner), in the order the keys were added"
        case ("lower", 0): return "\(owner) in small letters"
        case ("upper", 0): return "\(owner) in capital letters"
        case ("strip", 0): return "\(owner) without spaces at its ends"
        case ("split", 0): return "the words of \(owner), cut at spaces"
        case ("split", 1): return "the parts of \(owner), cut at every \(told[0])"
        case ("join", 1): return "the items of \(told[0]) joined into one text with \(owner) between them"
        case ("replace", 2): return "\(owner) with every \(told[0]) replaced by \(told[1])"
        case ("startswith", 1): return "whether \(owner) starts with \(told[0])"
        case ("endswith", 1): return "whether \(owner) ends with \(told[0])"
        case ("isdigit", 0): return "whether \(owner) consists of digits only"
        case ("isalpha", 0): return "whether \(owner) consists of letters only"
        case ("isupper", 0): return "whether the letters of \(owner) are all capitals"
        case ("islower", 0): return "whether the letters of \(owner) are all small"
        default: return nil
        }
    }

    /// A call for its effect.
    func action(_ expression: Expression) throws -> String {
        guard case .call(let function, let arguments, let keywords) = expression else {
            throw SequentialExecutionError.untold(construct: "an expression without effect", line: nil)
        }
        guard case .attribute(let value, let method) = function else { return "run this for its effects: \(try words(expression))" }
        let owner = try words(value)
        if method == "sort", arguments.isEmpty { return "sort \(owner) in place \(try order(keywords))" }
        let told = try arguments.map { try words($0) }
        switch (method, told.count) {
        case ("append", 1): return "append \(told[0]) to \(owner)"
        case ("extend", 1): return "append every item of \(told[0]) to \(owner), in order"
        case ("insert", 2): return "insert \(told[1]) into \(owner) so that it stands at position \(told[0])"
        case ("remove", 1): return "remove the first \(told[0]) from \(owner)"
        case ("add", 1): return "put \(told[0]) into \(owner) unless it is there already"
        case ("discard", 1): return "take \(told[0]) out of \(owner) if it is there"
        case ("pop", 0): return "remove the last item of \(owner)"
        case ("pop", 1): return "remove \(owner)[\(told[0])]"
        case ("clear", 0): return "empty \(owner)"
        case ("reverse", 0): return "reverse the order of \(owner) in place"
        case ("update", 1): return "put everything from \(told[0]) into \(owner), replacing what is there under the same key"
        default: throw Self.refused("the method .\(method)", keywords)
        }
    }
}
