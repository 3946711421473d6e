import Rollouts
import SequentialExecution
import Testing

struct SequentialVerifierTests {
    static let listAnswer = SequentialAnswer(
        output: .list([.integer(1), .integer(2)]), statistics: .dictionary([.init("swaps", .integer(3)), .init("steps", .integer(0))]))

    @Test(arguments: [
        "Output: [1, 2]\nStatistics: {\"swaps\": 3, \"steps\": 0}",
        "**Output:** `[1, 2]`\n\n**Statistics:** `{'swaps': 3, 'steps': 0}`",
        "**Output**: (1, 2).\n**Statistics**: {'steps': 0, 'swaps': 3}.",
        "### Output:\n```python\n[1, 2]\n```\n### Statistics:\n```json\n{\n  \"swaps\": 3,\n  \"steps\": 0\n}\n```",
        "Output: [9]\nno, again\nOutput: [1, 2.0]\nStatistics: {'swaps': 1, 'steps': 0}\nStatistics: {'swaps': 3.0, 'steps': False}",
        "Statistics: {swaps: 3, steps: 0}\nOutput: 1, 2",
        "<think>Output: [5]\nStatistics: {}</think>Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 0}",
        "Output: ([1, 2], {'swaps': 3, 'steps': 0})",
        "Output: [1, 2] (sorted)\nStatistics:\n- `swaps = 3` (two of them late)\n- **steps**: 0\n",
        "```json\n{\"output\": [1, 2], \"stats\": {\"swaps\": 3, \"steps\": 0}}\n```",
        "Output: [1, 2]\nStatistics: swaps: 3, steps: 0", "Output: [1, 2]\n**Statistics:** `swaps = 3`; `steps = 0`.",
        "the output: 7\n- output: [1, 2]\n- statistics: {'swaps': 3, 'steps': 0}",
    ])
    func acceptsARightAnswer(reply: String) {
        let reward = SequentialVerifier(answer: Self.listAnswer).reward(for: reply)
        #expect(reward.value == 1, "\(reward)")
        #expect(reward.components.map(\.value) == [1, 1])
    }

    @Test(arguments: [
        "", "Output:", "[1, 2]", "Output: [1, 2]", "Statistics: {'swaps': 3, 'steps': 0}",
        "Output: [1, 2]\nStatistics: {'swaps': 3}",
        "Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 0, 'more': 1}",
        "Output: [2, 1]\nStatistics: {'swaps': 3, 'steps': 0}",
        "Output: [1, 2, 3]\nStatistics: {'swaps': 3, 'steps': 0}",
        "Output: '[1, 2]'\nStatistics: {'swaps': 3, 'steps': 0}",
        "Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 0}\nOutput: [3]",
        "<think>Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 0}",
        "Output: [1, 2\nStatistics: {'swaps': 3, 'steps': 0}",
    ])
    func refusesAWrongOrUnreadableAnswer(reply: String) {
        #expect(SequentialVerifier(answer: Self.listAnswer).reward(for: reply).value == 0)
    }

    @Test func gradesParts() {
        let verifier = SequentialVerifier(answer: Self.listAnswer, grading: .graded)
        #expect(verifier.reward(for: "Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 1}").value == 0.75)
        #expect(verifier.reward(for: "Output: [1]\nStatistics: {'swaps': 3, 'steps': 0}").value == 0.5)
        #expect(verifier.reward(for: "Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 0, 'more': 1}").value < 1)
        #expect(verifier.reward(for: "Output: [1, 2]\nStatistics: {'swaps': 3, 'steps': 0}").value == 1)
        #expect(verifier.reward(for: "nothing").value == 0)
    }

    @Test(arguments: [
        ("1,234,567", Literal.integer(1_234_567), true), ("1,234", .list([.integer(1), .integer(234)]), false),
        ("1, 234", .list([.integer(1), .integer(234)]), true), ("[1,234]", .list([.integer(1), .integer(234)]), true),
        ("7.", .integer(7), true), ("-7.50", .number(-7.5), true), ("\u{2212}7", .integer(-7), true), ("1e3", .integer(1000), true),
        ("123456789012345678901234567890", .bigInteger("123456789012345678901234567890"), true),
        ("-9223372036854775808", .integer(.min), true), ("True", .boolean(true), true), ("true", .integer(1), true),
        ("False", .boolean(true), false), ("None", .none, true), ("null", .none, true), ("none", .none, false),
        ("abc", .string("abc"), true), ("'abc'", .string("abc"), true), ("\"a\\u00e9\"", .string("a\u{E9}"), true),
        ("5", .string("5"), true), ("'5'", .integer(5), false), ("7x", .integer(7), false),
        ("{1: 'a', 2: 'b'}", .dictionary([.init("2", .string("b")), .init("1", .string("a"))]), true),
        (
            "[[1, 2], [3, [4, None]]]", .list([.tuple([.integer(1), .integer(2)]), .list([.integer(3), .list([.integer(4), .none])])]), true
        ),
        ("nan", .number(.nan), true), ("{}", .dictionary([]), true), ("[]", .list([]), true), ("''", .string(""), true),
    ])
    func comparesByValue(text: String, gold: Literal, equal: Bool) {
        let verifier = SequentialVerifier(answer: .init(output: gold, statistics: .dictionary([])))
        #expect(verifier.reward(for: "Output: \(text)\nStatistics: {}").value == (equal ? 1 : 0))
    }

    @Test(arguments: ["[", "{", "(", "{{", "{[", "\"\\"])
    func survivesHostileNesting(opening: String) {
        let reply = "Output: " + String(repeating: opening, count: 50_000) + "\nStatistics: {}"
        #expect(SequentialVerifier(answer: Self.listAnswer).reward(for: reply).value == 0)
    }

    @Test func evidenceShowsBothSides() {
        let reward = SequentialVerifier(answer: Self.listAnswer).reward(for: "Output: [1]")
        #expect(reward.components[0].evidence == "found [1], expected [1, 2]")
        #expect(reward.components[1].evidence == "found nothing, expected {\"swaps\": 3, \"steps\": 0}")
    }
}
