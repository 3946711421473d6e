extension PythonParser {
    /// The next statement, or the statements of a line with semicolons; nothing for a docstring.
    mutating func statement() throws -> [Statement] {
        guard case .name(let word) = current else { return try simpleLine() }
        switch word {
        case "def": return [.function(try function())]
        case "if": return [try conditional()]
        case "for": return [try forEach()]
        case "while": return [try whileLoop()]
        case "with": throw refuse(PythonConstruct.words("With"))
        case "try": throw refuse(PythonConstruct.words("Try"))
        case "class": throw refuse(PythonConstruct.words("ClassDef"))
        case "async": throw refuse(PythonConstruct.words("AsyncFunctionDef"))
        default: return try simpleLine()
        }
    }

    private mutating func simpleLine() throws -> [Statement] {
        if at("@") { throw refuse("a decorator") }
        var statements: [Statement] = []
        repeat {
            if current == .lineEnd { break }
            if let statement = try simple() { statements.append(statement) }
        } while take(";")
        guard current == .lineEnd else { throw unexpected("the end of the line") }
        position += 1
        return statements
    }

    private mutating func simple() throws -> Statement? {
        guard case .name(let word) = current else { return try expressionStatement() }
        switch word {
        case "return", "raise":
            position += 1
            let value = current == .lineEnd || at(";") ? nil : try expressionList()
            return word == "return" ? .returning(value) : .raise(value)
        case "break", "continue", "pass":
            position += 1
            return word == "break" ? .breaking : word == "continue" ? .continuing : .pass
        case "del":
            position += 1
            let targets = try expressionList()
            if case .tuple(let items) = targets { return .delete(items) }
            return .delete([targets])
        case "nonlocal":
            position += 1
            var names = [try identifier()]
            while take(",") { names.append(try identifier()) }
            return .nonlocal(names)
        case "assert": return try assertion()
        case "import", "from": return .importing(try imported())
        case "global": throw refuse(PythonConstruct.words("Global"))
        default: return try expressionStatement()
        }
    }

    /// `assert test, message` is `if not test: raise AssertionError(message)`.
    private mutating func assertion() throws -> Statement {
        position += 1
        let test = try expression()
        let message = take(",") ? [try expression()] : []
        return .asserting(test, message: message)
    }

    private mutating func imported() throws -> Import {
        if take("import") {
            let module = try dotted()
            if at("as") { throw refuse("an import under another name") }
            if at(",") { throw refuse("an import of several modules") }
            return Import(module: module, names: [])
        }
        position += 1
        let module = try dotted()
        try expect("import")
        if at("*") { throw refuse("an import of everything") }
        let bracketed = take("(")
        var names: [String] = []
        repeat {
            if bracketed, at(")") { break }
            names.append(try identifier())
            if at("as") { throw refuse("an import under another name") }
        } while take(",")
        if bracketed { try expect(")") }
        return Import(module: module, names: names)
    }

    private mutating func dotted() throws -> String {
        var name = try identifier()
        while take(".") { name += "." + (try identifier()) }
        return name
    }

    private mutating func expressionStatement() throws -> Statement? {
        let first = try expressionList()
        if take(":") {
            _ = try expression()
            guard take("=") else { throw refuse("a name with a type and no value") }
            return .assign([first], try expressionList())
        }
        if case .operation(let text) = current, text.hasSuffix("="),
            let operation = Expression.BinaryOperator(rawValue: String(text.dropLast()))
        {
            position += 1
            return .augment(first, operation, try expressionList())
        }
        var parts = [first]
        while take("=") { parts.append(try expressionList()) }
        if parts.count > 1, let value = parts.popLast() { return .assign(parts, value) }
        if case .constant(.string) = first { return nil }
        return .expression(first)
    }

    // MARK: Blocks

    private mutating func block() throws -> [Statement] {
        try expect(":")
        guard current == .lineEnd else { return try simpleLine() }
        position += 1
        guard current == .indent else { throw unexpected("an indented block") }
        position += 1
        var body: [Statement] = []
        while current != .dedent {
            guard current != .end else { throw unexpected("the end of the block") }
            body += try statement()
        }
        position += 1
        return body
    }

    private mutating func conditional() throws -> Statement {
        position += 1
        let test = try expression()
        let body = try block()
        if at("elif") { return .conditional(test: test, body: body, otherwise: [try conditional()]) }
        return .conditional(test: test, body: body, otherwise: take("else") ? try block() : [])
    }

    private mutating func forEach() throws -> Statement {
        position += 1
        let target = try targetList()
        try expect("in")
        let iterable = try expressionList()
        let body = try block()
        return .forEach(target: target, iterable: iterable, body: body, otherwise: take("else") ? try block() : [])
    }

    private mutating func whileLoop() throws -> Statement {
        position += 1
        let test = try expression()
        let body = try block()
        return .whileLoop(test: test, body: body, otherwise: take("else") ? try block() : [])
    }

    private mutating func function() throws -> FunctionDefinition {
        position += 1
        let name = try identifier()
        try expect("(")
        var parameters: [FunctionDefinition.Parameter] = []
        while !take(")") {
            if at("*") || at("**") { throw refuse("a variable number of parameters") }
            if take("/") {  // ends the parameters that have no name for the caller
                guard take(",") || at(")") else { throw unexpected(")") }
                continue
            }
            let name = try identifier()
            if take(":") { _ = try expression() }
            parameters.append(.init(name, defaultValue: take("=") ? try expression() : nil))
            guard take(",") || at(")") else { throw unexpected(")") }
        }
        if take("->") { _ = try expression() }
        return FunctionDefinition(name: name, parameters: parameters, body: try block())
    }
}

extension Statement {
    /// `assert test, message` as the statements it stands for.
    static func asserting(_ test: Expression, message: [Expression]) -> Statement {
        .conditional(test: .unary(.not, test), body: [.raise(.call(.name("AssertionError"), message, []))], otherwise: [])
    }
}

extension FunctionDefinition {
    /// The function that a module's statements define.
    ///
    /// Where there are several, the one named `f`, or else the last, is the function; the others, and constants set beside them, go to the
    /// start of its body.
    /// - Throws: ``SequentialExecutionError/untold(construct:line:)``.
    init(module statements: [Statement]) throws {
        let statements = statements.filter { $0 != .pass }
        let functions = statements.compactMap { if case .function(let function) = $0 { function } else { nil } }
        guard var entry = functions.last(where: { $0.name == "f" }) ?? functions.last else {
            throw SequentialExecutionError.untold(construct: "a module without a function", line: nil)
        }
        let others = try statements.filter { statement in
            switch statement {
            case .function(let function): return function != entry
            case .assign, .importing: return true
            default: throw SequentialExecutionError.untold(construct: "a statement beside the function", line: nil)
            }
        }
        let taken = Set(entry.parameters.map(\.name))
        guard others.allSatisfy({ taken.isDisjoint(with: $0.boundNames) }) else {
            throw SequentialExecutionError.untold(construct: "a parameter named like something beside the function", line: nil)
        }
        entry.body = others + entry.body
        self = entry
    }
}

extension Statement {
    /// The names that a function definition or an assignment to names binds.
    var boundNames: [String] {
        switch self {
        case .function(let function): [function.name]
        case .assign(let targets, _): targets.flatMap(\.targetNames)
        default: []
        }
    }
}

extension Expression {
    /// The names that are set where this is a target.
    var targetNames: [String] {
        switch self {
        case .name(let name): [name]
        case .tuple(let items), .list(let items): items.flatMap(\.targetNames)
        case .starred(let inner): inner.targetNames
        default: []
        }
    }
}
