extension Narrator {
    mutating func conversion(_ name: String, _ arguments: [Expression]) throws -> Phrase? {
        guard let first = arguments.first else { return empty(name) }
        switch (name, arguments.count) {
        case ("int", 1): return try whole(first)
        case ("int", 2):
            return Phrase("the number that \(try value(first).object) spells in base \(try value(arguments[1]).operand)", .open)
        case ("float", 1): return try decimal(first)
        case ("str", 1): return Phrase("\(try value(first).operand) \(pick("written out as a text", "turned into a text"))", .open)
        case ("repr", 1): return Phrase("\(try value(first).operand) written as Python would print it", .open)
        case ("bin", 1): return Phrase("the text of 0b and the binary digits of \(try number(first).operand)", .noun)
        case ("hex", 1): return Phrase("the text of 0x and the hexadecimal digits of \(try number(first).operand)", .noun)
        case ("oct", 1): return Phrase("the text of 0o and the octal digits of \(try number(first).operand)", .noun)
        case ("ord", 1): return Phrase("the character code of \(try value(first).object)", .noun)
        case ("chr", 1): return Phrase("the character with code \(try number(first).operand)", .noun)
        case ("list", 1), ("tuple", 1), ("collections.deque", 1): return try collected(name, first)
        case ("set", 1): return Phrase("the set of the distinct items of \(try value(first).object)", .noun)
        case ("dict", 1):
            guard kind(first).isDictionary else {
                return Phrase("the dictionary made of the pairs of key and value in \(try value(first).object)", .noun)
            }
            return Phrase("a copy of \(try value(first).object)", .noun)
        case ("format", 2): return try formatted(first, arguments[1])
        case ("collections.defaultdict", 1): return try defaulting(first)
        default: return nil
        }
    }

    func empty(_ name: String) -> Phrase? {
        switch name {
        case "list": Phrase("an empty list", .atom)
        case "dict": Phrase("an empty dictionary", .atom)
        case "set": Phrase("an empty set", .atom)
        case "tuple": Phrase("an empty group", .atom)
        case "str": Phrase("an empty text", .atom)
        case "int": Phrase("0", .atom)
        case "collections.deque": Phrase("an empty list", .atom)
        case "collections.Counter": Phrase("an empty dictionary in which a missing key counts as 0", .open)
        default: nil
        }
    }

    mutating func whole(_ source: Expression) throws -> Phrase {
        if isTruth(source, asNumber: true) { return try number(source) }
        switch kind(source) {
        case .text: return Phrase("the whole number written in \(try value(source).object)", .noun)
        case .whole, .decimal:
            return Phrase(
                pick("the whole part of \(try value(source).operand)", "\(try value(source).operand) with any fraction dropped"), .open)
        default:
            noted.insert(.wholeForm)
            return Phrase("the whole-number form of \(try value(source).object)", .noun)
        }
    }

    mutating func decimal(_ source: Expression) throws -> Phrase {
        switch source {
        case .constant(.string("inf")): return Phrase("infinity", .atom)
        case .constant(.string("-inf")): return Phrase("minus infinity", .atom)
        default: return Phrase("the decimal form of \(try value(source).object)", .noun)
        }
    }

    mutating func collected(_ name: String, _ source: Expression) throws -> Phrase {
        if case .comprehension(.generator, let element, nil, let clauses) = source, name != "tuple" {
            return try value(.comprehension(.list, element: element, value: nil, clauses: clauses))
        }
        if case .call(.name("range"), let ends, let keywords) = source, keywords.isEmpty, (1...3).contains(ends.count), name != "tuple" {
            return Phrase("the list of \(try range(ends).text)", .open)
        }
        try checkOrder(source)
        if name != "tuple", isNewList(source) { return try value(source) }
        if isListing(source) {
            let listed = "\(name == "tuple" ? "a fixed group" : "a list") of \(try value(source).object)"
            return Phrase(listed, .noun)
        }
        let whole = try value(source).object
        switch (name, kind(source)) {
        case ("tuple", _): return Phrase("a fixed group of the items of \(whole)", .noun)
        case (_, .text): return Phrase("a list of the characters of \(whole)", .noun)
        case (_, .dictionary): return Phrase("a list of the keys of \(whole)", .noun)
        default: return Phrase("a new list of the items of \(whole)", .noun)
        }
    }

    /// Whether a value is a list that nothing else has yet, so that a list of its items is told like itself.
    private func isNewList(_ source: Expression) -> Bool {
        switch source {
        case .list, .comprehension(.list, _, _, _): true
        case .call(.name(let name), _, _): scope.builtin(name) == name && ["sorted", "map", "filter"].contains(name)
        default: false
        }
    }

    mutating func defaulting(_ source: Expression) throws -> Phrase {
        let words = [
            "int": "0", "list": "a new empty list", "set": "a new empty set", "str": "an empty text", "dict": "a new empty dictionary",
        ]
        guard case .name(let name) = source, let word = words[name] else { throw refusal("defaultdict of that kind") }
        return Phrase("an empty dictionary in which a key that is missing when it is needed gets \(word) first", .open)
    }
}
