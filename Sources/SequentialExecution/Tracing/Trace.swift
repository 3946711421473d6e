/// What one run of a function did, as a tree along the function's steps.
struct Trace {
    /// What one execution of a statement did.
    struct Event {
        var step: Step
        var formula: Formula?
        /// What went into a place, or was added.
        var value: String?
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

    /// What was worked out, such as `k + n is 3 + 4`: first as the step names it, then with the values, each a lookup or a copy of its own.
    struct Formula: CustomStringConvertible {
        private var named: String?
        private var filled: String

        /// Names longer than this are not repeated.
        static let longestName = 60
        /// Values longer than this are not said twice.
        static let longestValue = 16

        /// nil where there is nothing to work out, or a value is not known.
        init?(_ expression: Expression, _ values: [Int: String]) {
            guard let filled = TracePlaces.filled(expression, with: values) else { return nil }
            self.filled = PythonPrinter.source(of: filled)
            let named = TracePlaces.named(expression, seen: values).flatMap(Self.name)
            self.named = named == self.filled ? nil : named
        }

        /// An expression as a whole with what it comes to; of a test the value is left out where it says no more than yes or no.
        init?(of expression: Expression, value: String?, isTest: Bool = false) {
            guard let value, let named = Self.name(expression) else { return nil }
            if isTest, ["true", "false"].contains(value) || value.utf8.count > Self.longestValue {
                (self.named, filled) = (nil, named)
            } else {
                guard named != value, value.utf8.count <= Self.longestValue else { return nil }
                switch expression {
                case .constant, .call(.name, [], _): return nil  // `0` and `set()` say what the value says
                default: break
                }
                (self.named, filled) = (named, value)
            }
        }

        var description: String { named.map { "\($0) is \(filled)" } ?? filled }

        /// The expression as the step names it; nil where it is long, or where only a program could say it.
        private static func name(_ expression: Expression) -> String? {
            guard expression.isPlain else { return nil }
            let text = PythonPrinter.source(of: TracePlaces.written(expression))
            return text.utf8.count <= longestName ? text : nil
        }
    }

    /// One round of a loop.
    struct Round {
        /// What a `for` loop is at.
        var values: [(name: String, text: String)] = []
        /// The test of a `while` loop.
        var formula: Formula?
        /// Names that the test changed, with the values they have afterwards.
        var changes: [(name: String, text: String)] = []
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

extension Expression {
    /// Whether it is made of names, constants, operators, calls and places alone.
    fileprivate var isPlain: Bool {
        switch self {
        case .lambda, .comprehension, .conditional, .formatted, .starred, .dictionary, .set: false
        default: children.allSatisfy(\.isPlain)
        }
    }
}
