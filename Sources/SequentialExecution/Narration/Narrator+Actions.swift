extension Narrator {
    /// A call for its effect.
    mutating func action(_ expression: Expression) throws -> String {
        guard case .call(let function, let arguments, let keywords) = expression else { throw refusal("an expression without effect") }
        switch function {
        case .name(let text) where scope.helpers[text] != nil || scope.rules.contains(text):
            let given = try given(arguments, keywords)
            return "run \(name(text))\(given.isEmpty ? "" : " for \(given)"), without keeping what it gives"
        case .attribute(let owner, let method):
            if method == "sort", arguments.isEmpty {
                return "sort \(try value(owner).object) itself, so that it is \(try order(keywords, owner))"
            }
            if keywords.isEmpty, let told = try change(method, owner, arguments) { return told }
            throw refused("the method .\(method)", keywords, arguments.count)
        case .name(let text): throw refused("the function \(text)", keywords, arguments.count)
        default: throw refusal("a call of something that is no name")
        }
    }

    private mutating func change(_ method: String, _ owner: Expression, _ arguments: [Expression]) throws -> String? {
        let whole = try value(owner).object
        guard let first = arguments.first else { return try change(method, owner, whole) }
        switch (method, arguments.count) {
        case ("append", 1): return try append(first, whole)
        case ("appendleft", 1): return "put \(try value(first).object)\(copyNote(first)) at the front of \(whole)"
        case ("extend", 1): return "append every item of \(try value(first).object) to \(whole), in order"
        case ("insert", 2):
            return
                "insert \(try value(arguments[1]).object)\(copyNote(arguments[1])) into \(whole) at position \(try value(first).operand), moving what follows one place back"
        case ("remove", 1):
            return kind(owner).isSet
                ? "take the member \(try value(first).operand) out of \(whole)"
                : "remove the first item of \(whole) that equals \(try value(first).operand)"
        case ("pop", 1):
            return kind(owner).isDictionary
                ? "remove the key \(try value(first).operand) and its value from \(whole)"
                : "remove the item at position \(try value(first).operand) from \(whole)"
        case ("add", 1): return "put \(try value(first).object) into the set \(whole) (nothing changes if it is already there)"
        case ("discard", 1): return "take \(try value(first).object) out of the set \(whole) if it is there"
        case ("update", 1): return try update(owner, whole, first)
        case ("setdefault", 2):
            return "store \(try value(arguments[1]).object) under \(try value(first).object) in \(whole) if nothing is stored there yet"
        default: return nil
        }
    }

    private mutating func change(_ method: String, _ owner: Expression, _ whole: String) throws -> String? {
        switch method {
        case "pop": return pick("remove the last item of \(whole)", "take the last item off \(whole)")
        case "popleft": return "remove the first item of \(whole)"
        case "clear": return "empty \(whole) completely"
        case "reverse": return "turn \(whole) around, so that its items stand in reverse order"
        default: return nil
        }
    }

    private mutating func append(_ item: Expression, _ whole: String) throws -> String {
        let told = try value(item).object + copyNote(item)
        return pick("append \(told) to \(whole)", "put \(told) at the end of \(whole)", "add \(told) to \(whole) as its new last item")
    }

    private mutating func update(_ owner: Expression, _ whole: String, _ source: Expression) throws -> String? {
        let told = try value(source).object
        if kind(owner).isSet { return "put every item of \(told) into the set \(whole)" }
        guard kind(source).isDictionary else { return nil }
        return "store every key of \(told) with its value in \(whole), replacing what is there under the same key"
    }

    /// Says that a name stands for one value and no copy of it, where that can matter.
    func copyNote(_ value: Expression) -> String {
        guard isShared(value), let root = value.rootName, scope.changed.contains(root) else { return "" }
        return " (itself, not a copy)"
    }

    /// Whether a value that can be changed has another name already; a slice is a new one.
    func isShared(_ value: Expression) -> Bool {
        if case .subscripted(_, let index) = value, index.isSlice { return false }
        return value.rootName != nil && kind(value).isMutable
    }
}
