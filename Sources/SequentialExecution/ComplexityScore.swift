/// How hard a function is to carry out by hand: `3 D + 2 F + C + 0.5 L`, rounded to two digits.
///
/// Counted as LogicIF counts over CPython's syntax tree: an `elif` is an `if` inside the `else` and so nests, the depth starts again in
/// every function, a `with` nests but is no branch, boolean operators and comprehensions count nowhere.
public struct ComplexityScore: Sendable, Codable, Equatable {
    /// C: 1 + `if`, `for`, `while` and exception handlers.
    public var cyclomatic: Int
    /// D: the deepest nesting of `if`, `for`, `while`, `try` and `with`.
    public var nesting: Int
    /// F: calls.
    public var calls: Int
    /// L: the average number of lines of a function, rounded to two digits.
    public var length: Double
    public var score: Double

    public init(cyclomatic: Int, nesting: Int, calls: Int, length: Double, score: Double) {
        self.cyclomatic = cyclomatic
        self.nesting = nesting
        self.calls = calls
        self.length = length
        self.score = score
    }

    /// The score of a tree as it is printed by ``PythonPrinter``.
    public init(of function: FunctionDefinition) {
        var counts = Counts()
        counts.add(function)
        let average = Double(counts.lines) / Double(max(counts.functions, 1))
        let raw = 3 * Double(counts.nesting) + 2 * Double(counts.calls) + Double(counts.cyclomatic) + 0.5 * average
        self.init(
            cyclomatic: counts.cyclomatic, nesting: counts.nesting, calls: counts.calls, length: Self.rounded(average),
            score: Self.rounded(raw))
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 100).rounded(.toNearestOrEven) / 100
    }

    private struct Counts {
        var cyclomatic = 1
        var nesting = 0
        var calls = 0
        var lines = 0
        var functions = 0

        mutating func add(_ function: FunctionDefinition) {
            functions += 1
            lines += PythonPrinter.source(of: function).split(separator: "\n", omittingEmptySubsequences: false).count
            for parameter in function.parameters { calls += parameter.defaultValue?.callCount ?? 0 }
            add(function.body, depth: 0)
        }

        mutating func add(_ body: [Statement], depth: Int) {
            for statement in body { add(statement, depth: depth) }
        }

        mutating func add(_ statement: Statement, depth: Int) {
            calls += statement.ownExpressions.reduce(0) { $0 + $1.callCount }
            switch statement {
            case .conditional(_, let body, let otherwise), .forEach(_, _, let body, let otherwise),
                .whileLoop(_, let body, let otherwise):
                cyclomatic += 1
                nest([body, otherwise], depth)
            case .tryBlock(let body, let handlers, let otherwise, let finally):
                cyclomatic += handlers.count
                nest([body, otherwise, finally] + handlers.map(\.body), depth)
            case .function(let function): add(function)
            default: break
            }
        }

        private mutating func nest(_ bodies: [[Statement]], _ depth: Int) {
            nesting = max(nesting, depth + 1)
            for body in bodies { add(body, depth: depth + 1) }
        }
    }
}
