/// What comes before and after the steps.
extension Narrator {
    /// The first part: what is given.
    mutating func inputs(_ examples: [[Literal]]) throws -> String {
        move(to: "inputs")
        let parameters = outline.function.parameters
        guard !parameters.isEmpty else { return "You are given nothing; everything starts from fixed values." }
        let described = parameters.map { parameter in
            let kind = kind(.name(parameter.name))
            return name(parameter.name) + (kind == .open || kind == .any ? "" : ", which is \(kind.words)")
        }
        let number = Self.count(parameters.count, "value")
        var text = pick(
            "You are given \(number)", "You start out with \(number)",
            "To begin with, there \(parameters.count == 1 ? "is" : "are") \(number)")
        text += parameters.count > 1 ? ", in this order: " : ": "
        text += (described.dropLast() + [(described.count > 1 ? "and " : "") + (described.last ?? "")]).joined(separator: ", ") + "."
        for parameter in parameters {
            guard let value = parameter.defaultValue else { continue }
            text += " If \(name(parameter.name)) is left out, it is \(try self.value(value).object)."
        }
        return text
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        let words = ["no", "one", "two", "three", "four", "five", "six"]
        return "\(number < words.count ? words[number] : String(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// What is said before the steps: how to read them, as far as these steps need it.
    mutating func opening(for steps: [String]) -> String {
        move(to: "opening")
        let text = steps.joined(separator: "\n")
        var notes = [
            pick(
                "Let's go through this one step at a time, in the order of the numbers.",
                "Now let's work through it by hand; take the steps in the order of their numbers.",
                "Here is what to do; carry out the steps one after the other.")
        ]
        if steps.contains(where: { $0.hasPrefix(" ") }) {
            notes.append(
                pick(
                    "A step whose number continues the number of another step (such as 2.1 after 2) is done only when that step says so.",
                    "Steps with a longer number, such as 2.1, belong to the step with the shorter one, here 2, and are done only when that one asks for them."
                ))
        }
        if text.contains("(") {
            notes.append(pick("Brackets show what belongs together.", "What stands in brackets belongs together and is worked out first."))
        }
        if text.contains("position") || text.contains(" row ") || text.contains("the entry at ") {
            notes.append(
                pick(
                    "Positions are counted from 0, so the first one is 0; a negative position counts from the end, where -1 is the last.",
                    "Counting of positions starts at 0, and negative positions count back from the end, with -1 for the last one."))
        }
        if text.contains("null") { notes.append("The word null stands for 'no value at all'.") }
        if text.contains("the part of") { notes.append("A part that would reach beyond the end simply stops at the end.") }
        if text.contains("rounded down") || text.contains("rounded-down") {
            notes.append("Rounding down always goes to the lower whole number, so -7 divided by 2, rounded down, is -4.")
        }
        if text.contains("remainder") || text.contains("divisible") {
            notes.append("A remainder is never negative when the divisor is positive: the remainder when -7 is divided by 3 is 2.")
        }
        if text.contains("alphabetical") {
            notes.append("Alphabetical order goes by character codes: digits come before capital letters, and those before small letters.")
        }
        if text.contains("counts as ") || text.contains("count as ") {
            notes.append("Zero, null and anything empty count as false, everything else as true.")
        }
        if text.contains(" and (") || text.contains(" or ("), text.contains("taken out of") || text.contains(" gives") {
            notes.append(
                "Conditions joined by 'and' or 'or' are looked at from left to right, and only as far as it takes to know the outcome.")
        }
        return notes.joined(separator: " ")
    }

    /// The last part: what to report.
    mutating func outputs() throws -> String {
        move(to: "outputs")
        var text = pick("At the end, report the result", "What comes out is the result", "Give as the answer the result")
        text += pick(" named in the step where you stopped", " that the last step you took named")
        if trackers.isEmpty {
            text += "."
        } else {
            let told = Self.enumerated(trackers.map { name($0) })
            text +=
                trackers.count == 1
                ? ", and as statistics the count \(told) as it stands at that moment."
                : ", and as statistics the counts \(told) as they stand at that moment."
        }
        if !Self.alwaysReturns(outline.function.body) {
            text += " If you come to the end of the steps without a result, the result is null."
        }
        return text
    }
}
