import SequentialExecution
import Testing

struct LiteralTests {
    @Test(arguments: [
        (#"{"a": [1, 2.5, true, null], "b": "x\n\"y\""}"#, #"{'a': [1, 2.5, True, None], 'b': 'x\n"y"'}"#),
        ("[-0.5, 1e-07, 1e+16, 123456789012345678901234567890]", "[-0.5, 1e-07, 1e+16, 123456789012345678901234567890]"),
        (#"["it's", "\u00e9", "\ud83d\ude00"]"#, #"["it's", 'é', '😀']"#), ("{}", "{}"), ("[]", "[]"),
    ])
    func readsJSONAndPrintsPython(json: String, python: String) throws {
        let literal = try #require(Literal(json: json.utf8))
        #expect(literal.python == python)
        #expect(Literal(python) == literal)
        #expect(Literal(json: literal.json.utf8) == literal)
    }

    @Test(arguments: [
        "", "[1,]", "{\"a\": 1,}", "{1: 2}", "'a'", "(1, 2)", "None", "01x", "[1] 2", "+1", ".5", "{\"a\" 1}", "[1 2]", "tru",
    ])
    func refusesWhatIsNoJSON(text: String) {
        #expect(Literal(json: text.utf8) == nil)
    }

    @Test func tuplesPrintAsPythonWritesThem() {
        #expect(Literal.tuple([.integer(1)]).python == "(1,)")
        #expect(Literal.tuple([.integer(1), .string("a")]).python == "(1, 'a')")
        #expect(Literal.tuple([.integer(1)]).json == "[1]")
        #expect(Literal("{1, 2}") == .list([.integer(1), .integer(2)]))
        #expect(Literal("(3)") == .integer(3))
        #expect(Literal("(3,)") == .tuple([.integer(3)]))
    }
}
