/// Built-in functions, methods, filters and tests: those that published chat templates use.
extension TemplateInterpreter {
    static let functions: Set<String> = ["namespace", "raise_exception", "range", "dict"]
    private static let rangeLimit = 100_000

    mutating func callFunction(_ name: String, _ arguments: [TemplateValue], _ named: [String: TemplateValue]) throws -> TemplateValue {
        switch name {
        case "namespace":
            namespaces.append(named)
            return .namespace(namespaces.count - 1)
        case "raise_exception": throw failure("the template refuses: \(arguments.first?.text ?? "")")
        case "dict": return .object(named.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        default: return try range(arguments)
        }
    }

    private func range(_ arguments: [TemplateValue]) throws -> TemplateValue {
        let bounds = arguments.compactMap(\.asInteger)
        guard bounds.count == arguments.count, (1...3).contains(bounds.count) else { throw failure("range needs one to three integers") }
        let start = bounds.count > 1 ? bounds[0] : 0
        let stop = bounds.count > 1 ? bounds[1] : bounds[0]
        let step = bounds.count > 2 ? bounds[2] : 1
        guard step != 0 else { throw failure("range with step 0") }
        let values = Swift.stride(from: start, to: stop, by: step).prefix(Self.rangeLimit + 1).map { TemplateValue.integer($0) }
        guard values.count <= Self.rangeLimit else { throw failure("range with more than \(Self.rangeLimit) values") }
        return .list(values)
    }

    // MARK: Methods

    /// A Python method of strings and dictionaries, or nil if the value has no such method.
    func method(_ name: String, of value: TemplateValue, _ arguments: [TemplateValue]) throws -> TemplateValue? {
        switch value {
        case .string(let text): return try stringMethod(name, text, arguments)
        case .object(let members): return try objectMethod(name, members, arguments)
        default: return nil
        }
    }

    private func stringMethod(_ name: String, _ text: String, _ arguments: [TemplateValue]) throws -> TemplateValue? {
        let first: String? = if case .string(let value)? = arguments.first { value } else { nil }
        switch name {
        case "strip": return .string(TemplateText.strip(text, first))
        case "lstrip": return .string(TemplateText.strip(text, first, right: false))
        case "rstrip": return .string(TemplateText.strip(text, first, left: false))
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "title": return .string(Self.titled(text))
        case "capitalize": return .string(text.prefix(1).uppercased() + text.dropFirst().lowercased())
        case "startswith": return .bool(try affixes(name, arguments).contains { TemplateText.starts(text, $0) })
        case "endswith": return .bool(try affixes(name, arguments).contains { TemplateText.ends(text, $0) })
        case "split": return .list(try split(text, arguments).map(TemplateValue.string))
        case "replace":
            guard let first, case .string(let second)? = arguments.dropFirst().first else { throw failure("'replace' needs two strings") }
            return .string(replaced(text, first, second, arguments.count > 2 ? arguments[2].asInteger : nil))
        default: return nil
        }
    }

    private func affixes(_ method: String, _ arguments: [TemplateValue]) throws -> [String] {
        switch arguments.first {
        case .string(let text)?: return [text]
        case .list(let values)?: return values.map(\.text)
        default: throw failure("'\(method)' needs a string")
        }
    }

    private func split(_ text: String, _ arguments: [TemplateValue]) throws -> [String] {
        let limit = arguments.count > 1 ? arguments[1].asInteger.flatMap { $0 >= 0 ? $0 : nil } ?? .max : .max
        guard case .string(let separator)? = arguments.first else {
            return text.unicodeScalars.split { $0.properties.isWhitespace }.map { String(String.UnicodeScalarView($0)) }
        }
        guard !separator.isEmpty else { throw failure("an empty separator") }
        return TemplateText.split(text, separator: separator, limit: limit)
    }

    private func replaced(_ text: String, _ old: String, _ new: String, _ limit: Int?) -> String {
        guard !old.isEmpty else { return text }
        let count = limit.flatMap { $0 >= 0 ? $0 : nil } ?? .max
        return TemplateText.split(text, separator: old, limit: count).joined(separator: new)
    }

    private static func titled(_ text: String) -> String {
        var result = ""
        var inside = false
        for character in text {
            result += inside ? character.lowercased() : character.uppercased()
            inside = character.isLetter
        }
        return result
    }

    private func objectMethod(_ name: String, _ members: [(key: String, value: TemplateValue)], _ arguments: [TemplateValue]) throws
        -> TemplateValue?
    {
        switch name {
        case "items": return .list(members.map { .list([.string($0.key), $0.value]) })
        case "keys": return .list(members.map { .string($0.key) })
        case "values": return .list(members.map(\.value))
        case "get":
            guard let key = arguments.first?.text else { throw failure("'get' needs a key") }
            return members.first { $0.key == key }?.value ?? (arguments.count > 1 ? arguments[1] : TemplateValue.none)
        default: return nil
        }
    }

    // MARK: Filters

    func filter(
        _ name: String, _ value: TemplateValue, _ arguments: [TemplateValue], _ named: [String: TemplateValue]
    ) throws -> TemplateValue {
        switch name {
        case "trim": return .string(TemplateText.strip(value.text, arguments.first?.text))
        case "upper", "lower", "capitalize", "title": return try stringMethod(name, value.text, []) ?? .undefined
        case "replace": return try stringMethod(name, value.text, arguments) ?? .undefined
        case "string": return .string(value.text)
        case "safe": return value
        case "int":
            return .integer(value.asInteger ?? Int(value.text) ?? value.asNumber.flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? 0)
        case "tojson": return .string(value.json)
        case "default", "d":
            let replacesFalse = (arguments.count > 1 ? arguments[1] : named["boolean"])?.isTrue ?? false
            if case .undefined = value { return arguments.first ?? .string("") }
            return replacesFalse && !value.isTrue ? arguments.first ?? .string("") : value
        case "items":
            guard case .object(let members) = value else { throw failure("'items' needs a mapping, not \(value.kind)") }
            return .list(members.map { .list([.string($0.key), $0.value]) })
        default: return try listFilter(name, try elements(value), value, arguments, named)
        }
    }

    private func listFilter(
        _ name: String, _ values: [TemplateValue], _ value: TemplateValue, _ arguments: [TemplateValue], _ named: [String: TemplateValue]
    ) throws -> TemplateValue {
        switch name {
        case "length", "count":
            if case .undefined = value { return .integer(0) }
            return .integer(values.count)
        case "first": return values.first ?? .undefined
        case "last": return values.last ?? .undefined
        case "list": return .list(values)
        case "reverse": return .list(values.reversed())
        case "join": return .string(values.map(\.text).joined(separator: (arguments.first ?? named["d"])?.text ?? ""))
        case "map":
            guard let attribute = named["attribute"]?.text else { throw failure("'map' is supported with an attribute only") }
            return .list(try values.map { try member($0, attribute) })
        case "selectattr", "rejectattr":
            guard let attribute = arguments.first?.text else { throw failure("'\(name)' needs an attribute") }
            return .list(
                try values.filter { value in
                    let found = try member(value, attribute)
                    let holds = arguments.count > 1 ? try test(arguments[1].text, found, Array(arguments.dropFirst(2))) : found.isTrue
                    return holds == (name == "selectattr")
                })
        default: throw failure("the filter '\(name)' is not supported")
        }
    }

    // MARK: Tests

    func test(_ name: String, _ value: TemplateValue, _ arguments: [TemplateValue]) throws -> Bool {
        switch (name, value) {
        case ("defined", .undefined): return false
        case ("defined", _): return true
        case ("undefined", .undefined): return true
        case ("none", .none), ("string", .string), ("mapping", .object), ("boolean", .bool): return true
        case ("true", .bool(let truth)): return truth
        case ("false", .bool(let truth)): return !truth
        case ("number", .integer), ("number", .number), ("number", .bool), ("integer", .integer), ("float", .number): return true
        case ("sequence", .list), ("sequence", .string), ("sequence", .object): return true
        case ("iterable", .list), ("iterable", .string), ("iterable", .object): return true
        case ("callable", .function): return true
        case ("undefined", _), ("none", _), ("string", _), ("mapping", _), ("boolean", _), ("true", _), ("false", _), ("number", _),
            ("integer", _), ("float", _), ("sequence", _), ("iterable", _), ("callable", _):
            return false
        case ("odd", _): return (value.asInteger ?? 0) & 1 == 1
        case ("even", _): return (value.asInteger ?? 1) & 1 == 0
        case ("equalto", _), ("eq", _), ("sameas", _): return value.equals(arguments.first ?? .undefined)
        case ("ne", _): return !value.equals(arguments.first ?? .undefined)
        case ("in", _): return try contains(arguments.first ?? .undefined, value)
        default: throw failure("the test '\(name)' is not supported")
        }
    }
}
