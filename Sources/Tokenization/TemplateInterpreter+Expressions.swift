/// Evaluation of expressions.
extension TemplateInterpreter {
    mutating func evaluate(_ expression: TemplateExpression) throws -> TemplateValue {
        switch expression {
        case .literal(let value): return value
        case .name(let name): return lookUp(name)
        case .list(let items): return .list(try items.map { try evaluate($0) })
        case .object(let members):
            return .object(try members.map { (try evaluate($0.key).text, try evaluate($0.value)) })
        case .attribute(let base, let name): return try member(try evaluate(base), name)
        case .item(let base, let index): return try item(try evaluate(base), try evaluate(index))
        case .slice(let base, let start, let stop, let step):
            let bounds = try [start, stop, step].map { try $0.map { try evaluate($0) } }
            return try slice(try evaluate(base), bounds)
        case .call(let callee, let arguments): return try call(callee, arguments)
        case .filter(let base, let name, let arguments):
            let value = try evaluate(base)
            return try filter(name, value, try arguments.positional.map { try evaluate($0) }, try named(arguments))
        case .test(let base, let name, let arguments):
            let value = try evaluate(base)
            return .bool(try test(name, value, try arguments.positional.map { try evaluate($0) }))
        case .not(let operand): return .bool(try !evaluate(operand).isTrue)
        case .negative(let operand): return try arithmetic("-", .integer(0), try evaluate(operand))
        case .binary(let operation, let left, let right): return try binary(operation, left, right)
        case .conditional(let value, let condition, let otherwise):
            if try evaluate(condition).isTrue { return try evaluate(value) }
            return try otherwise.map { try evaluate($0) } ?? .undefined
        }
    }

    private mutating func named(_ arguments: TemplateArguments) throws -> [String: TemplateValue] {
        var values: [String: TemplateValue] = [:]
        for (name, value) in arguments.named { values[name] = try evaluate(value) }
        return values
    }

    private mutating func call(_ callee: TemplateExpression, _ arguments: TemplateArguments) throws -> TemplateValue {
        if case .attribute(let base, let name) = callee {
            let target = try evaluate(base)
            let values = try arguments.positional.map { try evaluate($0) }
            if let result = try method(name, of: target, values) { return result }
            return try call(try member(target, name), values, try named(arguments))
        }
        return try call(try evaluate(callee), try arguments.positional.map { try evaluate($0) }, try named(arguments))
    }

    /// `base.name`: a member, or undefined where the base has none.
    func member(_ base: TemplateValue, _ name: String) throws -> TemplateValue {
        switch base {
        case .object(let members): return members.first { $0.key == name }?.value ?? .undefined
        case .namespace(let index): return namespaces[index][name] ?? .undefined
        case .undefined: throw failure("an undefined value has no '\(name)'")
        default: return .undefined
        }
    }

    private func item(_ base: TemplateValue, _ index: TemplateValue) throws -> TemplateValue {
        if case .string(let key) = index { return try member(base, key) }
        guard let position = index.asInteger else { return .undefined }
        if case .undefined = base { throw failure("an undefined value has no items") }
        guard let values = sequence(base) else { return .undefined }
        let at = position < 0 ? position &+ values.count : position
        return values.indices.contains(at) ? values[at] : .undefined
    }

    private func sequence(_ value: TemplateValue) -> [TemplateValue]? {
        switch value {
        case .list(let values): values
        case .string(let text): text.unicodeScalars.map { .string(String(Character($0))) }
        default: nil
        }
    }

    /// Python's `base[start:stop:step]`.
    private func slice(_ base: TemplateValue, _ bounds: [TemplateValue?]) throws -> TemplateValue {
        guard let values = sequence(base) else { throw failure("\(base.kind) has no slices") }
        let count = values.count
        let step = bounds[2]?.asInteger ?? 1
        guard step != 0, step != .min else { throw failure("a slice with step \(step)") }
        func clamp(_ value: TemplateValue?, _ fallback: Int) -> Int {
            guard let index = value?.asInteger else { return fallback }
            let at = index < 0 ? max(index, -count - 1) + count : min(index, count)
            return step > 0 ? max(at, 0) : min(max(at, -1), count - 1)
        }
        let start = clamp(bounds[0], step > 0 ? 0 : count - 1)
        let stop = clamp(bounds[1], step > 0 ? count : -1)
        let chosen = Swift.stride(from: start, to: stop, by: step).map { values[$0] }
        if case .string = base { return .string(chosen.map(\.text).joined()) }
        return .list(chosen)
    }

    // MARK: Operators

    private mutating func binary(_ operation: String, _ left: TemplateExpression, _ right: TemplateExpression) throws -> TemplateValue {
        let first = try evaluate(left)
        if operation == "and" { return first.isTrue ? try evaluate(right) : first }
        if operation == "or" { return first.isTrue ? first : try evaluate(right) }
        let second = try evaluate(right)
        switch operation {
        case "==": return .bool(first.equals(second))
        case "!=": return .bool(!first.equals(second))
        case "<", "<=", ">", ">=": return .bool(try compares(operation, first, second))
        case "in": return .bool(try contains(second, first))
        case "not in": return .bool(try !contains(second, first))
        case "~": return .string(first.text + second.text)
        default: return try arithmetic(operation, first, second)
        }
    }

    private func compares(_ operation: String, _ left: TemplateValue, _ right: TemplateValue) throws -> Bool {
        if let left = left.asNumber, let right = right.asNumber {
            return switch operation {
            case "<": left < right
            case "<=": left <= right
            case ">": left > right
            default: left >= right
            }
        }
        guard case .string(let first) = left, case .string(let second) = right else {
            throw failure("cannot compare \(left.kind) with \(right.kind)")
        }
        let isLess = first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
        let isMore = second.unicodeScalars.lexicographicallyPrecedes(first.unicodeScalars)
        return switch operation {
        case "<": isLess
        case "<=": !isMore
        case ">": isMore
        default: !isLess
        }
    }

    func contains(_ container: TemplateValue, _ value: TemplateValue) throws -> Bool {
        switch (container, value) {
        case (.string(let text), .string(let part)): return TemplateText.contains(text, part)
        case (.list(let values), _): return values.contains { $0.equals(value) }
        case (.object(let members), _): return members.contains { TemplateValue.string($0.key).equals(value) }
        case (.undefined, _): return false
        default: throw failure("cannot look for \(value.kind) in \(container.kind)")
        }
    }

    private func arithmetic(_ operation: String, _ left: TemplateValue, _ right: TemplateValue) throws -> TemplateValue {
        if let left = left.asInteger, let right = right.asInteger, operation != "/" {
            guard let value = Self.integer(operation, left, right) else { throw failure("\(left) \(operation) \(right) has no value") }
            return .integer(value)
        }
        if let left = left.asNumber, let right = right.asNumber {
            switch operation {
            case "+": return .number(left + right)
            case "-": return .number(left - right)
            case "*": return .number(left * right)
            case "/" where right != 0: return .number(left / right)
            case "//" where right != 0: return .number((left / right).rounded(.down))
            case "%" where right != 0: return .number(left - right * (left / right).rounded(.down))
            default: throw failure("division by zero")
            }
        }
        switch (operation, left, right) {
        case ("+", .string(let first), .string(let second)): return .string(first + second)
        case ("+", .list(let first), .list(let second)): return .list(first + second)
        default: throw failure("'\(operation)' does not apply to \(left.kind) and \(right.kind)")
        }
    }

    private static func integer(_ operation: String, _ left: Int, _ right: Int) -> Int? {
        func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? { result.overflow ? nil : result.partialValue }
        switch operation {
        case "+": return checked(left.addingReportingOverflow(right))
        case "-": return checked(left.subtractingReportingOverflow(right))
        case "*": return checked(left.multipliedReportingOverflow(by: right))
        case "//", "%":
            // Python rounds down.
            guard let quotient = checked(left.dividedReportingOverflow(by: right)), right != 0 else { return nil }
            let floor = left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient
            return operation == "//" ? floor : left - floor * right
        default: return nil
        }
    }
}
