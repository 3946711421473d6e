/// The last part: what to report.
extension Narrator {
    mutating func outputs() throws -> String {
        move(to: "outputs")
        guard !wording.isBrief else {
            let counts = trackers.isEmpty ? "" : "; count \(Self.enumerated(trackers.map { name($0) }))"
            let open = Self.alwaysReturns(outline.function.body) ? "" : " At the end of the steps it is null."
            return "the result\(counts).\(open)"
        }
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
        return text + form
    }

    /// How the result is written where JSON has no form of its own for it. Answers are compared in that form.
    private var form: String {
        let results = TrackerInsertion.returns(in: outline.function.body).compactMap { value -> Kind? in
            guard let value else { return nil }
            if !trackers.isEmpty, Self.counts(value) != nil, case .tuple(let items) = value { return kind(items[0]) }
            return kind(value)
        }
        var parts: [String] = []
        if results.contains(where: { $0.holds(\.isTuple) }) { parts.append("groups of values are written as lists, such as [1, 2]") }
        if results.contains(where: { $0.holds(\.hasOtherKeys) }) {
            parts.append("keys that are no texts are written as texts, such as \"1\"")
        }
        return parts.isEmpty ? "" : " In the answer, \(parts.joined(separator: ", and "))."
    }
}
