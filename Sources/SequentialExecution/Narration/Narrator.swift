/// Tells a function in plain conversational English, in LogicIF's three parts: INPUTS, LOGICS, OUTPUTS.
///
/// Complete by construction: every statement and expression of our subset is either told or refused by name. Steps are numbered, the steps
/// inside a loop or a branch below it (3.1, 3.2, ...), so that what belongs together is never in doubt. A seed varies the wording.
public struct Narrator {
    var random: SeededGenerator
    /// Functions defined inside, told as helpers.
    let helpers: Set<String>
    private var lines: [String] = []

    private init(seed: UInt64, helpers: Set<String>) {
        random = SeededGenerator(seed: seed)
        self.helpers = helpers
    }

    /// The description of a function that returns `(result, {tracker: count})`, or any other function.
    /// - Throws: ``SequentialExecutionError/untold(construct:line:)`` naming what cannot be told.
    public static func description(of function: FunctionDefinition, seed: UInt64) throws -> String {
        var narrator = Narrator(seed: seed, helpers: Names.helpers(in: function.body))
        let inputs = try narrator.inputs(function)
        try narrator.tell(function.body, prefix: "")
        let logics = narrator.lines.joined(separator: "\n")
        return "INPUTS: \(inputs)\n\nLOGICS: \(narrator.opening)\n\(logics)\n\nOUTPUTS: \(narrator.outputs(function))"
    }

    private mutating func oneOf(_ forms: String...) -> String { random.pick(forms) }

    private mutating func inputs(_ function: FunctionDefinition) throws -> String {
        guard !function.parameters.isEmpty else { return "You are given nothing; everything starts from fixed values." }
        let names = Self.enumerated(function.parameters.map(\.name))
        let count = function.parameters.count == 1 ? "one value" : "\(function.parameters.count) values, in this order"
        var text = oneOf(
            "You start with \(count): \(names).", "You are handed \(count): \(names).", "To begin with there is \(count): \(names).")
        for parameter in function.parameters {
            guard let value = parameter.defaultValue else { continue }
            text += " If \(parameter.name) is not given, take \(try words(value)) for it."
        }
        return text
    }

    private var opening: String {
        "Follow these steps in order. Positions in lists and texts are counted from 0, and a negative position counts from the end."
    }

    private mutating func outputs(_ function: FunctionDefinition) -> String {
        let trackers = Self.trackers(of: function)
        guard !trackers.isEmpty else { return "Give the value that the steps told you to give back." }
        return oneOf("Give", "Report", "State")
            + " the result that the steps told you to give back, and the final counts of \(Self.enumerated(trackers)), as they stand at that moment."
    }

    /// The counters in the dictionary of the first return that has one.
    private static func trackers(of function: FunctionDefinition) -> [String] {
        for statement in function.body.reversed() {
            if case .returning(.tuple(let items)?) = statement, items.count == 2, case .dictionary(let entries) = items[1] {
                return entries.compactMap {
                    if case .constant(.string(let name)) = $0.key { return name }
                    return nil
                }
            }
        }
        return []
    }

    static func enumerated(_ items: [String], _ last: String = "and") -> String {
        guard items.count > 1, let final = items.last else { return items.first ?? "nothing" }
        return items.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    // MARK: Statements

    private mutating func tell(_ body: [Statement], prefix: String) throws {
        var number = 1
        for statement in body where statement != .pass || body.count == 1 {
            try tell(statement, label: prefix + String(number))
            number += 1
        }
    }

    private mutating func line(_ label: String, _ text: String) {
        let depth = label.count { $0 == "." }
        lines.append(String(repeating: "  ", count: depth) + label + ". " + Self.capitalised(text))
    }

    private mutating func tell(_ statement: Statement, label: String) throws {
        switch statement {
        case .conditional(let test, let body, let otherwise):
            line(
                label,
                "\(oneOf("if", "check whether", "see if")) \(try words(test)). \(oneOf("If so", "If that is the case", "In that case")):")
            try tell(body, prefix: label + ".")
            try tell(otherwise: otherwise, label: label)
        case .forEach(let target, let iterable, let body, let otherwise):
            line(label, try loop(target, iterable))
            try tell(body, prefix: label + ".")
            try tell(loopElse: otherwise, label: label)
        case .whileLoop(let test, let body, let otherwise):
            if case .constant(.boolean(true)) = test {
                line(label, "repeat the following until one of the steps tells you to stop:")
            } else {
                let condition = try words(test)
                line(label, oneOf("as long as \(condition), keep repeating this:", "while \(condition), do the following again and again:"))
            }
            try tell(body, prefix: label + ".")
            try tell(loopElse: otherwise, label: label)
        case .function(let helper):
            let names = Self.enumerated(helper.parameters.map(\.name))
            line(
                label,
                "there is a helper procedure called \(helper.name), which takes \(names). Do not run it yet; whenever it is asked for, it does this:"
            )
            try tell(helper.body, prefix: label + ".")
        default: line(label, try sentence(statement) + ".")
        }
    }

    private mutating func tell(otherwise: [Statement], label: String) throws {
        guard !otherwise.isEmpty else { return }
        let depth = label.count { $0 == "." }
        lines.append(String(repeating: "  ", count: depth) + oneOf("Otherwise (not \(label)):", "If not (the other case of \(label)):"))
        try tell(otherwise, prefix: label + ".else.")
    }

    private mutating func tell(loopElse: [Statement], label: String) throws {
        guard !loopElse.isEmpty else { return }
        let depth = label.count { $0 == "." }
        lines.append(String(repeating: "  ", count: depth) + "If loop \(label) came to its end without being stopped early:")
        try tell(loopElse, prefix: label + ".end.")
    }

    private mutating func loop(_ target: Expression, _ iterable: Expression) throws -> String {
        let name = try words(target)
        if case .call(.name("range"), let ends, _) = iterable, ends.count < 4, !ends.isEmpty {
            return "let \(name) run over \(try range(ends)); for each value:"
        }
        let items = try words(iterable)
        return oneOf(
            "go through \(items) one by one, calling the current one \(name); each time:", "for each \(name) in \(items), in order:")
    }

    func range(_ ends: [Expression]) throws -> String {
        let first = ends.count > 1 ? try words(ends[0]) : "0"
        let last = try words(ends.count > 1 ? ends[1] : ends[0])
        guard ends.count > 2 else { return "the whole numbers from \(first) up to but not including \(last)" }
        return "the whole numbers that start at \(first) and go on in steps of \(try words(ends[2])), stopping before \(last) is reached"
    }

    private mutating func sentence(_ statement: Statement) throws -> String {
        switch statement {
        case .assign(let targets, let value): return try assignment(targets, value)
        case .augment(let target, let operation, let value): return try update(words(target), operation, words(value), target)
        case .expression(let value): return try action(value)
        case .returning(let value): return try returning(value)
        case .breaking: return oneOf("stop this loop right here", "leave this loop at once")
        case .continuing:
            return oneOf("skip the rest of this round and go on with the next", "go straight on to the next round of the loop")
        case .pass: return "do nothing"
        case .nonlocal(let names): return "from here on, \(Self.enumerated(names)) means the one outside this helper"
        case .delete(let targets): return "remove \(Self.enumerated(try targets.map { try words($0) }))"
        default: throw SequentialExecutionError.untold(construct: "the statement \(String(describing: statement).prefix(12))", line: nil)
        }
    }

    private mutating func assignment(_ targets: [Expression], _ value: Expression) throws -> String {
        let value = try words(value)
        if targets.count == 1, case .tuple(let parts) = targets[0] {
            let names = Self.enumerated(try parts.map { try words($0) })
            return "work out \(value) first, and then set \(names) to these, in that order"
        }
        let names = Self.enumerated(try targets.map { try words($0) })
        return oneOf("set \(names) to \(value)", "let \(names) be \(value)", "make \(names) equal to \(value)")
    }

    private mutating func update(_ name: String, _ operation: Expression.BinaryOperator, _ value: String, _ target: Expression) -> String {
        switch operation {
        case .add: return oneOf("add \(value) to \(name)", "increase \(name) by \(value)")
        case .subtract: return oneOf("subtract \(value) from \(name)", "decrease \(name) by \(value)")
        case .multiply: return "multiply \(name) by \(value)"
        default: return "replace \(name) by \(Self.arithmetic(name, operation, value))"
        }
    }

    private mutating func returning(_ value: Expression?) throws -> String {
        guard let value else { return "stop here; there is nothing to give back" }
        if case .tuple(let items) = value, items.count == 2, case .dictionary = items[1] {
            return "stop everything and give back \(try words(items[0])) as the result, together with the counts"
        }
        return oneOf("stop and give back \(try words(value))", "the result is \(try words(value)); stop here")
    }

    static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
