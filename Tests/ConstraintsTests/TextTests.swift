import Constraints
import Testing

struct TextTests {
    @Test(arguments: [
        ("1", PythonValue.int(1)), (" 5.0 ", .double(5)), ("NaN", nil), ("\"\\ud83d\\ude00\"", .string("😀")), ("[1, 2,]", nil), ("01", nil),
        ("'a'", nil),
        ("{\"a\": [true, null]}", .dictionary([.init(key: .string("a"), value: .list([.bool(true), .none]))])), ("\"a\tb\"", nil),
        ("1.", nil), ("-", nil),
    ])
    func jsonIsPythons(text: String, wanted: PythonValue?) throws {
        if text == "NaN" {
            #expect(try JSONParser.parse(text).number?.isNaN == true)
        } else if let wanted {
            #expect(try JSONParser.parse(text) == wanted)
        } else {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
        }
    }

    @Test func deepNestingIsRefused() {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: PythonLiteralParser.Failure.self) { try PythonLiteralParser.parse(String(repeating: "[", count: 100_000)) }
    }

    @Test func literalsArePythons() throws {
        let text = #"[{'a': 'it\'s' "\x41" r'\n', 0x1F: (1, -2.5,), "u": None, 'v': True}]"#
        let wanted = PythonValue.list([
            .dictionary([
                .init(key: .string("a"), value: .string("it'sA\\n")), .init(key: .int(31), value: .list([.int(1), .double(-2.5)])),
                .init(key: .string("u"), value: .none), .init(key: .string("v"), value: .bool(true)),
            ])
        ])
        #expect(try PythonLiteralParser.parse(text) == wanted)
        #expect(try PythonLiteralParser.parse(wanted.literal) == wanted)
        #expect(throws: PythonLiteralParser.Failure.self) { try PythonLiteralParser.parse("['a'") }
        #expect(throws: PythonLiteralParser.Failure.self) { try PythonLiteralParser.parse("f'a'") }
    }

    @Test func answersLeaveThinkingOut() {
        #expect(GroundTruth.answer(of: "<think>a</think> b</think><answer> c </answer>\n") == "c")
        #expect(GroundTruth.answer(of: "<think>a") == "<think>a")
    }

    @Test func rewardIsTheMeanAndItsVariants() throws {
        let truth = try GroundTruth(
            parsing:
                "[{'instruction_id': ['punctuation:no_comma', 'startend:quotation', 'punctuation:no_comma'], 'kwargs': [None, {'N': None}, None]}]"
        )
        func value(_ text: String, _ combination: GroundTruth.Combination = .mean) -> Double {
            truth.score(text, combination: combination, resources: .none).value
        }
        #expect(value("a") == 2.0 / 3)
        #expect(value("a", .all) == 0)
        #expect(value("\"a\"", .all) == 1)
        #expect(value("a", .weighted(["startend:quotation": 2])) == 0.5)
        #expect(value(" ") == 0)
    }

    @Test func faultsNameTheClosestId() {
        let constraint = Constraint.reading(suite: .ifeval, id: "keyword:existence", arguments: .none)
        #expect(
            constraint.problem?.description
                == "no constraint 'keyword:existence' in suite ifeval; the closest known id is 'keywords:existence'")
        #expect(!constraint.verdict(on: "a", resources: .none).followed)
        let unknown = Constraint.reading(
            suite: .ifeval, id: "punctuation:no_comma", arguments: .dictionary([.init(key: .string("N"), value: .int(1))]))
        #expect(unknown.problem?.description == "punctuation:no_comma has no argument 'N'; it takes none")
    }

    @Test func bothProtocolsAgreeWithThemselves() {
        let set = ConstraintSet(
            suite: .ifeval, ids: ["startend:quotation", "punctuation:no_comma"], arguments: [.none, .none])
        let outcome = set.outcome("Here it is:\n\"quoted\"", resources: .none)
        #expect(outcome.strict.map(\.followed) == [false, true])
        #expect(outcome.loose == [true, true])
        #expect(set.outcome(" \n", resources: .none).loose == [false, false])
        #expect(outcome.strict[0].finding.description == "not quoted: begins with H, ends with \"")
    }

    @Test func syllablesCountDecimalDigitsOnly() {
        let words = Scalars("t²he 2nd le")[...].items
        #expect(words.map { SyllableCounter().count(of: $0) } == [1, 0, 1])
    }
}
