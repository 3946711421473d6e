/// Runs a chat template over its variables.
struct TemplateInterpreter {
    enum Flow { case next, breakLoop, continueLoop }

    /// Names, innermost scope last.
    private var scopes: [[String: TemplateValue]]
    var namespaces: [[String: TemplateValue]] = []
    private var macros: [String: TemplateMacro] = [:]
    private var output = ""
    private(set) var line = 1
    private var callDepth = 0
    private static let callLimit = 32

    init(names: [String: TemplateValue]) {
        scopes = [names]
    }

    mutating func run(_ program: [TemplateStatement]) throws -> String {
        _ = try execute(program)
        return output
    }

    func failure(_ message: String) -> TokenizationError { .templateEvaluation(line: line, message: message) }

    func lookUp(_ name: String) -> TemplateValue {
        for scope in scopes.reversed() {
            if let value = scope[name] { return value }
        }
        return Self.functions.contains(name) ? .function(name) : .undefined
    }

    private mutating func set(_ name: String, _ value: TemplateValue) { scopes[scopes.count - 1][name] = value }

    // MARK: Statements

    private mutating func execute(_ statements: [TemplateStatement]) throws -> Flow {
        for statement in statements {
            line = statement.line
            let flow = try execute(statement.kind)
            if flow != .next { return flow }
        }
        return .next
    }

    private mutating func execute(_ kind: TemplateStatement.Kind) throws -> Flow {
        switch kind {
        case .text(let text): output += text
        case .output(let expression): output += try evaluate(expression).text
        case .branch(let branches, let otherwise):
            for branch in branches where try evaluate(branch.condition).isTrue { return try execute(branch.body) }
            return try execute(otherwise)
        case .loop(let loop): try run(loop)
        case .assign(let names, let attribute, let expression): try assign(names, attribute, try evaluate(expression))
        case .capture(let name, let body): set(name, .string(try captured { _ = try $0.execute(body) }))
        case .macro(let macro):
            macros[macro.name] = macro
            set(macro.name, .function(macro.name))
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .next
    }

    /// What `body` prints, instead of printing it.
    private mutating func captured(_ body: (inout TemplateInterpreter) throws -> Void) throws -> String {
        let before = output
        output = ""
        try body(&self)
        defer { output = before }
        return output
    }

    private mutating func assign(_ names: [String], _ attribute: String?, _ value: TemplateValue) throws {
        if let attribute {
            guard case .namespace(let index) = lookUp(names[0]) else { throw failure("'\(names[0])' is not a namespace") }
            namespaces[index][attribute] = value
        } else {
            try bind(names, value)
        }
    }

    private mutating func bind(_ names: [String], _ value: TemplateValue) throws {
        if names.count == 1 { return set(names[0], value) }
        guard case .list(let values) = value, values.count == names.count else {
            throw failure("\(value.kind) does not unpack into \(names.count) names")
        }
        for (name, value) in zip(names, values) { set(name, value) }
    }

    private mutating func run(_ loop: TemplateLoop) throws {
        var values = try elements(try evaluate(loop.values))
        if let condition = loop.condition {
            values = try values.filter { value in
                scopes.append([:])
                defer { scopes.removeLast() }
                try bind(loop.names, value)
                return try evaluate(condition).isTrue
            }
        }
        if values.isEmpty { _ = try execute(loop.otherwise) }
        for (index, value) in values.enumerated() {
            scopes.append(["loop": Self.loopVariables(index, values)])
            defer { scopes.removeLast() }
            try bind(loop.names, value)
            if try execute(loop.body) == .breakLoop { break }
        }
    }

    private static func loopVariables(_ index: Int, _ values: [TemplateValue]) -> TemplateValue {
        .object([
            ("index", .integer(index + 1)), ("index0", .integer(index)),
            ("revindex", .integer(values.count - index)), ("revindex0", .integer(values.count - index - 1)),
            ("first", .bool(index == 0)), ("last", .bool(index == values.count - 1)), ("length", .integer(values.count)),
            ("previtem", index > 0 ? values[index - 1] : .undefined),
            ("nextitem", index + 1 < values.count ? values[index + 1] : .undefined),
        ])
    }

    /// What a loop goes over.
    func elements(_ value: TemplateValue) throws -> [TemplateValue] {
        switch value {
        case .list(let values): return values
        case .object(let members): return members.map { .string($0.key) }
        case .string(let text): return text.unicodeScalars.map { .string(String(Character($0))) }
        case .undefined: return []
        default: throw failure("cannot go through \(value.kind)")
        }
    }

    // MARK: Calls

    mutating func call(_ callee: TemplateValue, _ arguments: [TemplateValue], _ named: [String: TemplateValue]) throws -> TemplateValue {
        guard case .function(let name) = callee else { throw failure("\(callee.kind) cannot be called") }
        guard let macro = macros[name] else { return try callFunction(name, arguments, named) }
        guard callDepth < Self.callLimit else { throw failure("macros call each other more than \(Self.callLimit) levels deep") }
        guard arguments.count <= macro.parameters.count else { throw failure("macro '\(name)' takes \(macro.parameters.count) arguments") }
        callDepth += 1
        defer { callDepth -= 1 }
        var scope: [String: TemplateValue] = [:]
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.count {
                scope[parameter.name] = arguments[index]
            } else if let value = named[parameter.name] {
                scope[parameter.name] = value
            } else {
                scope[parameter.name] = try parameter.fallback.map { try evaluate($0) } ?? .undefined
            }
        }
        // A macro sees the template's own names, not those of the loops around its call.
        let outer = scopes
        scopes = [outer[0], scope]
        defer { scopes = outer }
        return .string(try captured { _ = try $0.execute(macro.body) })
    }
}
