/// Writes what a run did as steps that a reader can check, as fully as asked for.
struct SolutionWriter {
    /// How much is said.
    struct Detail: Equatable {
        /// Loops and helper runs inside fewer than this many others are told step by step, deeper ones a line a round.
        var depth: Int
        /// Rounds told of each loop; those between the first and the last ones are summed up.
        var rounds: Int
        /// Helper runs told of each step.
        var runs: Int

        /// From everything to next to nothing.
        static let levels = [
            Detail(depth: 9, rounds: .max, runs: .max), Detail(depth: 3, rounds: 60, runs: 60), Detail(depth: 2, rounds: 60, runs: 20),
            Detail(depth: 2, rounds: 12, runs: 8), Detail(depth: 1, rounds: 60, runs: 8), Detail(depth: 1, rounds: 8, runs: 4),
            Detail(depth: 0, rounds: 12, runs: 2), Detail(depth: 0, rounds: 4, runs: 1), Detail(depth: 0, rounds: 0, runs: 0),
        ]
    }

    private let detail: Detail
    private var lines: [String] = []

    static func lines(of trace: Trace, detail: Detail) -> [String] {
        var writer = SolutionWriter(detail: detail)
        writer.write(trace.events, indent: 0, depth: 0)
        return writer.lines
    }

    private init(detail: Detail) {
        self.detail = detail
    }

    private mutating func add(_ text: String, _ indent: Int) {
        lines.append(String(repeating: "  ", count: indent) + text)
    }

    private mutating func write(_ events: [Trace.Event], indent: Int, depth: Int) {
        for event in events { write(event, indent: indent, depth: depth) }
    }

    private mutating func write(_ event: Trace.Event, indent: Int, depth: Int) {
        write(runs: event.runs, of: event.step, indent: indent, depth: depth)
        let label = event.step.label
        switch event.step.statement {
        case .forEach, .whileLoop: write(loop: event, indent: indent, depth: depth)
        case .conditional:
            if event.step.isInline, event.body.allSatisfy({ $0.runs.isEmpty && $0.rounds.isEmpty }) {
                add("\(label): \(Self.inline(event))", indent)
            } else {
                add("\(label): \(Self.question(event))", indent)
                write(event.body, indent: event.body.first?.step.isChained ?? false ? indent : indent + 1, depth: depth)
            }
        default: add("\(label): \(Self.words(event))", indent)
        }
    }

    // MARK: Loops

    private mutating func write(loop event: Trace.Event, indent: Int, depth: Int) {
        let label = event.step.label
        let count = event.rounds.count
        guard count > 0 else {
            let test = event.formula.map { "\($0): no\(Self.now(event.changes)), so " } ?? ""
            add("\(label): \(test)there is nothing to repeat", indent)
            return write(event.body, indent: indent + 1, depth: depth)
        }
        let shown = min(detail.rounds, count)
        let head = shown == count ? count : (shown + 1) / 2
        let tail = shown == count ? 0 : shown / 2
        for number in 0..<head { write(event.rounds[number], of: event, number, indent: indent, depth: depth) }
        if shown < count {
            let skipped = head..<(count - tail)
            add("\(label): \(Self.summary(event, skipped))", indent)
            for number in (count - tail)..<count { write(event.rounds[number], of: event, number, indent: indent, depth: depth) }
        }
        // Where the function or a helper has given its value, nothing comes after it.
        if !(event.rounds.last?.body.last.map(Self.isFinal) ?? false) { add("\(label): \(Self.ending(event))", indent) }
        write(event.body, indent: indent + 1, depth: depth)
    }

    private mutating func write(_ round: Trace.Round, of event: Trace.Event, _ number: Int, indent: Int, depth: Int) {
        let label = event.step.label
        write(runs: round.runs, of: event.step, indent: indent, depth: depth)
        let head = "\(label), round \(number + 1)" + Self.opening(round)
        if depth >= detail.depth {
            let changes = Self.joined(Self.latest(Self.all(round)))
            add(head + ": " + (changes.isEmpty ? "nothing changes" : changes), indent)
        } else if event.step.isInline, round.body.allSatisfy(\.runs.isEmpty) {
            add(head + ": " + round.body.map(Self.words).joined(separator: "; "), indent)
        } else {
            add(head + ":", indent)
            write(round.body, indent: indent + 1, depth: depth + 1)
        }
    }

    private static func opening(_ round: Trace.Round) -> String {
        if let formula = round.formula { return ", since \(formula)" + now(round.changes) }
        return round.values.isEmpty ? "" : ", " + joined(round.values)
    }

    private static func summary(_ event: Trace.Event, _ skipped: Range<Int>) -> String {
        let rounds =
            skipped.count == 1 ? "round \(skipped.lowerBound + 1) goes" : "rounds \(skipped.lowerBound + 1) to \(skipped.upperBound) go"
        let inside = skipped.flatMap { event.rounds[$0].values + all(event.rounds[$0]) }
        let left = latest(inside)
        return "\(rounds) the same way" + (left.isEmpty ? "" : ", and after them \(joined(left))")
    }

    private static func ending(_ event: Trace.Event) -> String {
        let count = event.rounds.count == 1 ? "1 round" : "\(event.rounds.count) rounds"
        if event.isLeft { return "the loop is left after \(count)" }
        return event.formula.map { "\($0): no\(now(event.changes)), so that is all after \(count)" } ?? "that is all after \(count)"
    }

    /// Whether an event ended the function or a helper.
    private static func isFinal(_ event: Trace.Event) -> Bool {
        if event.given != nil { return true }
        if let last = event.body.last, isFinal(last) { return true }
        return event.rounds.last?.body.last.map(isFinal) ?? false
    }

    // MARK: Helper runs

    private mutating func write(runs: [Trace.Run], of step: Step, indent: Int, depth: Int) {
        let shown = runs.prefix(detail.runs)
        for run in shown {
            let head = "\(run.name)(\(run.arguments.joined(separator: ", ")))"
            if depth >= detail.depth || run.body.isEmpty {
                let left = Self.joined(Self.outside(run))
                add("\(step.label): \(head) gives \(run.given)" + (left.isEmpty ? "" : ", with \(left)"), indent)
            } else {
                add("\(step.label): now \(head):", indent)
                write(run.body, indent: indent + 1, depth: depth + 1)
                add("\(step.label): so \(head) gives \(run.given)", indent)
            }
        }
        guard shown.count < runs.count, let last = runs.last else { return }
        let head = "\(last.name)(\(last.arguments.joined(separator: ", ")))"
        let left = Self.joined(Self.latest(runs.flatMap(Self.outside)))
        add(
            "\(step.label): \(runs.count - shown.count) more runs go the same way; the last, \(head), gives \(last.given)"
                + (left.isEmpty ? "" : ", with \(left)"), indent)
    }

    // MARK: Words

    private static func joined(_ values: [(name: String, text: String)]) -> String {
        values.map { "\($0.name) = \($0.text)" }.joined(separator: ", ")
    }

    /// What a test changed.
    private static func now(_ changes: [(name: String, text: String)]) -> String { changes.isEmpty ? "" : ", and now " + joined(changes) }

    private static func question(_ event: Trace.Event) -> String {
        let answer = event.holds ?? false ? "yes" : "no"
        return (event.formula.map { "\($0): \(answer)" } ?? answer) + now(event.changes)
    }

    private static func inline(_ event: Trace.Event) -> String {
        ([question(event)] + event.body.map { $0.step.isChained ? inline($0) : words($0) }).joined(separator: "; ")
    }

    private static func words(_ event: Trace.Event) -> String {
        switch event.step.statement {
        case .breaking: return "leave the loop"
        case .continuing: return "on to the next round"
        case .returning:
            let given = event.given ?? "null"
            let outcome = event.step.helper.map { "\($0) gives \(given)" } ?? "the result is \(given)"
            return worked(event, event.step.givenExpression, given).map { "\($0), so \(outcome)" } ?? outcome
        default: break
        }
        let changes = event.changes.isEmpty ? "done" : joined(event.changes)
        switch event.step.statement {
        case .assign(let targets, let value) where targets.count == 1:
            if case .name(let name) = targets[0], let set = event.changes.first, set.name == name {
                return worked(event, value, set.text).map { "\($0), so " + changes } ?? changes
            }
            if case .subscripted = targets[0] { return goingIn(event, value) + changes }
        case .augment(.name, _, _): return event.formula.map { "\(sum($0, event.changes.first?.text)), so " + changes } ?? changes
        case .augment(.subscripted, _, _): return goingIn(event, nil) + changes
        case .expression(.call(_, let arguments, _)) where event.step.statement.isAddition: return goingIn(event, arguments[0]) + changes
        default: break
        }
        return changes
    }

    /// How the value came about that goes into a place, before what holds it is named; nothing where that says no more than the value.
    private static func goingIn(_ event: Trace.Event, _ expression: Expression?) -> String {
        guard let value = event.value else { return "" }
        return worked(event, expression, value).map { "\($0), which goes in, so " } ?? ""
    }

    /// How a value came about: `k + n is 3 + 4 = 7`, or `len(xs) is 3`; nil where that says no more than the value.
    private static func worked(_ event: Trace.Event, _ expression: Expression?, _ value: String) -> String? {
        event.formula.map { sum($0, value) } ?? expression.flatMap { Trace.Formula(of: $0, value: value) }.map(String.init(describing:))
    }

    /// A formula with what it comes to, as long as that is short.
    private static func sum(_ formula: Trace.Formula, _ value: String?) -> String {
        guard let value, value.utf8.count <= Trace.Formula.longestValue else { return "\(formula)" }
        return "\(formula) = \(value)"
    }

    /// What a body left behind: the last value of every name that it changed, in the order in which they first changed.
    private static func changes(_ body: [Trace.Event]) -> [(name: String, text: String)] {
        latest(all(body))
    }

    private static func all(_ body: [Trace.Event]) -> [(name: String, text: String)] {
        body.flatMap { event in
            let own = event.runs.flatMap(outside) + event.changes
            let rounds = event.rounds.flatMap { all($0) }
            // The last test of a `while` loop comes after its rounds.
            let inOrder = if case .whileLoop = event.step.statement { rounds + own } else { own + rounds }
            return inOrder + all(event.body)
        }
    }

    private static func all(_ round: Trace.Round) -> [(name: String, text: String)] {
        round.runs.flatMap(outside) + round.changes + all(round.body)
    }

    /// What a helper changed outside of itself.
    private static func outside(_ run: Trace.Run) -> [(name: String, text: String)] {
        changes(run.body).filter { run.outside.contains($0.name) }
    }

    private static func latest(_ values: [(name: String, text: String)]) -> [(name: String, text: String)] {
        var order: [String] = []
        var texts: [String: String] = [:]
        for (name, text) in values {
            if texts[name] == nil { order.append(name) }
            texts[name] = text
        }
        return order.map { ($0, texts[$0] ?? "") }
    }
}
