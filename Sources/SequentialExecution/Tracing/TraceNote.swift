/// One note that a run took of itself.
struct TraceNote {
    enum Sort {
        /// A part of an expression has a value.
        case value(place: Int, text: String)
        /// Names have these values after a statement.
        case changed([(name: String, text: String)])
        /// A test has this outcome; names that it changed have these values.
        case tested(Bool, [(name: String, text: String)])
        /// A round of a `for` loop begins with these values.
        case round([(name: String, text: String)])
        /// A loop is over.
        case over
        case breaking
        case continuing
        /// A helper begins, with these arguments.
        case begun([String])
        /// The function or a helper gives a value.
        case given(String)
    }

    /// The number of the statement.
    var step: Int
    var sort: Sort

    /// nil where the literal is no note.
    init?(_ literal: Literal) {
        guard let parts = literal.elements, parts.count >= 2, let step = parts[0].integerValue, let sort = parts[1].stringValue else {
            return nil
        }
        self.step = step
        let third = parts.count > 2 ? parts[2] : .none
        switch sort {
        case "v":
            guard let place = third.integerValue, parts.count == 4, let text = parts[3].stringValue else { return nil }
            self.sort = .value(place: place, text: text)
        case "=", "r":
            let pairs = third.elements?.compactMap(Self.pair) ?? []
            self.sort = sort == "=" ? .changed(pairs) : .round(pairs)
        case "?":
            guard case .boolean(let holds) = third else { return nil }
            self.sort = .tested(holds, parts.count > 3 ? parts[3].elements?.compactMap(Self.pair) ?? [] : [])
        case ".": self.sort = .over
        case "b": self.sort = .breaking
        case "c": self.sort = .continuing
        case ">": self.sort = .begun(third.elements?.compactMap(\.stringValue) ?? [])
        case "<":
            guard let text = third.stringValue else { return nil }
            self.sort = .given(text)
        default: return nil
        }
    }

    private static func pair(_ literal: Literal) -> (name: String, text: String)? {
        guard let parts = literal.elements, parts.count == 2, let name = parts[0].stringValue, let text = parts[1].stringValue else {
            return nil
        }
        return (name, text)
    }
}
