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
        let given = named.isEmpty ? "\(count) argument\(count == 1 ? "" : "s")" : named.joined(separator: ", ")
        return refusal("\(construct) with \(given)")
    }

    // MARK: Built-in functions

    mutating func builtin(_ name: String, _ arguments: [Expression], _ keywords: [Expression.Keyword]) throws -> Phrase {
        if name == "sorted", arguments.count == 1 {
            let members = try members(of: arguments[0])
            let comma = isListing(arguments[0]) ? "," : ""
            return Phrase("\(members)\(comma) \(try order(keywords, arguments[0]))", .open)
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
    mutating func starred(_ name: String, _ arguments: [Expression]) throws -> Phrase {
        guard name == "zip", arguments.count == 1, case .starred(let grid) = arguments[0] else { throw refusal("a starred argument") }
        return Phrase("the columns of \(try value(grid).object)", .noun)
    }
}
