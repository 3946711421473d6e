import Foundation
import PythonSandbox
import SequentialExecution
import TestSupport
import Testing

/// The narrator over CPython's trees.
struct NarratorTests {
    private func function(_ source: String) throws -> FunctionDefinition {
        try SyntaxTreeReader.function(inModule: PythonWorker().syntaxTree(of: source))
    }

    @Test func tellsEveryStep() throws {
        let source = """
            def f(xs, k=2):
                total = 0
                for x in xs:
                    if x % k == 0 and x > 1:
                        total += (x + 1) * 3
                    else:
                        continue
                return total
            """
        let text = try Narrator.description(of: function(source), seed: 4)
        for part in [
            "INPUTS: ", "If k is not given, take 2 for it.", "x is divisible by k, and x is greater than 1", "(x plus 1) times 3", "total",
        ] {
            #expect(text.contains(part), "\(text)")
        }
        #expect(text.range(of: "LOGICS: ") != nil && text.range(of: "OUTPUTS: ") != nil)
        #expect(try Narrator.description(of: function(source), seed: 4) == text)
    }

    @Test(arguments: [
        ("def f(x):\n    with open(x) as g:\n        return g", "the statement With"), ("def f(x):\n    return x.foo()", "the method .foo"),
        ("def f(x):\n    return eval(x)", "the function eval"), ("async def f(x):\n    return x", "the statement AsyncFunctionDef"),
        ("def f(*x):\n    return x", "a variable number of parameters"), ("def f(x):\n    yield x", "the expression Yield"),
        ("def f(x):\n    return x.real", "the attribute .real"), ("def f(x):\n    return b'a'", "a constant of bytes, complex or ..."),
    ])
    func refusesByName(source: String, construct: String) throws {
        do {
            _ = try Narrator.description(of: function(source), seed: 1)
            Issue.record("told")
        } catch SequentialExecutionError.untold(let found, _) {
            #expect(found == construct)
        }
    }

    /// Reading and printing a function does not change what it does; the counters agree with a slow count.
    @Test func trackersCountRunsOfBodies() throws {
        let worker = try PythonWorker()
        let bubble =
            "def bubble(a):\n    for i in range(len(a)):\n        for j in range(len(a) - 1):\n            if a[j] > a[j + 1]:\n"
            + "                a[j], a[j + 1] = a[j + 1], a[j]\n    return a"
        let tracked = try TrackerInsertion.tracked(function(bubble))
        let source = PythonPrinter.source(of: tracked)
        let outcome = try worker.call(in: source, arguments: [.list([.integer(3), .integer(2), .integer(1)])])
        let counts = Literal.dictionary([
            .init("loop_rounds", .integer(3)), .init("loop_rounds_2", .integer(6)), .init("branch_taken", .integer(3)),
        ])
        #expect(outcome == .value(.list([.list([.integer(1), .integer(2), .integer(3)]), counts])))
        #expect(try worker.complexity(of: source) == ComplexityScore(of: tracked))
    }

    @Test func recursionIsCounted() throws {
        let tracked = try TrackerInsertion.tracked(function("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)"))
        let outcome = try PythonWorker().call(in: PythonPrinter.source(of: tracked), arguments: [.integer(5)])
        #expect(outcome == .value(.list([.integer(5), .dictionary([.init("procedure_runs", .integer(15))])])))
        #expect(try Narrator.description(of: tracked, seed: 1).contains("helper procedure called procedure"))
    }

    /// Of real functions, every one is told or refused by name, and what is printed has the same tree.
    @Test func realFunctionsAreToldOrRefused() throws {
        guard let path = SharedFiles.path("fixtures/complexity_dev.jsonl") else { return }
        let worker = try PythonWorker()
        var told = 0
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let source = try #require(Literal(json: line.utf8)?["source"]?.stringValue)
            do {
                let function = try SyntaxTreeReader.function(inModule: worker.syntaxTree(of: source))
                let printed = PythonPrinter.source(of: function)
                #expect(try SyntaxTreeReader.function(inModule: worker.syntaxTree(of: printed)) == function, "\(printed)")
                _ = try Narrator.description(of: function, seed: 1)
                told += 1
            } catch SequentialExecutionError.untold(let construct, _) {
                #expect(!construct.isEmpty)
            }
        }
        #expect(told >= 40)
    }
}
