/// Follows a function's steps through the notes of a run.
struct TraceReader {
    private enum Ending {
        case done, left, skipped, given
    }

    private struct Lost: Error {}

    private let notes: [TraceNote]
    private let outline: Outline
    private let extent: TraceInstrumentation.Extent
    private let helpers: [Int: Step]
    private let changed: ChangedNames
    private var position = 0

    init(notes: [TraceNote], outline: Outline, extent: TraceInstrumentation.Extent) {
        self.notes = notes
        self.outline = outline
        self.extent = extent
        changed = ChangedNames(outline)
        let functions = outline.flattened.filter { if case .function = $0.statement { true } else { false } }
        helpers = Dictionary(functions.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    mutating func run() -> [Trace.Event]? {
        guard let (events, _) = try? block(outline.steps), position == notes.count else { return nil }
        return events
    }

    private var current: TraceNote? { position < notes.count ? notes[position] : nil }

    private mutating func block(_ steps: [Step]) throws -> ([Trace.Event], Ending) {
        var events: [Trace.Event] = []
        for step in steps {
            if extent == .outer, current == nil { return (events, .given) }
            guard let (event, ending) = try execute(step) else { continue }
            events.append(event)
            if ending != .done { return (events, ending) }
        }
        return (events, .done)
    }

    private mutating func execute(_ step: Step) throws -> (Trace.Event, Ending)? {
        var event = Trace.Event(step: step)
        switch step.statement {
        case .pass, .nonlocal, .importing, .function, .tryBlock, .raise: return nil
        case .breaking:
            try expect(step)
            return (event, .left)
        case .continuing:
            try expect(step)
            return (event, .skipped)
        case .returning: return (try returned(&event), .given)
        case .conditional, .forEach, .whileLoop:
            if extent == .outer { return try left(&event) }
            if case .conditional = step.statement { return try branch(&event) }
            if case .forEach = step.statement { return try forEach(&event) }
            return try whileLoop(&event)
        default: return try left(&event)
        }
    }

    private mutating func expect(_ step: Step) throws {
        guard let note = current, note.step == step.id else { throw Lost() }
        position += 1
    }

    /// A statement that only leaves values behind.
    private mutating func left(_ event: inout Trace.Event) throws -> (Trace.Event, Ending) {
        let values = try gather(event.step, &event.runs)
        guard case .changed(let changes)? = current?.sort, current?.step == event.step.id else { throw Lost() }
        position += 1
        event.changes = changes
        event.value = values[TracePlaces.whole]
        event.formula = Self.formula(event.step.statement, values)
        return (event, .done)
    }

    private mutating func returned(_ event: inout Trace.Event) throws -> Trace.Event {
        let values = try gather(event.step, &event.runs)
        guard case .given(let text)? = current?.sort, current?.step == event.step.id else { throw Lost() }
        position += 1
        event.given = text
        event.formula = event.step.givenExpression.flatMap { Trace.Formula($0, values) }
        return event
    }

    private mutating func branch(_ event: inout Trace.Event) throws -> (Trace.Event, Ending) {
        guard case .conditional(let test, _, _) = event.step.statement else { throw Lost() }
        let holds = try tested(event.step, test, &event.runs, &event.formula, &event.changes)
        event.holds = holds
        let number = holds ? 0 : 1
        guard number < event.step.blocks.count else { return (event, .done) }
        let (body, ending) = try block(event.step.blocks[number])
        event.body = body
        return (event, ending)
    }

    private mutating func tested(
        _ step: Step, _ test: Expression, _ runs: inout [Trace.Run], _ formula: inout Trace.Formula?,
        _ changes: inout [(name: String, text: String)]
    ) throws -> Bool {
        let values = try gather(step, &runs)
        guard case .tested(let holds, let left)? = current?.sort, current?.step == step.id else { throw Lost() }
        position += 1
        changes = left
        formula = Trace.Formula(test, values) ?? Trace.Formula(of: test, value: values[TracePlaces.whole], isTest: true)
        return holds
    }

    // MARK: Loops

    private mutating func whileLoop(_ event: inout Trace.Event) throws -> (Trace.Event, Ending) {
        guard case .whileLoop(let test, _, _) = event.step.statement else { throw Lost() }
        while true {
            var round = Trace.Round()
            let holds = try tested(event.step, test, &round.runs, &round.formula, &round.changes)
            guard holds else {
                event.formula = round.formula
                event.changes = round.changes
                event.runs = round.runs
                break
            }
            let (body, ending) = try block(event.step.blocks[0])
            round.body = body
            event.rounds.append(round)
            if ending == .given { return (event, .given) }
            if ending == .left {
                event.isLeft = true
                break
            }
        }
        return try ended(&event)
    }

    private mutating func forEach(_ event: inout Trace.Event) throws -> (Trace.Event, Ending) {
        _ = try gather(event.step, &event.runs)
        while case .round(let values)? = current?.sort, current?.step == event.step.id {
            position += 1
            let (body, ending) = try block(event.step.blocks[0])
            event.rounds.append(Trace.Round(values: values, body: body))
            if ending == .given { return (event, .given) }
            if ending == .left {
                event.isLeft = true
                break
            }
            // Calls while the next item is worked out, as a generator does.
            _ = try gather(event.step, &event.runs)
        }
        return try ended(&event)
    }

    private mutating func ended(_ event: inout Trace.Event) throws -> (Trace.Event, Ending) {
        if !event.isLeft, event.step.blocks.count > 1, !event.step.blocks[1].isEmpty {
            let (body, ending) = try block(event.step.blocks[1])
            event.body = body
            if ending != .done { return (event, ending) }
        }
        guard case .over? = current?.sort, current?.step == event.step.id else { throw Lost() }
        position += 1
        return (event, .done)
    }

    // MARK: Values and runs

    /// The values noted for a statement, and the helpers that ran before it was done.
    private mutating func gather(_ step: Step, _ runs: inout [Trace.Run]) throws -> [Int: String] {
        var values: [Int: String] = [:]
        while let note = current {
            switch note.sort {
            case .value(let place, let text) where note.step == step.id:
                values[place] = text
                position += 1
            case .begun(let arguments):
                guard let helper = helpers[note.step], case .function(let function) = helper.statement else { throw Lost() }
                position += 1
                runs.append(try run(of: helper, function, arguments))
            default: return values
            }
        }
        return values
    }

    private mutating func run(of helper: Step, _ function: FunctionDefinition, _ arguments: [String]) throws -> Trace.Run {
        let (body, ending) = try block(helper.blocks[0])
        var run = Trace.Run(
            name: function.name, arguments: arguments, given: "", body: body, outside: changed.outside(of: function.name))
        if ending == .given, let given = Self.given(body) {
            run.given = given
            return run
        }
        guard case .given(let text)? = current?.sort, current?.step == helper.id else { throw Lost() }
        position += 1
        run.given = text
        return run
    }

    /// What the last event of a body gave, at whatever depth.
    private static func given(_ body: [Trace.Event]) -> String? {
        guard let last = body.last else { return nil }
        if let given = last.given { return given }
        if let round = last.rounds.last, let given = given(round.body) { return given }
        return given(last.body)
    }

    private static func formula(_ statement: Statement, _ values: [Int: String]) -> Trace.Formula? {
        switch statement {
        case .assign(_, let value): Trace.Formula(value, values)
        case .augment(let target, let operation, let value): Trace.Formula(.binary(target, operation, value), values)
        case .expression(.call(_, let arguments, _)) where statement.isAddition: Trace.Formula(arguments[0], values)
        default: nil
        }
    }
}
