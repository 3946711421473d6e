/// Reads the practical subset of Python that functions here are made of, from its source, without an interpreter.
///
/// It gives the same tree that ``SyntaxTreeReader`` makes of CPython's own. What the subset lacks is refused by name and line.
public struct PythonParser {
    var tokens: [PythonLexer.Placed]
    var position = 0

    /// The only function of a source.
    /// - Throws: ``SequentialExecutionError/notPython(found:expected:line:)`` or ``SequentialExecutionError/untold(construct:line:)``.
    public static func function(_ source: String) throws -> FunctionDefinition {
        try FunctionDefinition(module: statements(source))
    }

    /// The statements of a source, docstrings left out.
    public static func statements(_ source: String) throws -> [Statement] {
        var parser = PythonParser(tokens: try PythonLexer.tokens(of: source))
        var body: [Statement] = []
        while parser.current != .end { body += try parser.statement() }
        return body
    }

    /// One expression.
    public static func expression(_ source: String) throws -> Expression {
        var parser = PythonParser(tokens: try PythonLexer.tokens(of: source))
        let value = try parser.expressionList()
        if parser.current == .lineEnd { parser.position += 1 }
        guard parser.current == .end else { throw parser.unexpected("the end") }
        return value
    }

    init(tokens: [PythonLexer.Placed]) {
        self.tokens = tokens
    }

    var current: PythonLexer.Token { tokens[min(position, tokens.count - 1)].token }

    var line: Int { tokens[min(position, tokens.count - 1)].line }

    func unexpected(_ expected: String) -> SequentialExecutionError {
        .notPython(found: Self.words(current), expected: expected, line: line)
    }

    func refuse(_ construct: String) -> SequentialExecutionError { .untold(construct: construct, line: line) }

    private static func words(_ token: PythonLexer.Token) -> String {
        switch token {
        case .name(let text), .number(let text), .operation(let text): text
        case .string: "a string"
        case .lineEnd: "the end of the line"
        case .indent: "an indentation"
        case .dedent: "the end of the block"
        case .end: "the end"
        }
    }

    func at(_ text: String) -> Bool { current == .operation(text) || current == .name(text) }

    /// Moves behind `text` where it comes next.
    mutating func take(_ text: String) -> Bool {
        guard at(text) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ text: String) throws {
        guard take(text) else { throw unexpected(text) }
    }

    /// A name that is no keyword.
    mutating func identifier() throws -> String {
        guard case .name(let name) = current, !Self.keywords.contains(name) else { throw unexpected("a name") }
        position += 1
        return name
    }

    static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
        "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
        "return", "try", "while", "with", "yield",
    ]
}
