extension KindTable {
    func kind(of expression: Expression) -> Kind {
        switch expression {
        case .constant(let literal): return Kind(of: literal)
        case .name(let name): return kinds[name] ?? .open
        case .unary(let operation, let inner):
            if operation == .not { return .truth }
            let kind = kind(of: inner)
            return kind == .truth ? .whole : kind
        case .binary(let left, let operation, let right): return arithmetic(kind(of: left), operation, kind(of: right))
        case .boolean(_, let items): return Kind.joined(items.map(kind))
        case .comparison: return .truth
        case .call(let function, let arguments, _): return call(function, arguments)
        case .attribute: return .any
        case .subscripted(let value, let index): return subscripted(kind(of: value), index)
        case .slice: return .any
        case .list(let items): return .list(Kind.joined(items.map(itemKind)))
        case .tuple(let items):
            let starred = items.contains { if case .starred = $0 { true } else { false } }
            return starred ? .any : .tuple(items.map(kind))
        case .set(let items): return .set(Kind.joined(items.map(itemKind)))
        case .dictionary(let items):
            return .dictionary(Kind.joined(items.map { kind(of: $0.key) }), Kind.joined(items.map { kind(of: $0.value) }))
        case .conditional(_, let then, let otherwise): return kind(of: then).joined(kind(of: otherwise))
        case .comprehension(let form, let element, let value, _):
            switch form {
            case .list, .generator: return .list(kind(of: element))
            case .set: return .set(kind(of: element))
            case .dictionary: return .dictionary(kind(of: element), value.map { kind(of: $0) } ?? .open)
            }
        case .lambda, .starred: return .any
        case .formatted: return .text
        }
    }

    func itemKind(_ expression: Expression) -> Kind {
        if case .starred(let inner) = expression { return kind(of: inner).item }
        return kind(of: expression)
    }

    /// The kind of what a loop over an expression goes through.
    func item(of iterable: Expression) -> Kind {
        guard case .call(let function, let arguments, _) = iterable else { return kind(of: iterable).item }
        switch (function, arguments.count) {
        case (.name("enumerate"), 1...2): return .tuple([.whole, kind(of: arguments[0]).item])
        case (.name("zip"), 1...): return .tuple(arguments.map { kind(of: $0).item })
        case (.attribute(let owner, "items"), 0):
            if case .dictionary(let key, let value) = kind(of: owner) { return .tuple([key, value]) }
            return .any
        default: return kind(of: iterable).item
        }
    }

    func arithmetic(_ left: Kind, _ operation: Expression.BinaryOperator, _ right: Kind) -> Kind {
        let left = left == .truth ? .whole : left
        let right = right == .truth ? .whole : right
        switch (operation, left, right) {
        case (.divide, .whole, .whole): return .decimal
        case (.multiply, .text, _), (.multiply, _, .text): return .text
        case (.multiply, .list, _): return left
        case (.multiply, _, .list): return right
        case (.remainder, .text, _): return .text
        case (.subtract, .set, _), (.bitAnd, .set, _), (.bitOr, .set, _), (.bitXor, .set, _): return left
        case (.add, .tuple(let first), .tuple(let second)): return .tuple(first + second)
        default: return left.joined(right)
        }
    }

    func subscripted(_ owner: Kind, _ index: Expression) -> Kind {
        if case .slice = index { return owner.isTuple ? .any : owner }
        switch owner {
        case .dictionary(_, let value): return value
        case .tuple(let items):
            guard let place = index.wholeConstant else { return owner.item }
            let index = place < 0 ? place + items.count : place
            return items.indices.contains(index) ? items[index] : .any
        case .set, .whole, .decimal, .truth, .null: return .any
        default: return owner.item
        }
    }
}

extension Expression {
    /// The value of a whole number that is written out, with or without a minus sign.
    var wholeConstant: Int? {
        switch self {
        case .constant(.integer(let value)): return value
        case .unary(.negative, .constant(.integer(let value))): return -value
        default: return nil
        }
    }
}
