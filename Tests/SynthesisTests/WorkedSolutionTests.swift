import Foundation
import PythonSandbox
import SequentialExecution
import Synthesis
import Testing

struct WorkedSolutionTests {
    /// Constants are written as the values beside them and as the instruction says them, not as Python writes them.
    @Test func constantsAreWrittenAsValuesAre() throws {
        let source = """
            def f(word, other, flag):
                steps = 0
                if other is None:
                    steps += 1
                if word == 'in' and flag == True:
                    steps += 2
                return steps
            """
        let solution = try Self.solution(of: source, case: [.string("in"), .none, .boolean(true)])
        #expect(solution.contains("null is null: yes"), "\(solution)")
        #expect(solution.contains(#""in" == "in" and true == true: yes"#), "\(solution)")
        #expect(!solution.contains("None") && !solution.contains("'in'"))
    }

    /// Names stand before values, so that finding a value, working with it and keeping it are three steps and not one.
    @Test func whatIsWorkedOutIsNamedBeforeItIsFilledIn() throws {
        let source = """
            def f(n, xs, word):
                steps = 0
                t = n
                u = t * 2 - n
                xs[1] = u + 1
                size = len(xs)
                if t > 3 and word == 'in' and n > t:
                    u += 5
                while u > n:
                    u -= size
                for x in xs:
                    steps += x
                return (u + t, {'steps': steps})
            """
        let solution = try Self.solution(of: source, case: [.integer(4), .list([.integer(1), .integer(2)]), .string("out")])
        expect(
            [
                "1: steps = 0", "2: n is 4, so t = 4", "3: t * 2 - n is 4 * 2 - 4 = 4, so u = 4",
                "4: u + 1 is 4 + 1 = 5, which goes in, so xs = [1, 5]", "5: len(xs) is 2, so size = 2",
                #"6: t > 3 and word == "in" is 4 > 3 and "out" == "in": no"#, "7: u > n is 4 > 4: no, so there is nothing to repeat",
                "8, round 1, x = 1:", "steps + x is 0 + 1 = 1, so steps = 1", "8, round 2, x = 5:",
                "steps + x is 1 + 5 = 6, so steps = 6", "8: that is all after 2 rounds", "9: u + t is 4 + 4 = 8, so the result is 8",
            ], inOrderIn: solution)
    }

    /// Whatever a step changes is said at the step: by calls in the middle of something, through helpers, in several places at once.
    @Test func everyChangeIsSaid() throws {
        let source = """
            def f(xs, word):
                steps = 0
                memo = {}
                def fill(row, n):
                    memo[n] = n * 2
                    row.append(n)
                    return n
                groups = {}
                groups.setdefault(len(word), []).append(word)
                last = xs.pop()
                xs[0], xs[1] = xs[1], xs[0]
                (a,) = [last]
                got = fill(xs, 7)
                if not xs or xs.pop() != 8:
                    xs.append(a + got)
                while xs and xs.pop() > 0:
                    a += 1
                    steps += 1
                if xs:
                    a = 0
                text = f'n is {a} now'
                if word.isdigit():
                    a = 1
                return ([a, text, sorted(memo)], {'steps': steps})
            """
        let solution = try Self.solution(of: source, case: [.list([.integer(5), .integer(0), .integer(4)]), .string("ab")])
        let expected = [
            "memo = {}", "groups = {}", #"groups = {2: ["ab"]}"#, "xs.pop() is 4, so last = 4, xs = [5, 0]", "xs = [0, 5]", "a = 4",
            "fill([0, 5], 7)", "n * 2 is 7 * 2 = 14, which goes in, so memo = {7: 14}", "n is 7, which goes in, so row = [0, 5, 7]",
            "fill(xs, 7) is 7, so got = 7, xs = [0, 5, 7]", "not xs or xs.pop() != 8 is false or 7 != 8: yes, and now xs = [0, 5]",
            "a + got is 4 + 7 = 11, which goes in, so xs = [0, 5, 11]",
            "since xs and xs.pop() > 0 is [0, 5, 11] and 11 > 0, and now xs = [0, 5]",
            "xs and xs.pop() > 0 is [0] and 0 > 0: no, and now xs = [], so that is all after 2 rounds", "xs is []: no",
            #"text = "n is 6 now""#, "word.isdigit(): no", #"the result is [6, "n is 6 now", [7]]"#,
        ]
        expect(expected, inOrderIn: solution)
        #expect(!solution.contains("now\"}"))
    }

    private func expect(_ parts: [String], inOrderIn solution: String) {
        var rest = solution[...]
        for part in parts {
            let found = rest.range(of: part)
            #expect(found != nil, "\(part) is not there, or not in its place:\n\(solution)")
            if let found { rest = rest[found.upperBound...] }
        }
    }

    private static func solution(of source: String, case arguments: [Literal]) throws -> String {
        var options = InstructionPipeline.Options()
        options.minimumCases = 1
        options.solutions = 1
        options.trackerLimit = 0
        let pipeline = InstructionPipeline(worker: try PythonWorker(), options: options, limits: ExecutionLimits())
        let made = try pipeline.instructions(taskID: "worked", source: source, cases: [arguments])
        return try #require(made.rows[0].solution)
    }
}
