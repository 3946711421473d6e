/// What one run of a function did, as a tree along the function's steps.
struct Trace {
    /// What one execution of a statement did.
    struct Event {
        var step: Step
        /// What was worked out, such as `3 + 4` or `5 > 2`, with values for names.
        var formula: String?
        /// Names with the values they have afterwards.
        var changes: [(name: String, text: String)] = []
        /// The outcome of a test.
        var holds: Bool?
        /// The value that the function or a helper gives.
        var given: String?
        /// The helpers that ran meanwhile.
        var runs: [Run] = []
        /// What a branch did.
        var body: [Event] = []
        var rounds: [Round] = []
        /// Whether a loop was left before it came to its end.
        var isLeft = false
    }

    /// One round of a loop.
    struct Round {
        /// What a `for` loop is at.
        var values: [(name: String, text: String)] = []
        /// The test of a `while` loop, with values.
        var formula: String?
        var runs: [Run] = []
        var body: [Event] = []
    }

    /// One run of a helper.
    struct Run {
        var name: String
        var arguments: [String]
        var given: String
        var body: [Event]
        /// The names outside of the helper that it sets.
        var outside: Set<String>
    }

    var events: [Event]
}

extension Trace {
    /// Reads the notes of a run.
    /// - Returns: nil where they are not what a run of this function notes.
    init?(_ notes: [TraceNote], of outline: Outline, extent: TraceInstrumentation.Extent) {
        var reader = TraceReader(notes: notes, outline: outline, extent: extent)
        guard let events = reader.run() else { return nil }
        self.init(events: events)
    }
}
