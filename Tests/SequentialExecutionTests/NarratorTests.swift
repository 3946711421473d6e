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

            LOGICS: Let's go through this one step at a time, in the order of the numbers. A step whose number continues the number of another step (such as 2.1 after 2) is done only when that step says so. Brackets show what belongs together.
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
        ("return x.foo()", "the method .foo with 0 arguments"), ("return eval(x)", "the function eval with 1 argument"),
        ("return x.real", "the attribute .real"), ("return y", "the name y, which nothing sets"),
        ("for a in set(x):\n        pass", "the order of a set"), ("return f'{x:+}'", "the format +"),
        ("print(x)", "the function print with 1 argument"),
        ("return sorted(x, key=str.lower)", "an order by str.lower"), ("del x", "the deletion of a name"),
        ("import os\n    return x", "the module os"),
        ("return '%d' % x", "formatting a text with %"), ("x.y = 1", "an assignment to an attribute"),
        ("x", "an expression without effect"),
        ("return {'a': lambda y: y}", "a lambda that is no argument of sorted, max, min, map or filter and has no name"),
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

    /// Names are set off throughout; in brief texts only those that are words of the narration.
    @Test func namesAreQuoted() throws {
        let source = "def f(a, total, qx):\n    return a + total + qx"
        for seed in 0..<UInt64(20) { #expect(try description(source, seed: seed).contains("`a` plus `total` plus `qx`.")) }
        let brief = try Narrator.description(of: PythonParser.function(source), seed: 1, style: .brief)
        #expect(brief.contains("the result is `a` plus `total` plus qx."))
    }
}

/// A function with one list of arguments, and words that its narration has or lacks.
struct Wording: Sendable, CustomTestStringConvertible {
    var body: String
    var arguments: String
    var has: [String]
    var lacks: [String]

    var testDescription: String { body }
}

/// - Parameter body: the parameters and the statements of a function, the former up to the first line break.
private func words(_ body: String, _ arguments: String, has: String..., lacks: String...) -> Wording {
    Wording(body: body, arguments: arguments, has: has, lacks: lacks)
}

private let groups =
    "Groups and lists are compared by their first values, where those are the same by their second ones, and so on; one that ends before a difference is found comes first."
private let texts =
    "Texts are put in alphabetical order, which goes by character codes: digits come before capital letters, and those before small letters."
private let empty =
    "Whole numbers that would start past their end, such as from 3 up to and including 2, from 0 up to, but not including, 0, or from 2 down to and including 3, are none at all, and nothing is done for them."

/// What narrations say, and leave unsaid, of small functions.
struct NarratorWordingTests {
    private func check(_ wording: Wording) throws {
        let lines = wording.body.split(separator: "\n", omittingEmptySubsequences: false)
        let source = "def f(\(lines[0])):\n" + lines.dropFirst().map { "    " + $0 }.joined(separator: "\n")
        let arguments = try #require(Literal(json: wording.arguments.utf8)?.elements)
        let text = try Narrator.description(of: PythonParser.function(source), seed: 0, examples: [arguments])
        for words in wording.has { #expect(text.contains(words), "\(words)\n\(text)") }
        for words in wording.lacks { #expect(!text.contains(words), "\(words)\n\(text)") }
    }

    @Test(arguments: [
        words("xs\nys = [(x, 1) for x in xs]\nys.sort()\nreturn len(ys)", "[[3]]", has: groups, lacks: "alphabetical"),
        words("xs\nreturn sorted(xs)", "[[[3, \"a\"]]]", has: groups, texts),
        words("xs\nreturn sorted(xs)", "[[3, \"a\"]]", has: groups, texts),
        words("xs\nreturn sorted(xs)", "[[3, 4]]", has: "the items of `xs` sorted from smallest to largest.", lacks: "Groups"),
        words("xs\nreturn sorted(xs)", "[[\"a\"]]", has: "the items of `xs` in alphabetical order.", lacks: "Groups"),
        words("xs\nreturn max([(x, -x) for x in xs])", "[[3]]", has: groups, lacks: "alphabetical"),
        words("a, b\nreturn min([a, 1], [b])", "[3, 4]", has: groups),
        words("a, b\nreturn [a] < [b]", "[3, 4]", has: groups),
        words("a, b\nreturn max(a, b)", "[3, 4]", has: "the larger of `a` and `b`.", lacks: "Groups"),
        words(
            "people\nreturn sorted(people, key=lambda p: (-p['score'], p['name']))", "[[{\"name\": \"a\", \"score\": 1}]]",
            has: groups, texts, "(with `p` standing for the item), where items that tie keep their order."),
        words(
            "d\nfor k in d:\n    d.setdefault(k, []).append('a')\nreturn [sorted(v) for k, v in sorted(d.items())]", "[{}]",
            has: groups, "(the items of `v` in alphabetical order)", "(the pairs of key and value of `d`, sorted from smallest to largest)"),
    ])
    func ordersAreExplained(wording: Wording) throws { try check(wording) }

    @Test(arguments: [
        words("n\nreturn [i for i in range(1, n)]", "[3]", has: empty),
        words("n\nreturn list(range(n, 0, -1))", "[3]", has: empty),
        words("n\nreturn list(range(4, 1))", "[3]", has: empty),
        words("n\nreturn [i * n for i in range(1, 4)]", "[3]", has: "from 1 up to and including 3", lacks: empty),
        words("a, b\nreturn list(range(b, a - 1, -1))", "[3, 4]", has: "the whole numbers from `b` down to and including `a`."),
    ])
    func emptyRangesAreExplained(wording: Wording) throws { try check(wording) }

    @Test(arguments: [
        words(
            "text\nhead, *rows = text.split()\nreturn [head, rows]", "[\"a b\"]",
            has: "apart and call its first part `head`, and the list of all the rest `rows`."),
        words(
            "xs\na, b, *c, d = xs\nreturn [a, b, c, d]", "[[1, 2, 3]]",
            has:
                "Take `xs` apart and call its first 2 parts, in order, `a` and `b`, and the list of all the rest `c`, and its last part `d`."
        ),
        words(
            "rows\nout = []\nfor a, *b in rows:\n    out.append([a, b])\nreturn out", "[[[1, 2]]]",
            has: "taking the current one apart into the group (`a`, the list of all the rest `b`)"),
        words("xs\nreturn xs.index('qty')", "[[\"qty\"]]", has: "the position where the text \"qty\" first occurs in `xs`."),
        words("text\nreturn text.index('qty')", "[\"qty\"]", has: "the position where the text \"qty\" first begins in `text`."),
        words(
            "xs\na, b = xs.pop(), xs.pop()\nreturn [a, b]", "[[1, 2]]",
            has: "Work out, one after the other, (the last item of `xs`, which is taken out of it) and (the last item of `xs`,",
            "and then put these, in that order, into `a` and `b`."),
        words("n\na = b = 0\nreturn a + b + n", "[3]", has: "Set `a` and `b` both to 0."),
        words("n\nfrom collections import deque\nq = deque([(n, 0)])\nreturn len(q)", "[3]", has: "Work out the list [the pair (`n`, 0)]"),
        words(
            "xs, ys\ntotal = 0\nfor x, y in zip(xs, ys):\n    total += x * y\nreturn total", "[[1], [2]]",
            has:
                "Go through `xs` and `ys` side by side until the shorter runs out, calling their current items, in this order, `x` and `y`;"
        ),
        words("x\nreturn isinstance(x, list)", "[[1]]", has: "whether `x` is a list."),
        words(
            "n\nreturn [[0 for _ in range(n)] for _ in range(n)]", "[3]",
            has: "a list of `n` items, every one being (a list of `n` items, every one being 0), each of them a new one of its own."),
        words(
            "n\nfor _ in range(n):\n    n += 1\nreturn n", "[3]",
            has: "Do the following `n` times: do step 1.1. (The range is fixed before the first round.)",
            "What is to be done 0 times, or a negative number of times, is not done at all."),
        words(
            "pairs\ntotal = 0\nfor _, x in pairs:\n    total += x\nreturn total", "[[[1, 2]]]",
            has: "taking the current one apart into the group (a value that is not needed, `x`)"),
        words(
            "d\nreturn max(d, key=lambda p: len(d[p]))", "[{\"a\": [1]}]",
            has: "(with `p` standing for the key) is largest, the earliest such key"),
        words("d\nreturn sum(d.values())", "[{\"a\": 1}]", has: "the sum of the stored values of `d`."),
    ])
    func isPlainEnglish(wording: Wording) throws { try check(wording) }

    /// Whatever the seed, one narration has one word for one sort of constant.
    @Test func constantsAreToldAlike() throws {
        let function = try PythonParser.function("def f():\n    return [(1, 'A'), (2, 'B'), (3, 'C'), (4, 'D'), (5, 'E'), (6, 'F')]")
        for seed in 100..<UInt64(120) {
            let text = try Narrator.description(of: function, seed: seed)
            #expect(text.contains("the pair (") != text.contains("the two values ("))
            #expect(text.contains("the letter \"") != text.contains("the character \""))
        }
    }

    @Test(arguments: [
        words(
            "xs, n\nreturn int(n == 3 or (xs[0] and n == 2))", "[[1], 3]",
            has: "1 if `n` equals 3 or (the first item of `xs` is not zero and `n` equals 2), otherwise 0."),
        words("n\nodd = n % 2 == 1\nreturn int(odd)", "[3]", has: "1 if `odd` is true, otherwise 0."),
        words("a, b\nreturn a > 1 and not b", "[3, 4]", has: "whether `a` is greater than 1 and `b` is zero."),
        words("xs, ys\nreturn xs or ys", "[[1], [2]]", has: "`xs` if that counts as true, otherwise `ys`."),
        words("x\nreturn int(x)", "[null]", has: "that of true is 1 and that of false is 0."),
        words(
            "x\nreturn round(x, 2)", "[1.5]",
            has: "`x` rounded to 2 digits after the point.", "of two that are equally near, the one whose last digit is even",
            "2.675 rounded to 2 digits is 2.67."),
        words("x\nreturn f'{x:.1f}'", "[1.5]", has: "`x` written with exactly 1 digit after the point", "whose last digit is even"),
        words("n\nreturn round(n, -2)", "[150]", has: "`n` rounded to the nearest multiple of 100, a tie going to the even multiple."),
        words("n, k\nreturn n % k", "[3, 4]", has: "A remainder is never negative"),
        words("xs, n\nreturn [xs[i % len(xs)] for i in range(n)]", "[[1], 3]", has: "A remainder is never negative"),
        words("xs\nreturn len(xs) % 5", "[[1]]", has: "the remainder when", lacks: "A remainder is never negative"),
        words(
            "xs, n\nout = []\nfor i in range(n):\n    out.append(xs[i % len(xs)])\nreturn out", "[[1], 3]",
            has: "the remainder when", lacks: "A remainder is never negative"),
    ])
    func numbersAreExplained(wording: Wording) throws { try check(wording) }

    @Test(arguments: [
        words(
            "xs\nd = {}\nd[len(xs)] = (1, 2)\nreturn d", "[[1]]",
            has:
                "In the answer, groups of values are written as lists, such as [1, 2], and keys that are no texts are written as texts, such as \"1\"."
        ),
        words("xs\nreturn xs, 1, 2", "[[1]]", has: "In the answer, groups of values are written as lists, such as [1, 2]."),
        words("xs\nreturn {'a': xs}", "[[1]]", has: "OUTPUTS", lacks: "In the answer"),
        words(
            "rows\nreturn [a * b for name, a, b in rows]", "[[[\"a\", 1, 2.5], [\"b\", 3, 1]]]",
            has: "`rows`, which is a list of lists of 3 values each: a text, a whole number and a number."),
        words(
            "rows\nreturn [b - a for a, b in rows]", "[[[1, 2], [3, 4]]]", has: "`rows`, which is a list of lists of 2 whole numbers each."),
        words(
            "rows\nreturn rows[0][0]", "[[[1, 2], [3, 4]]]",
            has: "which is a grid, that is, a list of rows that are lists of whole numbers."),
        words("rows\nreturn rows[0][0]", "[[[1, 2], [3]]]", has: "`rows`, which is a list of lists of whole numbers."),
    ])
    func formsAreToldOfInputsAndAnswers(wording: Wording) throws { try check(wording) }

    @Test(arguments: [
        words(
            "n\nruns = 0\ndef g(k):\n    nonlocal runs\n    runs += 1\n    return k if k < 2 else g(k - 1) + g(k - 2)\nreturn g(n) + runs",
            "[3]",
            has: "It works on `runs` of the steps outside itself, not on one of its own.",
            "2.2. Work out (`k` if `k` is less than 2, otherwise ((what `g` gives for (`k` minus 1)) plus (what `g` gives for (`k` minus 2)))), and then end this run of `g` and give that back."
        ),
        words("n\ndef g(k):\n    return k\nreturn g(n)", "[3]", has: "End this run of `g` and give back `k`."),
    ])
    func aRunEndsAfterTheRunsItAsksFor(wording: Wording) throws { try check(wording) }

    @Test(arguments: [
        words(
            "t\nreturn t.splitlines()", "[\"a\"]",
            has: "the list of the lines of `t`, as line breaks separate them (one at its very end begins no further line)."),
        words(
            "t\nreturn t.split('=', 1)", "[\"a\"]",
            has: "the list of the pieces of `t` when it is cut at the first occurrence of the character \"=\" alone."),
        words("t\nreturn t.split('=', 2)", "[\"a\"]", has: "when it is cut at the first 2 occurrences of the character \"=\" alone."),
        words(
            "t\nreturn t.partition('=')", "[\"a\"]",
            has:
                "the triple of what comes in `t` before the first occurrence of the character \"=\", that occurrence and what comes after it, or of all of it and two empty texts if there is none."
        ),
        words(
            "t\nreturn t.rpartition('=')", "[\"a\"]", has: "before the last occurrence",
            "or of two empty texts and all of it if there is none."),
        words("t\nreturn f'{t:<6}'", "[\"a\"]", has: "(`t` with spaces put behind it until it has 6 characters)"),
        words("n\nreturn f'{n:>4d}'", "[3]", has: "((`n` written out) with spaces put before it until it has 4 characters)"),
        words(
            "t\nreturn f'{t:*^10}'", "[\"a\"]",
            has:
                "with copies of the character \"*\" put around it, as many before as behind it or one more behind it, until it has 10 characters"
        ),
        words(
            "n\nreturn f'{n:5}{n:,}'", "[3]", has: "put before it until it has 5 characters",
            "with commas between groups of three digits, counted from the end"),
        words(
            "x\nreturn f'{x:8.2f}'", "[1.5]",
            has: "((`x` written with exactly 2 digits after the point) with spaces put before it until it has 8 characters)"),
        words(
            "t, n\nfrom collections import Counter\nc = Counter(t)\nreturn [x for x, _ in c.most_common(n)]", "[\"a\", 2]",
            has:
                "the list of `x` for every group (`x`, a value that is not needed) of (the list of the first `n` of the pairs of key and value of `c`, or of all if there are fewer, put from the largest value to the smallest, where keys of the same value keep the order in which they were added)."
        ),
    ])
    func textsAndCounts(wording: Wording) throws { try check(wording) }
}
