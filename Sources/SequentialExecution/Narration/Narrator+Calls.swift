extension Narrator {
    /// A call as a value.
    mutating func call(_ function: Expression, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase {
        if case .attribute(let owner, let method) = function {
            if case .name(let module) = owner, scope.modules.contains(module), !scope.isBound(module) {
                return try builtin("\(module).\(method)", arguments, keywords)
            }
            if let told = try question(function, arguments, keywords) { return Phrase("whether \(told.text)", .open) }
            return try self.method(method, owner, arguments, keywords)
        }
        guard case .name(let name) = function else { throw refusal("a call of something that is no name") }
        if scope.helpers[name] != nil || scope.rules.contains(name) { return try helper(name, arguments, keywords) }
        guard let full = scope.builtin(name) else { throw refusal("a call of the value \(name)") }
        if let told = try question(function, arguments, keywords) { return Phrase("whether \(told.text)", .open) }
        return try builtin(full, arguments, keywords)
    }

    /// What a helper gives back for its arguments.
    mutating func helper(_ name: String, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase {
        let given = try given(arguments, keywords)
        return Phrase("what \(self.name(name)) gives" + (given.isEmpty ? "" : " for \(given)"), .open)
    }

    mutating func given(_ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> String {
        let plain = try arguments.map { argument -> String in
            if case .starred = argument { throw refusal("a starred argument") }
            return try value(argument).object
        }
        let named = try keywords.map { keyword -> String in
            guard let name = keyword.name else { throw refusal("an argument with **") }
            return "\(try value(keyword.value).object) as its \(self.name(name))"
        }
        return Self.enumerated(plain + named)
    }

    func refused(_ construct: String, _ keywords: [Expression.Keyword], _ count: Int) -> SequentialExecutionError {
        let named = keywords.map { $0.name ?? "**" }
        return refusal(construct + (named.isEmpty ? " with \(count) arguments" : " with \(named.joined(separator: ", "))"))
    }

    // MARK: Built-in functions

    private mutating func builtin(_ name: String, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase {
        if name == "sorted", arguments.count == 1 {
            return Phrase("the items of \(try value(arguments[0]).object) \(try order(keywords, arguments[0]))", .open)
        }
        if name == "max" || name == "min" { return try extreme(name == "max", arguments, keywords) }
        if keywords.isEmpty {
            if arguments.contains(where: { if case .starred = $0 { true } else { false } }) { return try starred(name, arguments) }
            if let told = try items(name, arguments) { return told }
            if let told = try numbers(name, arguments) { return told }
            if let told = try conversion(name, arguments) { return told }
        }
        if let told = try sequence(name, arguments, keywords) { return told }
        throw refused("the function \(name)", keywords, arguments.count)
    }

    /// `zip(*grid)`
    private mutating func starred(_ name: String, _ arguments: [Expression]) throws -> Phrase {
        guard name == "zip", arguments.count == 1, case .starred(let grid) = arguments[0] else { throw refusal("a starred argument") }
        return Phrase("the columns of \(try value(grid).object)", .noun)
    }

    /// Functions of one collection.
    private mutating func items(_ name: String, _ arguments: [Expression]) throws -> Phrase? {
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
            return Phrase("the groups of items that stand at the same positions in \(Self.enumerated(told)), as far as the shortest goes", .open)
        case ("collections.Counter", 1):
            return Phrase(
                "a dictionary that gives for every distinct item of \(try value(first).object) how often it occurs, and 0 for anything else", .open)
        default: return nil
        }
    }

    private mutating func length(_ collection: Expression) throws -> Phrase {
        let whole = try value(collection).object
        switch kind(collection) {
        case .text: return Phrase(pick("the length of \(whole)", "the number of characters in \(whole)"), .noun)
        case .dictionary: return Phrase(pick("the number of keys in \(whole)", "the size of \(whole)"), .noun)
        case .set: return Phrase("the number of members of \(whole)", .noun)
        case .list: return Phrase(pick("the length of \(whole)", "the number of items in \(whole)"), .noun)
        default: return Phrase("the length of \(whole)", .noun)
        }
    }

    private mutating func sum(_ items: Expression) throws -> Phrase {
        guard case .comprehension(let form, let element, nil, let clauses) = items, form == .generator || form == .list else {
            return Phrase(pick("the sum of all items of", "the total of all items of") + " \(try value(items).object)", .noun)
        }
        if element == .integer(1) { return Phrase("the total when counting 1\(try over(clauses))", .open) }
        return Phrase("the sum of \(try number(element).object)\(try over(clauses))", .open)
    }

    private mutating func extreme(_ largest: Bool, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase {
        guard arguments.count == 1 else {
            guard keywords.isEmpty, arguments.count > 1 else { throw refused(largest ? "the function max" : "the function min", keywords, 0) }
            let told = try arguments.map { try value($0).operand }
            let text = arguments.contains { kind($0) == .text }
            let word = text ? (largest ? "the alphabetically last of" : "the alphabetically first of")
                : arguments.count == 2 ? (largest ? "the larger of" : "the smaller of") : (largest ? "the largest of" : "the smallest of")
            return Phrase("\(word) \(Self.enumerated(told))", .open)
        }
        return try extremeItem(largest, arguments[0], keywords)
    }

    private mutating func extremeItem(_ largest: Bool, _ items: Expression, _ keywords: [Expression.Keyword]) throws -> Phrase {
        let text = table.item(of: items) == .text
        var word = text ? (largest ? "alphabetically last" : "alphabetically first") : (largest ? "largest" : "smallest")
        var tail = ""
        for keyword in keywords {
            switch keyword.name {
            case "default": tail += ", or \(try value(keyword.value).object) if there is none"
            case "key":
                word = ""
                let rank = try ranking(keyword.value)
                tail = " for which \(rank) is \(largest ? "largest" : "smallest"), the earliest such item if several tie" + tail
            default: throw refused(largest ? "the function max" : "the function min", keywords, 1)
            }
        }
        if case .comprehension(let form, let element, nil, let clauses) = items, form != .dictionary, keywords.isEmpty || word != "" {
            return Phrase("the \(word) of \(try value(element).object)\(try over(clauses))\(tail)", .open)
        }
        if word.isEmpty { try checkOrder(items) }
        let what = kind(items).isDictionary ? "key" : kind(items) == .text ? "character" : "item"
        let head = word.isEmpty ? "the \(what) of" : "the \(word) \(what) of"
        return Phrase("\(head) \(try value(items).object)\(tail)", tail.isEmpty ? .noun : .open)
    }

    // MARK: Numbers

    private mutating func numbers(_ name: String, _ arguments: [Expression]) throws -> Phrase? {
        guard let first = arguments.first else { return nil }
        func two(_ words: String, _ narrator: inout Narrator) throws -> Phrase {
            Phrase("\(words) \(Self.enumerated(try arguments.map { try narrator.number($0).operand }))", .open)
        }
        switch (name, arguments.count) {
        case ("abs", 1):
            return Phrase(pick("the absolute value of", "the size without its sign of") + " \(try number(first).operand)", .noun)
        case ("round", 1): return Phrase("\(try number(first).operand) rounded to the nearest whole number, a tie going to the even one", .open)
        case ("round", 2):
            return Phrase("\(try number(first).operand) rounded to \(try number(arguments[1]).operand) digits after the point", .open)
        case ("pow", 2): return Phrase("\(try number(first).operand) to the power of \(try number(arguments[1]).operand)", .open)
        case ("pow", 3):
            let power = "(\(try number(first).operand) to the power of \(try number(arguments[1]).operand))"
            return Phrase("the remainder when \(power) is divided by \(try number(arguments[2]).operand)", .noun)
        case ("divmod", 2):
            return try two("the pair of the rounded-down quotient and the remainder from dividing these two, the first by the second:", &self)
        case ("math.gcd", 2...): return try two("the greatest common divisor of", &self)
        case ("math.lcm", 2...): return try two("the least common multiple of", &self)
        case ("math.sqrt", 1): return Phrase("the square root of \(try number(first).operand)", .noun)
        case ("math.isqrt", 1): return Phrase("the rounded-down square root of \(try number(first).operand)", .noun)
        case ("math.floor", 1): return Phrase("\(try number(first).operand) rounded down", .open)
        case ("math.ceil", 1): return Phrase("\(try number(first).operand) rounded up", .open)
        case ("math.factorial", 1): return Phrase("the factorial of \(try number(first).operand)", .noun)
        case ("math.comb", 2):
            return Phrase("the number of ways to choose \(try number(arguments[1]).operand) out of \(try number(first).operand)", .noun)
        default: return nil
        }
    }

    // MARK: Conversions

    private mutating func conversion(_ name: String, _ arguments: [Expression]) throws -> Phrase? {
        guard let first = arguments.first else { return empty(name) }
        switch (name, arguments.count) {
        case ("int", 1): return try whole(first)
        case ("int", 2): return Phrase("the number that \(try value(first).object) spells in base \(try value(arguments[1]).operand)", .open)
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

    private func empty(_ name: String) -> Phrase? {
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

    private mutating func whole(_ source: Expression) throws -> Phrase {
        switch kind(source) {
        case .truth: return try number(source)
        case .text: return Phrase("the whole number written in \(try value(source).object)", .noun)
        case .whole, .decimal:
            return Phrase(pick("the whole part of \(try value(source).operand)", "\(try value(source).operand) with any fraction dropped"), .open)
        default: return Phrase("the whole-number form of \(try value(source).object)", .noun)
        }
    }

    private mutating func decimal(_ source: Expression) throws -> Phrase {
        switch source {
        case .constant(.string("inf")): return Phrase("infinity", .atom)
        case .constant(.string("-inf")): return Phrase("minus infinity", .atom)
        default: return Phrase("the decimal form of \(try value(source).object)", .noun)
        }
    }

    private mutating func collected(_ name: String, _ source: Expression) throws -> Phrase {
        if case .comprehension(.generator, let element, nil, let clauses) = source, name != "tuple" {
            return try value(.comprehension(.list, element: element, value: nil, clauses: clauses))
        }
        if case .call(.name("range"), let ends, let keywords) = source, keywords.isEmpty, (1...3).contains(ends.count), name != "tuple" {
            return Phrase("the list of \(try range(ends).text)", .open)
        }
        try checkOrder(source)
        let whole = try value(source).object
        switch (name, kind(source)) {
        case ("tuple", _): return Phrase("a fixed group of the items of \(whole)", .noun)
        case (_, .text): return Phrase("a list of the characters of \(whole)", .noun)
        case (_, .dictionary): return Phrase("a list of the keys of \(whole)", .noun)
        default: return Phrase("a new list of the items of \(whole)", .noun)
        }
    }

    private mutating func defaulting(_ source: Expression) throws -> Phrase {
        let words = ["int": "0", "list": "a new empty list", "set": "a new empty set", "str": "an empty text", "dict": "a new empty dictionary"]
        guard case .name(let name) = source, let word = words[name] else { throw refusal("defaultdict of that kind") }
        return Phrase("an empty dictionary in which a key that is missing when it is needed gets \(word) first", .open)
    }

    private mutating func formatted(_ subject: Expression, _ specification: Expression) throws -> Phrase {
        guard case .constant(.string(let text)) = specification else { throw refusal("a format that is no constant") }
        let told = try value(subject).operand
        if text.hasPrefix("."), text.hasSuffix("f"), let digits = Int(text.dropFirst().dropLast()) {
            return Phrase("\(told) written with exactly \(digits) digits after the point", .open)
        }
        if text.hasPrefix("0"), let width = Int(text.hasSuffix("d") ? String(text.dropLast()) : text), kind(subject) == .whole {
            return Phrase("\(told) written with zeros in front up to \(width) characters", .open)
        }
        if text == "b", kind(subject) == .whole { return Phrase("the binary digits of \(told)", .noun) }
        throw refusal("the format \(text)")
    }

    // MARK: Sequences

    private mutating func sequence(_ name: String, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase? {
        switch (name, arguments.count, keywords.count) {
        case ("range", 1...3, 0): return try range(arguments)
        case ("enumerate", 2, 0), ("enumerate", 1, 1):
            guard keywords.isEmpty || keywords[0].name == "start" else { return nil }
            try checkOrder(arguments[0])
            let start = try value(keywords.first?.value ?? arguments[1]).operand
            return Phrase("the pairs of number, counted from \(start), and item of \(try value(arguments[0]).object)", .open)
        case ("map", 2, 0): return try mapped(arguments[0], arguments[1])
        case ("filter", 2, 0): return try filtered(arguments[0], arguments[1])
        case ("functools.reduce", 2...3, 0): return try reduced(arguments)
        case ("collections.defaultdict", _, _), ("collections.deque", _, _): return nil
        default: return nil
        }
    }

    /// The whole numbers that `range` gives.
    mutating func range(_ ends: [Expression]) throws -> Phrase {
        let first = ends.count > 1 ? try value(ends[0]).side : "0"
        let stop = ends.count > 1 ? ends[1] : ends[0]
        guard ends.count == 3 else { return Phrase("the whole numbers from \(first) \(try upTo(stop))", .open) }
        guard let stride = ends[2].wholeConstant, stride != 0 else {
            let (last, step) = (try value(stop).side, try value(ends[2]).side)
            return Phrase("the whole numbers that start at \(first) and go on in steps of \(step), stopping before \(last) is reached or passed", .open)
        }
        if stride > 0 {
            return Phrase("the whole numbers from \(first) \(try upTo(stop))" + (stride == 1 ? ", in steps of 1" : ", in steps of \(stride)"), .open)
        }
        let down = stride == -1 ? "down to" : "downwards in steps of \(-stride), as far as but"
        if stride == -1, let last = stop.wholeConstant {
            return Phrase("the whole numbers from \(first) down to and including \(last + 1)", .open)
        }
        return Phrase("the whole numbers from \(first) \(down)\(stride == -1 ? ", but" : "") not including \(try value(stop).side)", .open)
    }

    private mutating func upTo(_ stop: Expression) throws -> String {
        if case .binary(let last, .add, .constant(.integer(1))) = stop { return "up to and including \(try value(last).side)" }
        if let last = stop.wholeConstant, pick("one", "two") == "one" { return "up to and including \(last - 1)" }
        return "up to, but not including, \(try value(stop).side)"
    }

    private mutating func mapped(_ function: Expression, _ items: Expression) throws -> Phrase {
        try checkOrder(items)
        let whole = try value(items).object
        switch function {
        case .lambda(let names, let body) where names.count == 1:
            return Phrase("the list of \(try value(body).object) for every \(name(names[0])) of \(whole)", .open)
        case .name(let text) where scope.helpers[text] != nil || scope.rules.contains(text):
            return Phrase("the list of what \(name(text)) gives for every item of \(whole)", .open)
        case .name("int") where scope.builtin("int") != nil: return Phrase("the list of the items of \(whole) as whole numbers", .open)
        case .name("str") where scope.builtin("str") != nil: return Phrase("the list of the items of \(whole) written out as texts", .open)
        case .name("len") where scope.builtin("len") != nil: return Phrase("the list of the lengths of the items of \(whole)", .open)
        case .name("abs") where scope.builtin("abs") != nil: return Phrase("the list of the absolute values of the items of \(whole)", .open)
        default: throw refusal("map with \(PythonPrinter.source(of: function))")
        }
    }

    private mutating func filtered(_ function: Expression, _ items: Expression) throws -> Phrase {
        try checkOrder(items)
        let whole = try value(items).object
        switch function {
        case .lambda(let names, let body) where names.count == 1:
            return Phrase("the list of every \(name(names[0])) of \(whole) for which \(try condition(body).condition)", .open)
        case .name(let text) where scope.helpers[text] != nil || scope.rules.contains(text):
            return Phrase("the list of the items of \(whole) for which what \(name(text)) gives counts as true", .open)
        case .constant(.none): return Phrase("the list of the items of \(whole) that count as true", .open)
        default: throw refusal("filter with \(PythonPrinter.source(of: function))")
        }
    }

    private mutating func reduced(_ arguments: [Expression]) throws -> Phrase {
        guard case .lambda(let names, let body) = arguments[0], names.count == 2 else {
            throw refusal("reduce with \(PythonPrinter.source(of: arguments[0]))")
        }
        try checkOrder(arguments[1])
        let start = try arguments.count == 3 ? "starting with \(value(arguments[2]).object)" : "starting with its first item and going on with its second"
        return Phrase(
            "what is left when the items of \(try value(arguments[1]).object) are worked in one by one, \(start): each time the value so far, "
                + "\(name(names[0])), and the item at hand, \(name(names[1])), make the new value \(try value(body).object)", .open)
    }
}
