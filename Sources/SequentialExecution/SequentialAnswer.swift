/// What running a function gives: its result and how often each tracked event happened.
public struct SequentialAnswer: Sendable, Hashable {
    public var output: Literal
    /// A dictionary from tracker to count.
    public var statistics: Literal

    public init(output: Literal, statistics: Literal) {
        self.output = output
        self.statistics = statistics
    }

    /// The trackers with their counts, in the answer's order.
    public var trackers: [Literal.Entry] {
        if case .dictionary(let entries) = statistics { return entries }
        return []
    }
}
