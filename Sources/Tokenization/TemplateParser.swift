/// Parses chat templates: this file the statements, its extension the expressions.
struct TemplateParser {
    private let tokens: [(token: TemplateToken, line: Int)]
    private var position = 0
    /// Bounds the recursion of parser and interpreter on hostile templates.
    private var depth = 0
    private static let depthLimit = 64
    /// Operators in the tag so far: each can be one more level of recursion.
    private var operators = 0
    private static let operatorLimit = 500

    init(tokens: [(token: TemplateToken, line: Int)]) { self.tokens = tokens }

    mutating func program() throws -> [TemplateStatement] {
        let statements = try body(until: [])
        if position < tokens.count { throw failure("unexpected end of a block") }
        return statements
    }

    // MARK: Tokens

    var line: Int { tokens.isEmpty ? 1 : tokens[min(position, tokens.count - 1)].line }
    func failure(_ message: String) -> TokenizationError { .templateSyntax(line: line, message: message) }
    func peek(_ offset: Int = 0) -> TemplateToken? { position + offset < tokens.count ? tokens[position + offset].token : nil }
    func isSymbol(_ text: String) -> Bool { peek() == .symbol(text) }
    func isName(_ text: String) -> Bool { peek() == .name(text) }
    mutating func skip() { position += 1 }

    mutating func accept(_ token: TemplateToken) -> Bool {
        guard peek() == token else { return false }
        position += 1
        return true
    }

    mutating func expect(_ token: TemplateToken, _ what: String) throws {
        guard accept(token) else { throw failure("expected \(what)") }
    }

    mutating func name() throws -> String {
        guard case .name(let text)? = peek() else { throw failure("expected a name") }
        position += 1
        return text
    }

    mutating func nested<Result>(_ parse: (inout TemplateParser) throws -> Result) throws -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw failure("nested deeper than \(Self.depthLimit) levels") }
        return try parse(&self)
    }

    mutating func countOperator() throws {
        operators += 1
        guard operators <= Self.operatorLimit else { throw failure("more than \(Self.operatorLimit) operators in one tag") }
    }

    // MARK: Statements

    /// Statements up to a block tag with one of these names, which is not consumed beyond its start and name.
    private mutating func body(until ends: Set<String>) throws -> [TemplateStatement] {
        try nested { parser in
            var statements: [TemplateStatement] = []
            while let token = parser.peek() {
                let line = parser.line
                parser.operators = 0
                switch token {
                case .text(let text):
                    parser.skip()
                    statements.append(TemplateStatement(kind: .text(text), line: line))
                case .outputStart:
                    parser.skip()
                    let expression = try parser.expression()
                    try parser.expect(.outputEnd, "'}}'")
                    statements.append(TemplateStatement(kind: .output(expression), line: line))
                default:
                    if case .name(let keyword)? = parser.peek(1), ends.contains(keyword) { return statements }
                    statements += try parser.statement(line: line)
                }
            }
            if !ends.isEmpty { throw parser.failure("missing '\(ends.sorted().joined(separator: "' or '"))'") }
            return statements
        }
    }

    private mutating func closeTag() throws { try expect(.statementEnd, "'%}'") }

    private mutating func endTag(_ keyword: String) throws {
        try expect(.statementStart, "'{%'")
        try expect(.name(keyword), "'\(keyword)'")
        try closeTag()
    }

    private mutating func statement(line: Int) throws -> [TemplateStatement] {
        try expect(.statementStart, "'{%'")
        let keyword = try name()
        let kind: TemplateStatement.Kind
        switch keyword {
        case "if": kind = try branch()
        case "for": kind = try loop()
        case "set": kind = try assignment()
        case "macro": kind = try macro()
        case "break", "continue":
            try closeTag()
            kind = keyword == "break" ? .breakLoop : .continueLoop
        case "generation":
            // Marks what the assistant wrote, for training masks; prints its content.
            try closeTag()
            let statements = try body(until: ["endgeneration"])
            try endTag("endgeneration")
            return statements
        default: throw failure("'{% \(keyword) %}' is not supported")
        }
        return [TemplateStatement(kind: kind, line: line)]
    }

    private mutating func branch() throws -> TemplateStatement.Kind {
        var branches: [(condition: TemplateExpression, body: [TemplateStatement])] = []
        while true {
            let condition = try expression()
            try closeTag()
            branches.append((condition, try body(until: ["elif", "else", "endif"])))
            try expect(.statementStart, "'{%'")
            switch try name() {
            case "elif": continue
            case "else":
                try closeTag()
                let otherwise = try body(until: ["endif"])
                try endTag("endif")
                return .branch(branches, otherwise: otherwise)
            default:
                try closeTag()
                return .branch(branches, otherwise: [])
            }
        }
    }

    private mutating func loop() throws -> TemplateStatement.Kind {
        var names = [try name()]
        while accept(.symbol(",")) { names.append(try name()) }
        try expect(.name("in"), "'in'")
        let values = try alternative()
        let condition = accept(.name("if")) ? try expression() : nil
        try closeTag()
        let statements = try body(until: ["else", "endfor"])
        var otherwise: [TemplateStatement] = []
        if case .name("else")? = peek(1) {
            position += 2
            try closeTag()
            otherwise = try body(until: ["endfor"])
        }
        try endTag("endfor")
        return .loop(TemplateLoop(names: names, values: values, condition: condition, body: statements, otherwise: otherwise))
    }

    private mutating func assignment() throws -> TemplateStatement.Kind {
        var names = [try name()]
        var attribute: String?
        if accept(.symbol(".")) {
            attribute = try name()
        } else {
            while accept(.symbol(",")) { names.append(try name()) }
        }
        if accept(.symbol("=")) {
            let value = try expression()
            try closeTag()
            return .assign(names, attribute: attribute, value)
        }
        guard names.count == 1, attribute == nil else { throw failure("expected '='") }
        try closeTag()
        let statements = try body(until: ["endset"])
        try endTag("endset")
        return .capture(names[0], statements)
    }

    private mutating func macro() throws -> TemplateStatement.Kind {
        let title = try name()
        try expect(.symbol("("), "'('")
        var parameters: [(name: String, fallback: TemplateExpression?)] = []
        while !accept(.symbol(")")) {
            if !parameters.isEmpty { try expect(.symbol(","), "',' or ')'") }
            let parameter = try name()
            parameters.append((parameter, accept(.symbol("=")) ? try expression() : nil))
        }
        try closeTag()
        let statements = try body(until: ["endmacro"])
        try endTag("endmacro")
        return .macro(TemplateMacro(name: title, parameters: parameters, body: statements))
    }
}
