import Foundation
import SequentialExecution
import Testing

struct PythonParserTests {
    @Test(arguments: [
        ("a + b * c", SequentialExecution.Expression.binary(.name("a"), .add, .binary(.name("b"), .multiply, .name("c")))),
        ("-x ** 2", .unary(.negative, .binary(.name("x"), .power, .integer(2)))),
        ("not a == b", .unary(.not, .compare(.name("a"), .equal, .name("b")))),
        ("a < b <= 3", .comparison(.name("a"), [.init(.less, .name("b")), .init(.lessOrEqual, .integer(3))])),
        ("x[1:-1:2]", .subscripted(.name("x"), .slice(lower: .integer(1), upper: .unary(.negative, .integer(1)), step: .integer(2)))),
        ("f(*a, k=1)", .call(.name("f"), [.starred(.name("a"))], [.init(name: "k", value: .integer(1))])),
        ("(1,)", .tuple([.integer(1)])), ("{1: 2}", .dictionary([.init(key: .integer(1), value: .integer(2))])),
        ("{1}", .set([.integer(1)])),
        ("a if b else c", .conditional(test: .name("b"), then: .name("a"), otherwise: .name("c"))),
        ("'a' \"b\"", .constant(.string("ab"))), ("r'\\n'", .constant(.string("\\n"))), ("'\\n\\x41'", .constant(.string("\nA"))),
        ("1_000", .integer(1000)), ("0xff", .integer(255)), ("1e3", .constant(.number(1000))), (".5", .constant(.number(0.5))),
        ("f'{a}b{c:.2f}'", .formatted([.name("a"), .constant(.string("b")), .call("format", .name("c"), .constant(.string(".2f")))])),
        ("x not in y", .compare(.name("x"), .isNotIn, .name("y"))),
        ("a and b or c", .boolean(.or, [.boolean(.and, [.name("a"), .name("b")]), .name("c")])),
        (
            "[x for x in y if x]",
            .comprehension(
                .list, element: .name("x"), value: nil, clauses: [.init(target: .name("x"), iterable: .name("y"), conditions: [.name("x")])]
            )
        ),
        ("lambda a, b: a", .lambda(["a", "b"], .name("a"))),
    ])
    func readsAnExpression(source: String, expected: SequentialExecution.Expression) throws {
        #expect(try PythonParser.expression(source) == expected)
        #expect(try PythonParser.expression(PythonPrinter.source(of: expected)) == expected)
    }

    @Test func readsStatements() throws {
        let source = """
            def g(a, b=2):  # a comment
                'a docstring'
                x, y = a, b; x += 1
                while x > 0:
                    if x == y: break
                    elif x: continue
                    else:
                        pass
                else:
                    del a[0]
                assert x, 'no'
                return x, (y)
            """
        let expected = FunctionDefinition(
            name: "g", parameters: [.init("a"), .init("b", defaultValue: .integer(2))],
            body: [
                .assign([.tuple([.name("x"), .name("y")])], .tuple([.name("a"), .name("b")])), .update("x", .add, .integer(1)),
                .whileLoop(
                    test: .compare(.name("x"), .greater, .integer(0)),
                    body: [
                        .conditional(
                            test: .compare(.name("x"), .equal, .name("y")), body: [.breaking],
                            otherwise: [.conditional(test: .name("x"), body: [.continuing], otherwise: [.pass])])
                    ], otherwise: [.delete([.subscripted(.name("a"), .integer(0))])]),
                .conditional(
                    test: .unary(.not, .name("x")), body: [.raise(.call("AssertionError", .constant(.string("no"))))], otherwise: []),
                .returning(.tuple([.name("x"), .name("y")])),
            ])
        #expect(try PythonParser.function(source) == expected)
    }

    /// Helpers and constants beside the function move into it.
    @Test func takesAModuleAsOneFunction() throws {
        let function = try PythonParser.function("import math\nM = 7\ndef h(x): return x\ndef f(n): return h(n) % M\n")
        #expect(
            PythonPrinter.source(of: function)
                == "def f(n):\n    import math\n    M = 7\n    def h(x):\n        return x\n    return h(n) % M")
    }

    @Test(arguments: [
        ("def f(:\n    pass", "line 1: found :, expected a name"),
        ("def f():\nreturn 1", "line 2: found return, expected an indented block"),
        ("x = 'a", "line 1: found a string without its end, expected a closing '"),
        ("def f(): return (1", "line 1: found the end of the line, expected )"),
        ("with a: pass", "cannot be told, line 1: with"),
        ("def f(*a): pass", "cannot be told, line 1: a variable number of parameters"),
        ("x = 1", "cannot be told: a module without a function"),
    ])
    func namesWhatItCannotRead(source: String, message: String) {
        do {
            _ = try PythonParser.function(source)
            Issue.record("read")
        } catch {
            #expect(error.localizedDescription == message)
        }
    }
}
