/// Tells a small function in short plain English, in LogicIF's three parts.
///
/// Every statement is one sentence; the statements inside an `if` or a loop stand below it, one dash deeper per level, or on the same line
/// where there is only one. A seed chooses among a few wordings, the same ones throughout a description.
struct PlainNarrator {
    private let setForm: Int
    private let loopForm: Int
    private let addForm: Int
    private var lines: [String] = []

    init(variant: inout SeededGenerator) {
        setForm = variant.integer(in: 0...2)
        loopForm = variant.integer(in: 0...1)
        addForm = variant.integer(in: 0...1)
    }

    static func description(
        of task: TinyFunction, variant: inout SeededGenerator
    ) -> String {
        var narrator = PlainNarrator(variant: &variant)
        narrator.tell(task.body, depth: 0)
        let inputs = task.parameters.map { ($0.isList ? "list " : "number ") + $0.name }.joined(separator: ", ")
        let counters = task.trackers.joined(separator: ", ")
        return "INPUTS: \(inputs).\nLOGICS:\n\(narrator.lines.joined(separator: "\n"))\nOUTPUTS: \(task.result). Count \(counters)."
    }

    private mutating func tell(_ body: [Statement], depth: Int) {
        for statement in body { tell(statement, depth) }
    }

    private mutating func tell(_ statement: Statement, _ depth: Int) {
        switch statement {
        case .conditional(let test, let body, let otherwise):
            block("If \(words(for: test))", body, depth)
            tell(otherwise: otherwise, depth)
        case .forEach(let target, let iterable, let body, _):
            block(loop(PythonPrinter.source(of: target), iterable), body, depth)
        case .whileLoop(let test, let body, _): block("While \(words(for: test))", body, depth)
        default: line(Self.capitalised(simple(statement)) + ".", depth)
        }
    }

    private mutating func tell(otherwise: [Statement], _ depth: Int) {
        guard let first = otherwise.first else { return }
        if otherwise.count == 1, case .conditional(let test, let body, let rest) = first {
            block("Otherwise, if \(words(for: test))", body, depth)
            tell(otherwise: rest, depth)
        } else {
            block("Otherwise", otherwise, depth)
        }
    }

    private mutating func block(_ head: String, _ body: [Statement], _ depth: Int) {
        if body.count == 1, body[0].blocks.isEmpty {
            line("\(head), \(simple(body[0])).", depth)
        } else {
            line("\(head):", depth)
            tell(body, depth: depth + 1)
        }
    }

    private mutating func line(_ text: String, _ depth: Int) {
        lines.append(depth == 0 ? text : String(repeating: "-", count: depth) + " " + text)
    }

    private func loop(_ name: String, _ iterable: Expression) -> String {
        if case .call(.name("range"), let ends, _) = iterable, let last = ends.last {
            let first = ends.count == 2 ? words(for: ends[0]) : "0"
            return "For \(name) from \(first) up to but not including \(words(for: last))"
        }
        let list = PythonPrinter.source(of: iterable)
        return loopForm == 0 ? "For each \(name) in \(list)" : "Go through \(list); for each item \(name)"
    }

    private func simple(_ statement: Statement) -> String {
        switch statement {
        case .assign(let targets, let value):
            let name = targets.first.map(PythonPrinter.source) ?? ""
            return ["set \(name) to \(words(for: value))", "let \(name) be \(words(for: value))", "make \(name) \(words(for: value))"][
                setForm]
        case .augment(let target, let operation, let value):
            return update(PythonPrinter.source(of: target), operation, words(for: value))
        case .expression(.call(.attribute(let list, "append"), let arguments, _)):
            return "append \(arguments.map(words).joined()) to \(PythonPrinter.source(of: list))"
        default: return "do nothing"
        }
    }

    private func update(_ name: String, _ operation: Expression.BinaryOperator, _ value: String) -> String {
        switch operation {
        case .add: return addForm == 0 ? "add \(value) to \(name)" : "increase \(name) by \(value)"
        case .subtract: return addForm == 0 ? "subtract \(value) from \(name)" : "decrease \(name) by \(value)"
        case .multiply: return "multiply \(name) by \(value)"
        case .floorDivide: return "divide \(name) by \(value), rounding down"
        default: return "replace \(name) by the remainder of \(name) divided by \(value)"
        }
    }

    private func words(for expression: Expression) -> String {
        switch expression {
        case .binary(let left, let operation, let right): return arithmetic(operand(left), operation, operand(right))
        case .comparison(let left, let steps):
            if let (dividend, isEven) = Parity.match(expression) { return "\(words(for: dividend)) is \(isEven ? "even" : "odd")" }
            return words(for: left) + steps.map { " \(Self.relation($0.relation)) \(words(for: $0.right))" }.joined()
        case .boolean(let operation, let parts): return parts.map(words).joined(separator: " \(operation.rawValue) ")
        case .call(.name(let name), let arguments, _): return call(name, arguments.map(operand))
        case .subscripted(let list, let index): return "item \(words(for: index)) of \(words(for: list))"
        case .list(let items) where items.isEmpty: return "an empty list"
        default: return PythonPrinter.source(of: expression)
        }
    }

    /// An operation inside an operation stands in parentheses, so that the order is plain.
    private func operand(_ expression: Expression) -> String {
        if case .binary = expression { return "(\(words(for: expression)))" }
        return words(for: expression)
    }

    private func arithmetic(_ left: String, _ operation: Expression.BinaryOperator, _ right: String) -> String {
        switch operation {
        case .add: return "\(left) plus \(right)"
        case .subtract: return "\(left) minus \(right)"
        case .multiply: return "\(left) times \(right)"
        case .floorDivide: return "\(left) divided by \(right), rounded down"
        default: return "the remainder of \(left) divided by \(right)"
        }
    }

    private func call(_ name: String, _ arguments: [String]) -> String {
        let list = arguments.joined(separator: " and ")
        switch name {
        case "len": return "the length of \(list)"
        case "max": return "the larger of \(list)"
        case "min": return "the smaller of \(list)"
        case "sum": return "the sum of \(list)"
        default: return "the absolute value of \(list)"
        }
    }

    private static func relation(_ relation: Expression.Relation) -> String {
        switch relation {
        case .less: return "is less than"
        case .lessOrEqual: return "is at most"
        case .greater: return "is more than"
        case .greaterOrEqual: return "is at least"
        case .equal: return "is equal to"
        default: return "is not equal to"
        }
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
