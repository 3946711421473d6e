import Datasets
import Foundation
public import PythonSandbox
import Tokenization

/// MBPP+ (Python programs with EvalPlus's tests) from one of its published files: rows with `task_id`, `prompt`, `test_list` and `test`, or
/// EvalPlus's own `MbppPlus.jsonl`, where the tests are inputs and a solution.
///
/// A reply's program is right where all tests pass within the limits (`all tests`, the headline); `base tests` are the few of MBPP itself.
/// Programs run in the sandbox.
public enum MBPPPlusSuite {
    private struct Row: Decodable {
        var taskId: TextOrNumber
        var prompt: String
        var testList: [String]?
        var testImports: [String]?
        var test: String?
    }

    /// - Parameter limits: what a program may use; for EvalPlus's own file the seconds are EvalPlus's.
    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line; `PythonSandboxError` where tests need a package that is
    ///   missing.
    public static func load(path: String, sandbox: BlockingSandbox, limits: ExecutionLimits = ProgramGrader.limits) throws -> ItemSuite {
        let lines = try BenchmarkRows.lines(path: path, benchmark: "mbpp+")
        if EvalPlusTask.isMeant(by: lines[0].bytes) {
            return try suite(of: lines.map { try EvalPlusTask($0, path: path) }, sandbox: sandbox, limits: limits)
        }
        let expected =
            "an object with \"task_id\", \"prompt\" and the tests: \"test\" (a program), \"test_list\" (assertions), or EvalPlus's inputs with "
            + "\"canonical_solution\""
        let rows = try BenchmarkRows.decode(Row.self, lines, path: path, expected: expected)
        if rows.contains(where: { $0.test?.contains("numpy") == true }) { try checkNumPy(sandbox) }
        let items = try rows.enumerated().map { index, row in
            let base = ((row.testImports ?? []) + (row.testList ?? [])).joined(separator: "\n")
            let all = ((row.testImports ?? []) + [row.test ?? ""]).joined(separator: "\n")
            guard row.test != nil || row.testList?.isEmpty == false else {
                throw EvaluationError.badRow(path: path, line: lines[index].number, reason: "expected \(expected)")
            }
            return EvaluationItem(
                id: row.taskId.text, messages: [ChatMessage(role: "user", content: prompt(row.prompt, row.testList?.first))],
                grader: ProgramGrader(
                    baseTests: row.testList == nil ? nil : base, allTests: row.test == nil ? base : all, sandbox: sandbox, limits: limits))
        }
        return suite(of: items, tests: "EvalPlus tests")
    }

    private static func suite(of tasks: [EvalPlusTask], sandbox: BlockingSandbox, limits: ExecutionLimits) throws -> ItemSuite {
        try checkNumPy(sandbox)
        let items = tasks.map { task in
            let tests = EvalPlusTests(task: task, sandbox: sandbox, limits: limits)
            return EvaluationItem(
                id: task.id, messages: [ChatMessage(role: "user", content: prompt(task.prompt, task.assertion))],
                grader: ProgramGrader(sandbox: sandbox) { try tests.tests() })
        }
        return suite(of: items, tests: "EvalPlus inputs and limits")
    }

    private static func suite(of items: [EvaluationItem], tests: String) -> ItemSuite {
        ItemSuite(
            name: "mbpp+", variant: "zero-shot, one test shown, \(tests)", metrics: ProgramGrader.metrics,
            maxNewTokens: ItemSuite.paperTokens, items: items)
    }

    private static func prompt(_ task: String, _ test: String?) -> String {
        let shown = test.map { task.contains($0) ? "" : "\n\nThis test must pass:\n\($0)" } ?? ""
        return "Write a Python program for the task below. Reply with the complete code in one ```python block.\n\n\(task)\(shown)"
    }

    /// Tests compare numbers with NumPy; without it every program would be wrong.
    private static func checkNumPy(_ sandbox: BlockingSandbox) throws {
        let outcome = try sandbox.perform {
            (try $0.run(program: "import numpy\nprint('there')", limits: ProgramGrader.limits), $0.interpreter.path)
        }
        guard outcome.0.output == "there\n" else {
            throw PythonSandboxError.missingPackage(name: "numpy", interpreter: outcome.1, reason: "the tests of MBPP+ import it")
        }
    }
}
