/// A small function with its counters, before it is told or printed.
struct SmallFunction: Hashable {
    struct Parameter: Hashable {
        var name: String
        var isList: Bool
    }

    var parameters: [Parameter]
    /// Without the counters' start and the return.
    var steps: [Statement]
    /// The variable that is returned.
    var result: String
    var trackers: [String]

    /// Everything but the return: the counters start at 0, then the steps.
    var body: [Statement] {
        trackers.map { .set($0, .integer(0)) } + steps
    }

    /// `def f(...)` that returns `(result, {tracker: count})`.
    var definition: FunctionDefinition {
        let counts = trackers.map { Expression.DictionaryItem(key: .constant(.string($0)), value: .name($0)) }
        return FunctionDefinition(
            name: "f", parameters: parameters.map { .init($0.name) },
            body: body + [.returning(.tuple([.name(result), .dictionary(counts)]))])
    }
}
