import Constraints
import Evaluation
import Foundation
import PythonSandbox
import TestSupport
import Testing

/// EvalPlus's own file, through the catalogue.
@Suite struct EvalPlusFileTests {
    /// Whether programs can be compared at all here.
    private static let hasNumPy: Bool = {
        let program = "import numpy\nprint(1)"
        return (try? BlockingSandbox(workers: 1).perform { try $0.run(program: program, limits: ProgramGrader.limits).output }) == "1\n"
    }()
    private static let workers = GradingWorkers(count: 2)

    /// A row of the file, with a solution to a task of our own.
    private struct Row {
        var id = "Mbpp/1"
        var prompt = "'''\nDo it.\n'''"
        var name = "f"
        var solution: String
        var base = "[[1]]"
        var plus = "[[2]]"
        var atol = "0"

        var text: String {
            let solution = solution.replacing("\n", with: "\\n")
            return #"{"task_id": "\#(id)", "prompt": "\#(prompt.replacing("\n", with: "\\n"))", "entry_point": "\#(name)", "#
                + #""canonical_solution": "\n\#(solution)\n", "base_input": \#(base), "plus_input": \#(plus), "atol": \#(atol), "#
                + #""contract": "", "assertion": "\nassert \#(name)(1)\nassert \#(name)(\n    2)\n"}"#
        }
    }

    private func suite(_ text: String) throws -> ItemSuite {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "MbppPlus.jsonl")
            try Data(text.utf8).write(to: file)
            return try BenchmarkCatalogue(data: folder.path, resources: TextResources(), workers: Self.workers).suite("mbpp+")
        }
    }

    /// The scores of replies to a row: all tests, base tests.
    private func scores(_ row: Row, _ replies: String...) throws -> [[Double]] {
        let grader = try suite(row.text).items[0].grader
        return replies.map { grader.verdict(on: $0).scores.map(\.value) }
    }

    @Test(.enabled(if: Self.hasNumPy)) func baseAndFurtherInputs() throws {
        let row = Row(solution: "def f(x):\n    return x * x", base: "[[1], [0]]", plus: "[[3], [100000000000000000000]]")
        let scores = try scores(
            row, "def f(x): return x ** 2", "def f(x): return x", "def f(x): return x + 1", "def f(x): return None",
            "def g(x): return x * x",
            "def f(x): return x ** 2 if x < 9 else 1/0")
        #expect(scores == [[1, 1], [0, 1], [0, 0], [0, 0], [0, 0], [0, 1]])
        #expect(try self.scores(Row(solution: "def f(x):\n    return x", plus: "{}"), "def f(x): return 1") == [[1, 1]])
    }

    @Test(.enabled(if: Self.hasNumPy)) func inputsThatJSONDoesNotHave() throws {
        let joined = Row(id: "Mbpp/2", solution: "def f(a, b):\n    return a + b", base: "[[[1], [2]]]", plus: "[[[], [3]]]")
        #expect(
            try scores(joined, "def f(a, b): return (*a, *b)", "def f(a, b): return a + b", "def f(a, b): return [*a, *b]")
                == [[1, 1], [1, 1], [0, 0]])
        let set = Row(id: "Mbpp/115", solution: "def f(a):\n    return all(a) and 3 in a[0]", base: "[[[[3, 3]]]]", plus: "[[[[1], []]]]")
        #expect(try scores(set, "def f(a): return {3} == a[0]", "def f(a): return [3, 3] == a[0]") == [[1, 1], [0, 0]])
        let complex = Row(id: "Mbpp/252", solution: "def f(x):\n    return x.imag", base: #"[["1+2j"]]"#, plus: #"[["3j"]]"#)
        #expect(try scores(complex, "def f(x): return (x - x.conjugate()).imag / 2", "def f(x): return x.real") == [[1, 1], [0, 0]])
        let infinite = Row(solution: "def f(x):\n    return max(x)", base: "[[[-Infinity, 1]]]", plus: "[[[-Infinity]]]")
        #expect(try scores(infinite, "def f(x): return sorted(x)[-1]", "def f(x): return 1") == [[1, 1], [0, 1]])
    }

    @Test(.enabled(if: Self.hasNumPy)) func numbersWithinATolerance() throws {
        let third = Row(solution: "def f(x):\n    return [x / 3]")
        #expect(
            try scores(third, "def f(x): return [x * 0.33333333]", "def f(x): return [x * 0.333]", "def f(x): return (x / 3,)")
                == [[1, 1], [0, 0], [0, 0]])
        var rough = third
        rough.atol = "0.01"
        #expect(try scores(rough, "def f(x): return [x * 0.333]", "def f(x): return [x * 0.3]") == [[1, 1], [0, 0]])
        // Whole numbers are compared exactly, and by value where the types differ.
        #expect(
            try scores(Row(solution: "def f(x):\n    return x"), "def f(x): return float(x)", "def f(x): return x + 1e-9") == [
                [1, 1], [0, 0],
            ])
    }

    @Test(.enabled(if: Self.hasNumPy)) func tasksWithAComparisonOfTheirOwn() throws {
        let unordered = Row(name: "Diff", solution: "def Diff(x):\n    return [x, 5]")
        #expect(try scores(unordered, "def Diff(x): return (5, x, 5)", "def Diff(x): return [x]") == [[1, 1], [0, 0]])
        let match = Row(name: "check_str", solution: "import re\ndef check_str(x):\n    return re.match('1', str(x))")
        #expect(
            try scores(
                match, "def check_str(x): return x == 1", "def check_str(x): return 'a' if x == 1 else None", "def check_str(x): return 0")
                == [[1, 1], [1, 1], [0, 1]])
        let either = Row(name: "surface_Area", solution: "def surface_Area(a, b):\n    return 0", base: "[[3, 4]]", plus: "[[3, 4]]")
        #expect(try scores(either, "def surface_Area(a, b): return 35", "def surface_Area(a, b): return 34") == [[1, 1], [0, 0]])
        let padded = Row(
            name: "digit_distance_nums", solution: "def digit_distance_nums(a, b):\n    return 0", base: "[[19, 2]]", plus: "[[19, 2]]")
        #expect(
            try scores(padded, "def digit_distance_nums(a, b): return 8", "def digit_distance_nums(a, b): return 7") == [[1, 1], [0, 0]])
    }

    /// What a program defines, leaves or prints has no part in the comparison.
    @Test(.enabled(if: Self.hasNumPy)) func tricks() throws {
        let row = Row(solution: "def f(x):\n    return x + 1")
        let scores = try scores(
            row,
            "def f(x): return 0\ndef judge(*_): pass\nisinstance = len = exec = lambda *_: True\n_rule = {'judge': judge}\n_names = {}",
            "import os\ndef f(x): os._exit(0)", "import sys\ndef f(x): sys.exit()", "import sys\nsys.exit(0)\ndef f(x): return x + 1",
            "def set(x): raise ValueError\ndef f(x):\n    print(x)\n    return x + 1")
        #expect(scores == [[0, 0], [0, 0], [0, 0], [0, 0], [1, 1]])
    }

    @Test(.enabled(if: Self.hasNumPy)) func notesSayWhatWasWrong() throws {
        func note(_ row: Row, _ reply: String) throws -> String? { try suite(row.text).items[0].grader.verdict(on: reply).note }
        let row = Row(solution: "def f(x):\n    return [x]", base: "[[1], [2]]")
        #expect(try note(row, "def f(x): return [1]") == "AssertionError: base_input[1]: found [1], expected [2]")
        #expect(try note(row, "def g(x): return [1]") == "NameError: no function named f")
        #expect(try note(row, "def f(x):\n    while True: pass") == "TimeoutError: base_input[0]: more than 4 s")
        let failing = Row(solution: "def f(x):\n    return 1 / (2 - x)")
        let reason = try note(failing, "def f(x): return 1 / (2 - x)")
        #expect(
            reason?.hasSuffix("MbppPlus.jsonl:1: canonical_solution: ZeroDivisionError: division by zero on plus_input[0]") == true,
            "\(reason ?? "")")
        let missing = try note(Row(solution: "def g(x):\n    return x"), "def f(x): return x")
        #expect(missing?.hasSuffix("MbppPlus.jsonl:1: canonical_solution: NameError: no function named f") == true, "\(missing ?? "")")
    }

    @Test(.enabled(if: Self.hasNumPy)) func oneTestIsShown() throws {
        let row = Row(solution: "def f(x):\n    return x")
        var shown = row
        shown.id = "Mbpp/3"
        shown.prompt = "'''\nDo it.\nassert f(2)\n'''\n"
        let suite = try suite(row.text + "\n\n" + shown.text)
        #expect(suite.items.map(\.id) == ["Mbpp/1", "Mbpp/3"])
        #expect(suite.items[0].promptText.hasSuffix("block.\n\nDo it.\n\nThis test must pass:\nassert f(1)"))
        #expect(suite.items[1].promptText.hasSuffix("block.\n\nDo it.\nassert f(2)"))
    }

    @Test(
        .enabled(if: Self.hasNumPy),
        arguments: [
            (#""task_id": "Mbpp/1""#, #""task_id": "one""#, #"task_id: found "one", expected a number at its end, as in "Mbpp/2""#),
            (#""task_id": "Mbpp/1""#, #""task_id": 1"#, "task_id: found a number, expected text"),
            (#""entry_point""#, #""entry""#, "missing key 'entry_point'"),
            (#""canonical_solution""#, #""solution""#, "missing key 'canonical_solution'"),
            (#""atol": 0"#, #""atol": "0""#, "atol: found text, expected a number"),
            ("[[1]]", "1", "base_input: found a number, expected a list"),
            ("[[2]]", "[[2], 3]", "plus_input[1]: found a number, expected a list of arguments"),
            ("[[2]]", #"{"a": 1}"#, "plus_input: found an object, expected a list"), ("}", "", "expected an object, as JSON in UTF-8"),
        ])
    func malformedRows(old: String, new: String, reason: String) throws {
        let row = Row(solution: "def f(x):\n    return x").text
        #expect {
            try suite(row + "\n" + row.replacing(old, with: new))
        } throws: {
            $0.localizedDescription.hasSuffix("MbppPlus.jsonl:2: \(reason)")
        }
    }
}
