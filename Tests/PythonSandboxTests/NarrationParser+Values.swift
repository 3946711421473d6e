extension NarrationParser {
    /// A value to its end.
    mutating func value() throws -> String {
        if let open = try first(of: NarrationPatterns.openValues) { return open }
        let start = position
        let first = try sum()
        for (pattern, output) in NarrationPatterns.endings {
            guard let found = try match(pattern) else { continue }
            return found.enumerated().reduce(output.replacing("$S", with: first)) { $0.replacing("$\($1.offset)", with: $1.element) }
        }
        if take(", which is taken out of it") { return try takenOut(from: start) }
        return first
    }

    /// `the last item of xs, which is taken out of it`
    private func takenOut(from start: Int) throws -> String {
        var parser = self
        parser.position = start
        for (pattern, output) in NarrationPatterns.taken {
            guard let found = try parser.match(pattern) else { continue }
            return found.enumerated().reduce(output) { $0.replacing("$\($1.offset)", with: $1.element) }
        }
        throw NarrationReader.Failure(sentence: rest)
    }

    /// Units with `plus`, `minus`, `times` or `followed by` between them, from left to right.
    mutating func sum() throws -> String {
        var text = try unit()
        while true {
            let operation = take("plus") || take("followed by") ? "+" : take("minus") ? "-" : take("times") ? "*" : nil
            guard let operation else { return text }
            text = "(\(text) \(operation) \(try unit()))"
        }
    }

    /// A value that ends by itself.
    mutating func unit() throws -> String {
        switch current {
        case .number(let number)?:
            position += 1
            return number
        case .name(let name)?:
            position += 1
            return name
        case .mark("(")?:
            position += 1
            let inner = try value()
            try expect(")")
            return "(\(inner))"
        default: break
        }
        if let quoted = quotedText() { return quoted }
        if let group = try bracketed() { return group }
        if let known = try first(of: NarrationPatterns.units) { return known }
        if let (words, constant) = NarrationPatterns.constants.first(where: { take($0.0) }) {
            _ = words
            return constant
        }
        guard case .word(let word)? = current, !NarrationPatterns.reserved.contains(word) else {
            throw NarrationReader.Failure(sentence: rest)
        }
        position += 1
        return word
    }

    /// `the text "abc"`
    private mutating func quotedText() -> String? {
        for words in ["the text", "the letter", "the character"] where at(words) {
            guard position + 2 < tokens.count, case .text(let text) = tokens[position + 2] else { continue }
            position += 3
            return text
        }
        return nil
    }

    /// `the list [a, b]` or `the pair (a, b)`
    private mutating func bracketed() throws -> String? {
        for (words, open, close) in [
            ("the list [", "[", "]"), ("the pair (", "(", ",)"), ("the two values (", "(", ",)"), ("the triple (", "(", ",)"),
            ("the group (", "(", ",)"),
        ] where take(words) {
            var items = [try unit()]
            while take(",") { items.append(try unit()) }
            try expect(String(close.suffix(1)))
            return open + items.joined(separator: ", ") + close
        }
        return nil
    }

    // MARK: Conditions

    mutating func condition() throws -> String {
        var parts = [try clause()]
        let word = at("and") ? "and" : at("or") ? "or" : nil
        guard let word else { return parts[0] }
        while take(word) { parts.append(try clause()) }
        return "(" + parts.joined(separator: " \(word) ") + ")"
    }

    mutating func clause() throws -> String {
        let start = position
        if take("it is not true that") { return "(not \(try clause()))" }
        if let quantified = try first(of: NarrationPatterns.quantified) { return quantified }
        if let left = try? sum() {
            for (pattern, output) in NarrationPatterns.relations {
                guard let found = try match(pattern) else { continue }
                return "("
                    + found.enumerated().reduce(output.replacing("$S", with: left)) { $0.replacing("$\($1.offset)", with: $1.element) }
                    + ")"
            }
        }
        position = start
        guard take("(") else { throw NarrationReader.Failure(sentence: rest) }
        let inner = try condition()
        try expect(")")
        return "(\(inner))"
    }
}
