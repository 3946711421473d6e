import SequentialExecution
import Testing

struct NarratorTests {
    private func description(_ source: String, seed: UInt64 = 0, examples: [[Literal]] = []) throws -> String {
        try Narrator.description(of: PythonParser.function(source), seed: seed, examples: examples)
    }

    @Test func tellsEveryStepInThreeParts() throws {
        let source = """
            def f(xs, k=2):
                total = 0
                for x in xs:
                    if x % k == 0 and x > 1:
                        total += (x + 1) * 3
                    else:
                        continue
                return total, {'total': total}
            """
        let expected = """
            INPUTS: You are given two values, in this order: `xs`, which is a list of whole numbers, and `k`, which is a whole number. If `k` is left out, it is 2.

            LOGICS: Let's go through this one step at a time, in the order of the numbers. A step whose number continues the number of another step (such as 2.1 after 2) is done only when that step says so. Brackets show what belongs together. A remainder is never negative when the divisor is positive: the remainder when -7 is divided by 3 is 2.
            1. Start a count called `total` at 0.
            2. Go through the items of `xs` one by one, from first to last, calling the current one `x`; each time, do step 2.1.
              2.1. If `x` is divisible by `k` and `x` is greater than 1, do step 2.1.1; otherwise, do step 2.1.2.
                2.1.1. Add ((`x` plus 1) times 3) to `total`.
                2.1.2. Skip the rest of this round of step 2 and go on with its next round.
            3. Finally, the result is `total`.

            OUTPUTS: At the end, report the result named in the step where you stopped, and as statistics the count `total` as it stands at that moment.
            """
        #expect(try description(source, examples: [[.list([.integer(4)]), .integer(2)]]) == expected)
    }

    /// The seed changes the words and nothing else; the same seed gives the same words.
    @Test func theSeedVariesTheWords() throws {
        let source = "def f(n):\n    out = []\n    for i in range(n):\n        if i > 3:\n            out.append(i)\n    return out"
        let texts = try (100..<140).map { try description(source, seed: $0) }
        #expect(Set(texts).count > 30)
        #expect(try description(source, seed: 107) == texts[7])
    }

    /// What is said about one step does not depend on another.
    @Test func aChangeElsewhereChangesNoOtherStep() throws {
        let lines = ["    a = 1", "    b = n + 2", "    c = b * b", "    return c"]
        let before = try description(("def f(n):\n" + lines.joined(separator: "\n")), seed: 999).split(separator: "\n")
        let changed = try description(("def f(n):\n" + (["    a = n"] + lines.dropFirst()).joined(separator: "\n")), seed: 999).split(
            separator: "\n")
        #expect(zip(before, changed).filter { $0 != $1 }.count == 1)
    }

    @Test(arguments: [
        ("return x.foo()", "the method .foo with 0 arguments"), ("return eval(x)", "the function eval with 1 arguments"),
        ("return x.real", "the attribute .real"), ("return y", "the name y, which nothing sets"),
        ("for a in set(x):\n        pass", "the order of a set"), ("return f'{x:>5}'", "the format >5"),
        ("print(x)", "the function print with 1 arguments"),
        ("return sorted(x, key=str.lower)", "an order by str.lower"), ("del x", "the deletion of a name"),
        ("import os\n    return x", "the module os"),
        ("return '%d' % x", "formatting a text with %"), ("x.y = 1", "an assignment to an attribute"),
        ("x", "an expression without effect"),
        ("return max(*x)", "a starred expression"), ("return x[::x]", "a slice whose step is no constant"),
    ])
    func refusesByName(body: String, construct: String) throws {
        do {
            _ = try description("def f(x):\n    \(body)")
            Issue.record("told")
        } catch SequentialExecutionError.untold(let found, _) {
            #expect(found == construct)
        }
    }

    /// Names that are words of the narration are set off; others need not be.
    @Test func namesThatAreWordsAreQuoted() throws {
        let text = try description("def f(a, total, qx):\n    return a + total + qx", seed: 1)
        #expect(text.contains("the result is `a` plus `total` plus qx."))
    }
}
