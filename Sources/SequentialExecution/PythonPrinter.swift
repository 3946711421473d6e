/// Prints a syntax tree as Python source: four spaces of indentation, one statement a line.
public enum PythonPrinter {
    /// The source of a function without a final line end.
    public static func source(of function: FunctionDefinition) -> String {
        var printer = Lines()
        printer.add(function, depth: 0)
        return printer.lines.joined(separator: "\n")
    }

    /// The source of an expression.
    public static func source(of expression: Expression) -> String {
        text(expression, above: 0)
    }

    // MARK: Expressions

    /// Python's precedence of operators, loosest first.
    private enum Precedence {
        static let tuple = 0
        static let conditional = 1
        static let or = 2
        static let and = 3
        static let not = 4
        static let comparison = 5
        static let unary = 12
        static let power = 13
        static let primary = 14
    }

    private static func text(_ expression: Expression, above minimum: Int) -> String {
        let (text, precedence) = spelled(expression)
        return precedence < minimum ? "(\(text))" : text
    }

    private static func spelled(_ expression: Expression) -> (String, Int) {
        switch expression {
        case .constant(let literal): return (literal.python, precedence(of: literal))
        case .name(let name): return (name, Precedence.primary)
        case .unary(let operation, let operand):
            let level = operation == .not ? Precedence.not : Precedence.unary
            return (operation.rawValue + (operation == .not ? " " : "") + text(operand, above: level), level)
        case .binary(let left, let operation, let right): return binary(left, operation, right)
        case .boolean(let operation, let operands):
            let level = operation == .and ? Precedence.and : Precedence.or
            return (operands.map { text($0, above: level + 1) }.joined(separator: " \(operation.rawValue) "), level)
        case .comparison(let left, let steps):
            let rest = steps.map { " \($0.relation.rawValue) " + text($0.right, above: Precedence.comparison + 1) }
            return (text(left, above: Precedence.comparison + 1) + rest.joined(), Precedence.comparison)
        case .conditional(let test, let then, let otherwise):
            let parts = [
                text(then, above: Precedence.or), text(test, above: Precedence.or), text(otherwise, above: Precedence.conditional),
            ]
            return ("\(parts[0]) if \(parts[1]) else \(parts[2])", Precedence.conditional)
        case .lambda(let parameters, let body):
            let head = parameters.isEmpty ? "lambda" : "lambda " + parameters.joined(separator: ", ")
            return ("\(head): \(text(body, above: Precedence.conditional))", Precedence.conditional)
        case .tuple(let items):
            return ("(" + joined(items) + (items.count == 1 ? ",)" : ")"), Precedence.primary)
        case .starred(let inner): return ("*" + text(inner, above: Precedence.primary), Precedence.conditional)
        default: return (primary(expression), Precedence.primary)
        }
    }

    private static func primary(_ expression: Expression) -> String {
        switch expression {
        case .call(let function, let arguments, let keywords):
            let named = keywords.map { ($0.name.map { $0 + "=" } ?? "**") + text($0.value, above: Precedence.conditional) }
            let plain = arguments.map { text($0, above: Precedence.conditional) }
            return text(function, above: Precedence.primary) + "(" + (plain + named).joined(separator: ", ") + ")"
        case .attribute(let value, let name): return text(value, above: Precedence.primary) + "." + name
        case .subscripted(let value, let index): return text(value, above: Precedence.primary) + "[" + text(index, above: 0) + "]"
        case .slice(let lower, let upper, let step):
            let ends = [lower, upper].map { $0.map { text($0, above: Precedence.conditional) } ?? "" }.joined(separator: ":")
            return ends + (step.map { ":" + text($0, above: Precedence.conditional) } ?? "")
        case .list(let items): return "[" + joined(items) + "]"
        case .set(let items): return "{" + joined(items) + "}"
        case .dictionary(let items):
            let pairs = items.map { text($0.key, above: Precedence.conditional) + ": " + text($0.value, above: Precedence.conditional) }
            return "{" + pairs.joined(separator: ", ") + "}"
        case .comprehension(let kind, let element, let value, let clauses):
            return comprehension(kind, element, value, clauses)
        case .formatted(let parts): return formatted(parts)
        default: return ""
        }
    }

    private static func joined(_ items: [Expression]) -> String {
        items.map { text($0, above: Precedence.conditional) }.joined(separator: ", ")
    }

    private static func precedence(of literal: Literal) -> Int {
        (literal.doubleValue ?? 0) < 0 ? Precedence.unary : Precedence.primary
    }

    private static func binary(_ left: Expression, _ operation: Expression.BinaryOperator, _ right: Expression) -> (String, Int) {
        let level = level(of: operation)
        let powers = operation == .power
        let left = text(left, above: powers ? level + 1 : level)
        let right = text(right, above: powers ? Precedence.unary : level + 1)
        return ("\(left) \(operation.rawValue) \(right)", level)
    }

    private static func level(of operation: Expression.BinaryOperator) -> Int {
        switch operation {
        case .bitOr: return 6
        case .bitXor: return 7
        case .bitAnd: return 8
        case .shiftLeft, .shiftRight: return 9
        case .add, .subtract: return 10
        case .multiply, .divide, .floorDivide, .remainder: return 11
        case .power: return Precedence.power
        }
    }

    private static func comprehension(
        _ kind: Expression.ComprehensionKind, _ element: Expression, _ value: Expression?, _ clauses: [Expression.ComprehensionClause]
    ) -> String {
        var inner = text(element, above: Precedence.conditional)
        if let value { inner += ": " + text(value, above: Precedence.conditional) }
        for clause in clauses {
            inner += " for \(bare(clause.target)) in \(text(clause.iterable, above: Precedence.or))"
            inner += clause.conditions.map { " if " + text($0, above: Precedence.or) }.joined()
        }
        switch kind {
        case .list: return "[\(inner)]"
        case .set, .dictionary: return "{\(inner)}"
        case .generator: return "(\(inner))"
        }
    }

    private static func formatted(_ parts: [Expression]) -> String {
        let texts = parts.map { part -> String in
            if case .constant(.string(let text)) = part {
                let quoted = Literal.string(text.replacing("{", with: "{{").replacing("}", with: "}}")).python
                return String(quoted.dropFirst().dropLast())
            }
            return "{" + text(part, above: 0) + "}"
        }
        let quote = texts.contains { $0.contains("'") } ? "\"" : "'"
        return "f" + quote + texts.joined() + quote
    }

    /// A tuple without parentheses, as targets and returned values are written.
    fileprivate static func bare(_ expression: Expression) -> String {
        if case .tuple(let items) = expression, items.count > 1 { return joined(items) }
        return text(expression, above: 0)
    }

    // MARK: Statements

    private struct Lines {
        var lines: [String] = []

        mutating func add(_ line: String, _ depth: Int) {
            lines.append(String(repeating: "    ", count: depth) + line)
        }

        mutating func add(_ function: FunctionDefinition, depth: Int) {
            let parameters = function.parameters.map { parameter in
                parameter.name + (parameter.defaultValue.map { "=" + PythonPrinter.source(of: $0) } ?? "")
            }
            add("def \(function.name)(\(parameters.joined(separator: ", "))):", depth)
            add(function.body, depth + 1)
        }

        mutating func add(_ body: [Statement], _ depth: Int) {
            if body.isEmpty { add("pass", depth) }
            for statement in body { add(statement, depth) }
        }

        mutating func add(_ statement: Statement, _ depth: Int) {
            switch statement {
            case .conditional(let test, let body, let otherwise): add(test, body, otherwise, keyword: "if", depth)
            case .forEach(let target, let iterable, let body, let otherwise):
                add("for \(PythonPrinter.bare(target)) in \(PythonPrinter.bare(iterable)):", depth)
                add(body, depth + 1)
                add(clause: "else", otherwise, depth)
            case .whileLoop(let test, let body, let otherwise):
                add("while \(PythonPrinter.source(of: test)):", depth)
                add(body, depth + 1)
                add(clause: "else", otherwise, depth)
            case .function(let function): add(function, depth: depth)
            case .tryBlock(let body, let handlers, let otherwise, let finally):
                add("try:", depth)
                add(body, depth + 1)
                for handler in handlers {
                    let kind = handler.kind.map { " " + PythonPrinter.source(of: $0) } ?? ""
                    add("except\(kind)\(handler.name.map { " as " + $0 } ?? ""):", depth)
                    add(handler.body, depth + 1)
                }
                add(clause: "else", otherwise, depth)
                add(clause: "finally", finally, depth)
            default: add(Self.simple(statement), depth)
            }
        }

        private mutating func add(clause keyword: String, _ body: [Statement], _ depth: Int) {
            if body.isEmpty { return }
            add(keyword + ":", depth)
            add(body, depth + 1)
        }

        private mutating func add(_ test: Expression, _ body: [Statement], _ otherwise: [Statement], keyword: String, _ depth: Int) {
            add("\(keyword) \(PythonPrinter.source(of: test)):", depth)
            add(body, depth + 1)
            if otherwise.count == 1, case .conditional(let test, let body, let otherwise) = otherwise[0] {
                add(test, body, otherwise, keyword: "elif", depth)
            } else {
                add(clause: "else", otherwise, depth)
            }
        }

        private static func simple(_ statement: Statement) -> String {
            switch statement {
            case .assign(let targets, let value):
                return (targets + [value]).map(PythonPrinter.bare).joined(separator: " = ")
            case .augment(let target, let operation, let value):
                return "\(PythonPrinter.source(of: target)) \(operation.rawValue)= \(PythonPrinter.bare(value))"
            case .expression(let value): return PythonPrinter.source(of: value)
            case .returning(let value): return value.map { "return " + PythonPrinter.bare($0) } ?? "return"
            case .breaking: return "break"
            case .continuing: return "continue"
            case .delete(let targets): return "del " + targets.map(PythonPrinter.source).joined(separator: ", ")
            case .raise(let value): return value.map { "raise " + PythonPrinter.source(of: $0) } ?? "raise"
            case .importing(let part):
                return part.names.isEmpty ? "import \(part.module)" : "from \(part.module) import \(part.names.joined(separator: ", "))"
            case .nonlocal(let names): return "nonlocal " + names.joined(separator: ", ")
            default: return "pass"
            }
        }
    }
}
