extension Narrator {
    mutating func sequence(_ name: String, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase? {
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
        noteEmpty(ends)
        let first = ends.count > 1 ? try value(ends[0]).side : "0"
        let stop = ends.count > 1 ? ends[1] : ends[0]
        guard ends.count == 3 else { return Phrase("the whole numbers from \(first) \(try upTo(stop))", .open) }
        guard let stride = ends[2].wholeConstant, stride != 0 else {
            let (last, step) = (try value(stop).side, try value(ends[2]).side)
            return Phrase(
                "the whole numbers that start at \(first) and go on in steps of \(step), stopping before \(last) is reached or passed",
                .open)
        }
        if stride > 0 {
            return Phrase(
                "the whole numbers from \(first) \(try upTo(stop))" + (stride == 1 ? ", in steps of 1" : ", in steps of \(stride)"), .open)
        }
        let down = stride == -1 ? "down to" : "downwards in steps of \(-stride), as far as but"
        if stride == -1, let last = stop.wholeConstant {
            return Phrase("the whole numbers from \(first) down to and including \(last + 1)", .open)
        }
        if stride == -1, !wording.isBrief, case .binary(let last, .subtract, .constant(.integer(1))) = stop {
            return Phrase("the whole numbers from \(first) down to and including \(try value(last).side)", .open)
        }
        return Phrase("the whole numbers from \(first) \(down)\(stride == -1 ? ", but" : "") not including \(try value(stop).side)", .open)
    }

    /// A range is empty where it starts past its end, which reading its words may not show.
    private mutating func noteEmpty(_ ends: [Expression]) {
        let known = ends.compactMap(\.wholeConstant)
        guard known.count == ends.count else {
            noted.insert(.emptyRange)
            return
        }
        let (first, last) = known.count == 1 ? (0, known[0]) : (known[0], known[1])
        if known.count == 3, known[2] < 0 ? first <= last : first >= last { noted.insert(.emptyRange) }
        if known.count < 3, first >= last { noted.insert(.emptyRange) }
    }

    mutating func upTo(_ stop: Expression) throws -> String {
        if case .binary(let last, .add, .constant(.integer(1))) = stop { return "up to and including \(try value(last).side)" }
        if let last = stop.wholeConstant, pick("one", "two") == "one" { return "up to and including \(last - 1)" }
        return "up to, but not including, \(try value(stop).side)"
    }

    mutating func mapped(_ function: Expression, _ items: Expression) throws -> Phrase {
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
        case .name("abs") where scope.builtin("abs") != nil:
            return Phrase("the list of the absolute values of the items of \(whole)", .open)
        default: throw refusal("map with \(PythonPrinter.source(of: function))")
        }
    }

    mutating func filtered(_ function: Expression, _ items: Expression) throws -> Phrase {
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

    mutating func reduced(_ arguments: [Expression]) throws -> Phrase {
        guard case .lambda(let names, let body) = arguments[0], names.count == 2 else {
            throw refusal("reduce with \(PythonPrinter.source(of: arguments[0]))")
        }
        try checkOrder(arguments[1])
        let start =
            try arguments.count == 3
            ? "starting with \(value(arguments[2]).object)" : "starting with its first item and going on with its second"
        return Phrase(
            "what is left when the items of \(try value(arguments[1]).object) are worked in one by one, \(start): each time the value so far, "
                + "\(name(names[0])), and the item at hand, \(name(names[1])), make the new value \(try value(body).object)", .open)
    }
}
