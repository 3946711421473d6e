import SequentialExecution
import Testing

struct TrackerInsertionTests {
    private func tracked(_ source: String, seed: UInt64 = 1) throws -> String {
        PythonPrinter.source(of: TrackerInsertion.tracked(try PythonParser.function(source), seed: seed, examples: [[.integer(3)]]))
    }

    @Test func countsRunsOfABlock() throws {
        let found = try tracked("def g(n):\n    for i in range(n):\n        n -= i\n    return n")
        #expect(
            found
                == "def f(n):\n    i_rounds = 0\n    for i in range(n):\n        i_rounds += 1\n        n -= i\n    return n, {'i_rounds': i_rounds}"
        )
    }

    /// Its calls of itself expect its plain result.
    @Test func aRecursiveFunctionBecomesAHelper() throws {
        #expect(
            try tracked("def f(n):\n    return n if n < 2 else f(n - 1)")
                == "def f(n):\n    work_runs = 0\n    def work(n):\n        nonlocal work_runs\n        work_runs += 1\n"
                + "        return n if n < 2 else work(n - 1)\n    return work(n), {'work_runs': work_runs}")
    }

    @Test func straightLinesGetABranch() throws {
        #expect(
            try tracked("def f(n):\n    return n * 3")
                == "def f(n):\n    even_result = 0\n    result = n * 3\n    if result % 2 == 0:\n        even_result += 1\n"
                + "    return result, {'even_result': even_result}")
    }

    /// No two counters of one function always count the same.
    @Test func countersDoNotShareABlock() throws {
        let source = "def g(xs):\n    best = 0\n    for x in xs:\n        best = x\n        xs.append(x)\n        y = x\n    return best"
        for seed in 0..<20 {
            let lines = try tracked(source, seed: UInt64(seed)).split(separator: "\n").filter { $0.contains("+= 1") }
            #expect(lines.count == 1)
        }
    }

    /// What every run counts alike, or the function counts itself, is counted only where there is nothing else.
    @Test func idleCountsAreTheLastResort() throws {
        let fixed = "def g(n):\n    for d in (3, 5, 7):\n        while n % d == 0:\n            n //= d\n    return n"
        let own = "def g(xs):\n    swaps = 0\n    for x in xs:\n        if x > 1:\n            swaps += 1\n    return swaps"
        for seed in 0..<UInt64(20) {
            #expect(!(try tracked(fixed, seed: seed).contains("d_rounds")))
            #expect(!(try tracked(own, seed: seed).contains("x_above")))
        }
        #expect(try tracked("def g(n):\n    for d in (3, 5):\n        n += d\n    return n").contains("'d_rounds': d_rounds"))
    }

    /// A count that is named after a list counts every place where something is added to it.
    @Test func aNameCountsAllItsPlaces() throws {
        let source =
            "def g(xs):\n    out = []\n    for x in xs:\n        if x > 1:\n            out.append(x)\n    out.append(0)\n    return out"
        let found = try (0..<UInt64(20)).map { try tracked(source, seed: $0) }.filter { $0.contains("out_additions") }
        #expect(!found.isEmpty)
        for text in found { #expect(text.split(separator: "\n").filter { $0.hasSuffix("out_additions += 1") }.count == 2) }
        let grown = source.replacing("out.append(0)", with: "out += [0, 0]")
        for seed in 0..<UInt64(20) { #expect(!(try tracked(grown, seed: seed).contains("out_additions"))) }
    }

    /// What happens in both branches happens as often as what is around them.
    @Test func bothBranchesTogetherAreNoCountOfTheirOwn() throws {
        let source =
            "def g(xs):\n    out = []\n    for x in xs:\n        if x > 1:\n            out.append(x)\n        else:\n            out.append(0)\n    return out"
        for seed in 0..<UInt64(20) {
            let text = try tracked(source, seed: seed)
            #expect(!(text.contains("x_rounds") && text.contains("out_additions")))
        }
    }

    /// A function that reports counts keeps them.
    @Test func countsOfItsOwnAreRecognised() throws {
        #expect(TrackerInsertion.isTracked(try PythonParser.function("def f(n):\n    return n, {'k': 1}")))
        #expect(!TrackerInsertion.isTracked(try PythonParser.function("def f(n):\n    if n:\n        return n\n    return n, {'k': 1}")))
    }
}
