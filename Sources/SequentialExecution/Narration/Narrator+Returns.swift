extension Narrator {
    mutating func returning(_ value: Expression?, _ step: Step) throws -> String {
        if let helper = step.helper {
            let told = try value.map { try self.value($0) } ?? Phrase("null", .atom)
            if value?.hasEffects(scope) ?? false {
                // The run that ends here goes on until all that it asks for is there.
                return pick(
                    "work out \(told.object), and then end this run of \(name(helper)) and give that back",
                    "work out \(told.object), and then give that back, which ends this run of \(name(helper))")
            }
            return pick(
                "end this run of \(name(helper)) and give back \(told.text)",
                "that is all for this run of \(name(helper)); it gives back \(told.text)")
        }
        guard let value else { return "stop everything; the result is null" }
        let isLast = step.label == outline.steps.last?.label
        guard !trackers.isEmpty, let counts = Self.counts(value), case .tuple(let items) = value else {
            return try result(self.value(value).text, isLast)
        }
        let told = try self.value(items[0]).text
        let unusual = try counts.filter { $0.value != .name($0.key) }.map { "\(name($0.key)) as \(try self.value($0.value).object)" }
        var text = result(told, isLast)
        if counts.map(\.key) != trackers {
            text += " (the counts to report here are \(Self.enumerated(counts.map { name($0.key) })) alone)"
        }
        if !unusual.isEmpty { text += " (here report \(Self.enumerated(unusual)))" }
        return text
    }

    mutating func result(_ told: String, _ isLast: Bool) -> String {
        if isLast {
            return pick(
                "finally, the result is \(told)", "you are done now, and the result is \(told)", "to finish, take as the result \(told)")
        }
        return pick("stop everything here; the result is \(told)", "you are done at this point, and the result is \(told)")
    }
}

extension Expression {
    var isStarred: Bool { if case .starred = self { true } else { false } }
}
