extension KindTable {
    func call(_ function: Expression, _ arguments: [Expression]) -> Kind {
        switch function {
        case .name(let name): return results[name] ?? called(name, arguments)
        case .attribute(.name("math"), let name), .attribute(.name("collections"), let name): return called(name, arguments)
        case .attribute(let owner, let method): return methodResult(method, kind(of: owner), arguments)
        default: return .any
        }
    }

    func called(_ name: String, _ arguments: [Expression]) -> Kind {
        let first = arguments.first.map { kind(of: $0) } ?? .open
        switch name {
        case "len", "int", "ord", "gcd", "lcm", "isqrt", "floor", "ceil", "factorial", "comb": return .whole
        case "float", "sqrt": return .decimal
        case "bool", "any", "all", "isinstance", "callable": return .truth
        case "str", "chr", "bin", "hex", "oct", "repr", "format": return .text
        case "abs", "round": return name == "round" && arguments.count == 1 ? .whole : first
        case "sum": return first.item == .truth ? .whole : first.item
        case "pow": return arguments.count > 1 ? first.joined(kind(of: arguments[1])) : .any
        case "max", "min": return arguments.count == 1 ? first.item : Kind.joined(arguments.map(kind))
        case "sorted", "list", "reversed", "deque": return arguments.isEmpty ? .list(.open) : .list(item(of: arguments[0]))
        case "filter": return arguments.count == 2 ? .list(item(of: arguments[1])) : .any
        case "map": return .list(mapped(arguments))
        case "range": return .list(.whole)
        case "enumerate", "zip": return .list(item(of: .call(.name(name), arguments, [])))
        case "set": return .set(arguments.isEmpty ? .open : item(of: arguments[0]))
        case "Counter": return .dictionary(arguments.isEmpty ? .open : item(of: arguments[0]), .whole)
        case "defaultdict": return .dictionary(.open, arguments.first.map { called(PythonPrinter.source(of: $0), []) } ?? .open)
        case "dict": return arguments.isEmpty ? .dictionary(.open, .open) : (first.isDictionary ? first : .dictionary(.any, .any))
        case "divmod": return .tuple([first, first])
        case "tuple": return .list(arguments.isEmpty ? .open : item(of: arguments[0]))
        default: return .any
        }
    }

    func mapped(_ arguments: [Expression]) -> Kind {
        guard arguments.count == 2, case .name(let name) = arguments[0] else { return .any }
        return results[name] ?? called(name, [])
    }

    func methodResult(_ name: String, _ owner: Kind, _ arguments: [Expression]) -> Kind {
        switch name {
        case "index", "find", "rfind", "count", "bit_length": return .whole
        case "lower", "upper", "strip", "lstrip", "rstrip", "join", "replace", "title", "capitalize", "swapcase", "zfill", "center",
            "ljust", "rjust", "format":
            return .text
        case "split", "splitlines": return .list(.text)
        case "partition", "rpartition": return .tuple([.text, .text, .text])
        case "most_common":
            if case .dictionary(let key, let value) = owner { return .list(.tuple([key, value])) }
            return .any
        case "startswith", "endswith", "isdigit", "isalpha", "isalnum", "isupper", "islower", "isspace", "issubset", "issuperset",
            "isdisjoint":
            return .truth
        case "copy", "union", "intersection", "difference", "symmetric_difference": return owner
        case "keys": return .list(owner.item)
        case "values", "get", "setdefault":
            guard case .dictionary(_, let value) = owner else { return .any }
            if name == "values" { return .list(value) }
            return arguments.count == 2 ? value.joined(kind(of: arguments[1])) : .any
        case "items":
            if case .dictionary(let key, let value) = owner { return .list(.tuple([key, value])) }
            return .any
        case "pop", "popleft":
            if case .dictionary(_, let value) = owner { return value }
            return owner.item
        default: return .any
        }
    }
}
