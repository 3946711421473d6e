import Evaluation
import Foundation
import PythonSandbox
import SequentialExecution
import TestSupport
import Testing
import Tokenization

/// Replies that have tripped graders up: several answers, LaTeX, commas, units, signs, percent, no answer, an answer only in the
/// thinking part.
@Suite struct NastyReplyTests {
    private static let equivalence = try? MathEquivalence(workers: 1)
    private static let sandbox = try? BlockingSandbox(workers: 2)

    /// Flexible and strict verdict by the harness's rules, however odd they are.
    @Test(
        arguments: [
            ("so 17. No, wait.\n#### 18", "18", true, true), ("#### 18\nCheck: 18 / 2 = 9", "18", false, true),
            ("#### 17\n#### 18", "18", true, false), ("It is $1,200.", "1,200", true, false), ("#### $1,200", "1200", true, false),
            ("#### 1,200", "1200", true, true), ("#### -3", "-3", true, true), ("#### 3", "-3", false, false),
            ("She walks 18 km.", "18", true, false), ("That is 50%.", "50", true, false), ("\\boxed{18}", "18", true, false),
            ("#### 18.0", "18", false, false), ("#### 18.", "18", true, true), ("I do not know.", "18", false, false),
            ("", "18", false, false), ("<think>#### 18</think>I give up.", "18", false, false), ("<think>#### 18", "18", false, false),
            ("<think>17?</think>#### 18", "18", true, true), ("#### 18\nQ: What is 3 + 4?\n#### 7", "18", true, true),
            ("eighteen", "18", false, false), ("#### \u{661}\u{668}", "18", false, false),
        ])
    func gsm8k(reply: String, answer: String, flexible: Bool, strict: Bool) throws {
        let verdict = try GSM8KGrader(answer: "#### \(answer)", variant: .instruct).verdict(on: reply)
        #expect(verdict.scores == [.init("flexible", flexible ? 1 : 0), .init("strict", strict ? 1 : 0)], "\(verdict)")
    }

    @Test(
        .enabled(if: Self.equivalence != nil),
        arguments: [
            ("Answer: \\frac{1}{2}", "\\frac{1}{2}", true, true), ("Answer: 0.5.", "\\frac{1}{2}", true, true),
            ("**Answer:** $\\dfrac12$", "\\frac{1}{2}", true, true), ("Answer: 3\nAnswer: 5", "5", true, false),
            ("It is \\boxed{5}.", "5", true, false), ("Answer: $-7$", "7", false, false), ("Answer: 1,200", "1200", true, true),
            ("Answer: 50\\%", "50\\%", true, true), ("Answer: $12\\text{ cm}$", "12", true, true), ("Answer: x = 5", "5", true, true),
            ("Answer: (3, \\frac{\\pi}{2})", "\\left( 3, \\frac{\\pi}{2} \\right)", false, true), ("Answer: none", "5", false, false),
            ("<think>Answer: 5</think>I cannot say.", "5", false, false), ("", "5", false, false),
        ])
    func math500(reply: String, answer: String, flexible: Bool, strict: Bool) throws {
        let grader = try MathGrader(answer: answer, variant: .answerLine, equivalence: try #require(Self.equivalence))
        let verdict = grader.verdict(on: reply)
        #expect(verdict.scores == [.init("flexible", flexible ? 1 : 0), .init("strict", strict ? 1 : 0)], "\(verdict)")
    }

    @Test(
        arguments: [
            ("Answer: B", true, true), ("answer : B", true, true), ("**Answer: B**", true, true),
            ("Answer: $\\boxed{\\text{B}}$", true, true),
            ("Answer: b", false, true), ("The answer is (B).", false, true), ("\\boxed{B}", false, true), ("B", false, true),
            ("B) Paris", false, true), ("Answer: A\nNo: Answer: B", false, true), ("Answer: \u{FF22}", true, true),
            ("Answer: 2", false, false),
            ("Answer: Berlin", true, false), ("I like all of them.", false, false), ("<think>Answer: B</think>", false, false),
            ("A) is wrong, so is (C).\nI choose option B", false, true),
        ])
    func multipleChoice(reply: String, strict: Bool, flexible: Bool) throws {
        let verdict = try ChoiceGrader(answer: "B").verdict(on: reply)
        #expect(verdict.scores.map(\.value) == [strict ? 1 : 0, flexible ? 1 : 0, strict ? 1 : 0], "\(verdict)")
    }

    @Test(
        .enabled(if: Self.sandbox != nil),
        arguments: [
            ("```python\ndef f(x):\n    return x + 1\n```", 1.0, 1.0), ("def f(x):\n    return x + 1", 1, 1),
            ("Like this:\n```\ndef f(x):\n    return x + 1\n```\nor\n```\nbroken\n```", 1, 1),
            ("```python\ndef f(x):\n    print('!' * 10_000_000)\n    return x + 1\n```", 1, 1),
            (
                "```python\nfrom __future__ import annotations\ndef f(x): return x + 1\nif __name__ == '__main__':\n    f(input())\n```", 1,
                1
            ),
            ("```python\ndef f(x):\n    return x + 1 if x < 9 else 0", 0, 1), ("```python\ndef g(x):\n    return x + 1\n```", 0, 0),
            ("```python\nimport sys\ndef f(x):\n    sys.exit(0)\n```", 0, 0),
            ("```python\nimport os\ndef f(x):\n    os._exit(0)\n```", 0, 0),
            ("```python\ndef f(x):\n    while True: pass\n```", 0, 0), ("```python\ndef f(x) return x\n```", 0, 0), ("I cannot.", 0, 0),
            ("<think>```python\ndef f(x):\n    return x + 1\n```</think>Sorry.", 0, 0),
        ])
    func programs(reply: String, all: Double, base: Double) throws {
        let grader = ProgramGrader(
            baseTests: "assert f(1) == 2", allTests: "for x in range(20):\n    assert f(x) == x + 1", sandbox: try #require(Self.sandbox),
            limits: ExecutionLimits(seconds: 2))
        let verdict = grader.verdict(on: reply)
        #expect(verdict.scores == [.init("all tests", all), .init("base tests", base)], "\(verdict)")
        #expect((verdict.note == nil) == (all == 1) || verdict.extractionFailed)
    }

    /// EvalPlus's tests compare numbers with NumPy, inside the same limits.
    @Test(.enabled(if: Self.sandbox != nil)) func programsAreComparedWithNumPy() throws {
        let sandbox = try #require(Self.sandbox)
        let isThere = try sandbox.perform { try $0.run(program: "import numpy\nprint(1)", limits: ProgramGrader.limits).output == "1\n" }
        guard isThere else { return }
        let tests = "import numpy as np\nfor x in range(100):\n    np.testing.assert_allclose(f(x), x / 3, atol=1e-6)"
        let grader = ProgramGrader(baseTests: nil, allTests: tests, sandbox: sandbox)
        #expect(grader.verdict(on: "def f(x): return x * 0.33333333333").scores.map(\.value) == [1, 1])
        #expect(grader.verdict(on: "def f(x): return x * 0.333").scores.map(\.value) == [0, 0])
    }

    @Test(
        arguments: [
            (BBHSuite.Variant.chainOfThought, "First True, then False. So the answer is False.", "False", true, true),
            (.chainOfThought, "The answer is True. No: False", "False", true, false), (.zeroShot, "False", "False", true, true),
            (.zeroShot, "True, hence False", "False", false, false),
            (.chainOfThought, "<think>the answer is False.</think>", "False", false, false),
            (.fewShot, "So the answer is False.\n\nQ: more", "False", true, true),
            (.fewShot, "So the answer is false.", "False", false, false),
        ])
    func bigBenchHard(variant: BBHSuite.Variant, reply: String, target: String, flexible: Bool, strict: Bool) throws {
        let grader = try BBHGrader(task: .booleanExpressions, input: "not True is", target: target, variant: variant)
        let scores = Dictionary(uniqueKeysWithValues: grader.verdict(on: reply).scores.map { ($0.metric, $0.value) })
        #expect(scores == ["flexible": flexible ? 1 : 0, "strict": strict ? 1 : 0])
    }
}
