/// Makes a function tell what it does: the same function, with a note after every statement and before every round of a loop.
///
/// The source that results defines `f`, which returns `[result, notes, isComplete]`; notes are lists `[statement, sort, ...]` that
/// ``Trace`` reads. Values in them are short texts already.
struct TraceInstrumentation {
    /// What is noted.
    enum Extent {
        /// Everything.
        case all
        /// The function's own steps alone, with what a loop or branch leaves behind: as short as the function, however long it runs.
        case outer
    }

    /// Notes beyond this many are not kept.
    static let limit = 6000

    private let outline: Outline
    private let extent: Extent
    private let prefix: String
    private let changed: ChangedNames

    /// Python source that runs the function and takes notes.
    static func source(of outline: Outline, extent: Extent) -> String {
        var names = FreshNames(taken: Names.all(in: outline.function).union(["json"]))
        let instrumentation = TraceInstrumentation(
            outline: outline, extent: extent, prefix: names.fresh("trace"), changed: ChangedNames(outline))
        return instrumentation.source
    }

    private var source: String {
        var function = outline.function
        function.name = prefix + "_run"
        function.body = extent == .all ? block(outline.steps) : outline.steps.flatMap(outer)
        return [preamble, PythonPrinter.source(of: function), postamble].joined(separator: "\n")
    }

    private var preamble: String {
        """
        import json as \(prefix)_json
        \(prefix)_notes = []
        \(prefix)_state = [True]
        def \(prefix)_word(value, depth=0):
            if value is None or isinstance(value, (bool, str)):
                return \(prefix)_json.dumps(value, ensure_ascii=False)
            if isinstance(value, dict):
                parts = [\(prefix)_word(k, depth + 1) + ": " + \(prefix)_word(v, depth + 1) for k, v in value.items()]
                opening, closing = "{", "}"
            elif isinstance(value, (list, tuple)):
                parts = [\(prefix)_word(item, depth + 1) for item in value]
                opening, closing = "[", "]"
            elif isinstance(value, (set, frozenset)):
                parts = sorted(\(prefix)_word(item, depth + 1) for item in value)
                opening, closing = "{", "}"
            elif isinstance(value, (int, float)):
                return str(value)
            elif hasattr(value, "__len__") and hasattr(value, "__iter__"):
                parts = [\(prefix)_word(item, depth + 1) for item in list(value)]
                opening, closing = "[", "]"
            else:
                return "something"
            text = opening + ", ".join(parts) + closing
            if depth == 0 and len(text) > \(Self.longestValue) and len(parts) > 4:
                text = opening + ", ".join(parts[:3]) + ", and so on up to " + parts[-1] + closing + " (" + str(len(parts)) + " in all)"
            return text
        def \(prefix)_note(*event):
            if len(\(prefix)_notes) < \(Self.limit):
                \(prefix)_notes.append(event)
            else:
                \(prefix)_state[0] = False
        def \(prefix)_value(step, place, value):
            \(prefix)_note(step, "v", place, \(prefix)_word(value))
            return value
        def \(prefix)_test(step, value, left=()):
            \(prefix)_note(step, "?", bool(value), left)
            return value
        def \(prefix)_give(step, value):
            \(prefix)_note(step, "<", \(prefix)_word(value))
            return value
        """
    }

    private var postamble: String {
        """
        def f(*arguments):
            result = \(prefix)_run(*arguments)
            return [result, \(prefix)_notes, \(prefix)_state[0]]
        """
    }

    static let longestValue = 160

    // MARK: Notes

    private func call(_ name: String, _ arguments: [Expression]) -> Expression { .call(.name(prefix + name), arguments, []) }

    private func note(_ step: Step, _ sort: String, _ rest: [Expression] = []) -> Statement {
        .expression(call("_note", [.integer(step.id), .constant(.string(sort))] + rest))
    }

    /// `[[name, value], ...]` as they are after the statement.
    private func values(of names: [String]) -> Expression {
        .list(names.map { .list([.constant(.string($0)), call("_word", [.name($0)])]) })
    }

    // MARK: Everything

    private func block(_ steps: [Step]) -> [Statement] { steps.flatMap(noted) }

    private func noted(_ step: Step) -> [Statement] {
        switch step.statement {
        case .assign(let targets, let value):
            let isPlace = if targets.count == 1, case .subscripted = targets[0] { true } else { false }
            let noted = isPlace ? whole(open(value, step), step) : open(value, step)
            return [.assign(targets, noted), left(by: step)]
        case .augment(let target, let operation, let value) where !target.children.contains(where: \.hasCalls):
            var places = TracePlaces()
            let wrapped = places.wrapped(.binary(target, operation, value)) { part($1, $0, step) }
            guard case .binary(_, _, let right) = wrapped else { return [step.statement] }
            let before = places.first.map { [.expression(part(target, $0, step))] } ?? [Statement]()
            let isPlace = if case .subscripted = target { true } else { false }
            let after = isPlace ? [Statement.expression(whole(target, step))] : []
            return before + [.augment(target, operation, right)] + after + [left(by: step)]
        case .expression(.call(.attribute(let owner, let method), let arguments, _)) where step.statement.isAddition:
            let noted = arguments.map { whole(open($0, step), step) }
            return [.expression(.call(.attribute(owner, method), noted, [])), left(by: step)]
        case .expression, .delete, .augment: return [step.statement, left(by: step)]
        case .returning(let value): return [returning(value, step)]
        case .breaking: return [note(step, "b"), .breaking]
        case .continuing: return [note(step, "c"), .continuing]
        case .pass, .raise, .nonlocal, .importing, .tryBlock: return [step.statement]
        case .conditional(let test, _, _):
            let bodies = step.blocks.map(block)
            return [.conditional(test: tested(test, step), body: bodies[0], otherwise: bodies.count > 1 ? bodies[1] : [])]
        case .whileLoop(let test, _, _):
            let bodies = step.blocks.map(block)
            return [.whileLoop(test: tested(test, step), body: bodies[0], otherwise: bodies.count > 1 ? bodies[1] : []), note(step, ".")]
        case .forEach(let target, let iterable, _, _):
            let bodies = step.blocks.map(block)
            let round = note(step, "r", [values(of: target.targetNames)])
            return [
                .forEach(target: target, iterable: iterable, body: [round] + bodies[0], otherwise: bodies.count > 1 ? bodies[1] : []),
                note(step, "."),
            ]
        case .function(let function): return [.function(helper(function, step))]
        }
    }

    /// The expression with notes of its parts.
    private func open(_ expression: Expression, _ step: Step) -> Expression {
        var places = TracePlaces()
        return places.wrapped(expression) { part($1, $0, step) }
    }

    private func part(_ expression: Expression, _ place: Int, _ step: Step) -> Expression {
        call("_value", [.integer(step.id), .integer(place), expression])
    }

    /// The expression with a note of what it comes to.
    private func whole(_ expression: Expression, _ step: Step) -> Expression { part(expression, TracePlaces.whole, step) }

    private func left(by step: Step) -> Statement { note(step, "=", [values(of: changed.names(of: step.statement))]) }

    private func tested(_ test: Expression, _ step: Step) -> Expression {
        let noted = TracePlaces.isOpen(test) ? open(test, step) : whole(test, step)
        let names = changed.names(of: test)
        return call("_test", [.integer(step.id), noted] + (names.isEmpty ? [] : [values(of: names)]))
    }

    private func returning(_ value: Expression?, _ step: Step) -> Statement {
        let given = open(step.givenExpression ?? .constant(.none), step)
        let noted = call("_give", [.integer(step.id), given])
        if step.helper == nil, let value, Narrator.counts(value) != nil, case .tuple(let items) = value {
            return .returning(.tuple([noted, items[1]]))
        }
        return .returning(noted)
    }

    private func helper(_ function: FunctionDefinition, _ step: Step) -> FunctionDefinition {
        var function = function
        var body = block(step.blocks[0])
        let start = note(step, ">", [.list(function.parameters.map { call("_word", [.name($0.name)]) })])
        let first = body.prefix { if case .nonlocal = $0 { true } else { false } }.count
        body.insert(start, at: first)
        if !Narrator.alwaysReturns(function.body) { body.append(.expression(call("_give", [.integer(step.id), .constant(.none)]))) }
        function.body = body
        return function
    }

    // MARK: The function's own steps

    private func outer(_ step: Step) -> [Statement] {
        switch step.statement {
        case .conditional, .forEach, .whileLoop:
            let names = step.flattened.flatMap { changed.names(of: $0.statement) }
            let known = Names.unique(names).filter { outline.isBound($0, before: step) }
            return [step.statement, note(step, "=", [values(of: known)])]
        case .function, .nonlocal, .importing, .pass, .raise: return [step.statement]
        default: return noted(step)
        }
    }
}

extension Outline {
    /// Whether a name surely has a value once a top step is done: it is a parameter or set by an earlier plain top step.
    func isBound(_ name: String, before step: Step) -> Bool {
        if function.parameters.contains(where: { $0.name == name }) { return true }
        return steps.prefix { $0.id < step.id }.contains { $0.statement.boundNames.contains(name) }
    }
}

extension Statement {
    /// Whether it puts one more value into a list or set.
    var isAddition: Bool {
        if case .expression(.call(.attribute(_, let method), let arguments, let keywords)) = self {
            return ["append", "appendleft", "add"].contains(method) && arguments.count == 1 && keywords.isEmpty
        }
        return false
    }
}

extension Step {
    /// What a `return` gives; of a result with counts beside it the result alone.
    var givenExpression: Expression? {
        guard case .returning(let value?) = statement else { return nil }
        if helper == nil, Narrator.counts(value) != nil, case .tuple(let items) = value { return items[0] }
        return value
    }
}
