/// What is said once, before the steps, because some step needs it and its words alone do not tell it.
enum Note: Hashable, Sendable {
    /// How groups and lists are put in order.
    case groupOrder
    /// Texts are put in order somewhere whose words do not say how.
    case textOrder
    /// Whole numbers that run past their end before they start.
    case emptyRange
    /// Something is done a number of times that may be negative.
    case times
    /// How numbers are rounded to digits after the point.
    case rounding
    /// A remainder whose sign is in question.
    case remainder
    /// What a whole number is made of where nothing is known of it.
    case wholeForm
    /// True and false pass for whole numbers.
    case truthAsWhole
}

extension Narrator {
    /// What is said before the steps: how to read them, as far as these steps need it.
    mutating func opening(for steps: [String]) -> String {
        move(to: "opening")
        let text = steps.joined(separator: "\n")
        var notes = wording.isBrief ? [] : reading(steps)
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
        if wording.isBrief ? text.contains("remainder") || text.contains("divisible") : noted.contains(.remainder) {
            notes.append("A remainder is never negative when the divisor is positive: the remainder when -7 is divided by 3 is 2.")
        }
        if text.contains("alphabetical") || (noted.contains(.textOrder) && !wording.isBrief) {
            let order = noted.contains(.textOrder) && !wording.isBrief ? "Texts are put in alphabetical order, which" : "Alphabetical order"
            notes.append("\(order) goes by character codes: digits come before capital letters, and those before small letters.")
        }
        if text.contains("counts as ") || text.contains("count as ") {
            notes.append("Zero, null and anything empty count as false, everything else as true.")
        }
        if text.contains(" and (") || text.contains(" or ("), text.contains("taken out of") || text.contains(" gives") {
            notes.append(
                "Conditions joined by 'and' or 'or' are looked at from left to right, and only as far as it takes to know the outcome.")
        }
        if !wording.isBrief { notes += Self.explanations.filter { noted.contains($0.note) }.map(\.text) }
        return notes.joined(separator: " ")
    }

    /// In the order in which they are said.
    private static let explanations: [(note: Note, text: String)] = [
        (
            .groupOrder,
            "Groups and lists are compared by their first values, where those are the same by their second ones, and so on; one that ends before a difference is found comes first."
        ),
        (
            .emptyRange,
            "Whole numbers that would start past their end, such as from 3 up to and including 2, from 0 up to, but not including, 0, or from 2 down to and including 3, are none at all, and nothing is done for them."
        ),
        (.times, "What is to be done 0 times, or a negative number of times, is not done at all."),
        (
            .rounding,
            "Rounding to digits after the point takes the nearest number with that many; of two that are equally near, the one whose last digit is even. It goes by the number as a computer holds it, which may be a very little more or less than what is written: 2.675 rounded to 2 digits is 2.67."
        ),
        (
            .wholeForm,
            "The whole-number form of a number is the number with any fraction dropped, that of a text is the number written in it, that of true is 1 and that of false is 0."
        ),
        (.truthAsWhole, "True and false are whole numbers too, 1 and 0."),
    ]

    /// How numbered steps and brackets are read.
    private mutating func reading(_ steps: [String]) -> [String] {
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
        if steps.contains(where: { $0.contains("(") }) {
            notes.append(pick("Brackets show what belongs together.", "What stands in brackets belongs together and is worked out first."))
        }
        return notes
    }

    // MARK: Order

    /// Notes how values of a kind are put in order, as far as that takes explaining. Of an unknown kind anything may come.
    mutating func noteOrder(of kind: Kind) {
        switch kind {
        case .text: noted.insert(.textOrder)
        case .list(let item):
            noted.insert(.groupOrder)
            noteOrder(of: item)
        case .tuple(let items):
            noted.insert(.groupOrder)
            for item in items { noteOrder(of: item) }
        case .any, .open: noted.formUnion([.groupOrder, .textOrder])
        case .whole, .decimal, .truth, .null, .dictionary, .set: break
        }
    }
}
