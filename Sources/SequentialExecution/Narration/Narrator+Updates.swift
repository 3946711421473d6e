extension Narrator {
    mutating func update(_ target: Expression, _ operation: Expression.BinaryOperator, _ value: Expression) throws -> String {
        let place = try self.target(target)
        let held = kind(target)
        switch operation {
        case .add:
            if held == .text { return "put \(try self.value(value).object) at the end of the text \(place)" }
            if held.isList { return "append every item of \(try self.value(value).object) to \(place), in order" }
            if held.isTuple { break }
            let told = try number(value).object
            if case .name(let text) = target, trackers.contains(text) {
                return pick("add \(told) to \(place)", "raise the count \(place) by \(told)")
            }
            return pick("add \(told) to \(place)", "increase \(place) by \(told)", "raise \(place) by \(told)")
        case .subtract where !held.isSet:
            let told = try number(value).object
            return pick("subtract \(told) from \(place)", "decrease \(place) by \(told)", "lower \(place) by \(told)")
        case .multiply where held.isNumber: return "multiply \(place) by \(try number(value).object)"
        default: break
        }
        let told = try arithmetic(target, operation, value).text
        return pick("replace \(place) by \(told)", "let \(place) become \(told)")
    }

    mutating func deletion(_ targets: [Expression]) throws -> String {
        let told = try targets.map { target -> String in
            guard case .subscripted(let owner, let index) = target else { throw refusal("the deletion of a name") }
            let whole = try value(owner).object
            if case .slice(let lower, let upper, nil) = index {
                let from = try lower.map { "position \(try value($0).operand)" } ?? "its start"
                let to = try upper.map { "up to, but not including, position \(try value($0).operand)" } ?? "to its end"
                return "the part of \(whole) from \(from) \(to)"
            }
            let place = try value(index).operand
            return kind(owner).isDictionary
                ? "the key \(place) with its value from \(whole)" : "the item at position \(place) from \(whole)"
        }
        return "remove \(Self.enumerated(told))"
    }

    mutating func failure(_ value: Expression?) throws -> String {
        guard let value else { return "stop everything: this is an error and there is no result" }
        let kind: Expression
        if case .call(let function, _, _) = value { kind = function } else { kind = value }
        guard case .name(let text) = kind else { throw refusal("raising that kind of thing") }
        return "stop everything: this is an error (\(text)) and there is no result"
    }
}
