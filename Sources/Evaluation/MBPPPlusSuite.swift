import Datasets
import Foundation
public import PythonSandbox
import Rollouts
import Tokenization

/// MBPP+ (Python programs with EvalPlus's tests) from its published file: rows with `task_id`, `prompt`, `test_list` and `test`.
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

    /// - Throws: `DatasetError` or ``EvaluationError`` naming the file and line; `PythonSandboxError` where tests need a package that is
    ///   missing.
    public static func load(path: String, sandbox: BlockingSandbox, limits: ExecutionLimits = ProgramGrader.limits) throws -> ItemSuite {
        let expected = "an object with \"task_id\", \"prompt\" and the tests: \"test\" (a program) or \"test_list\" (assertions)"
        let rows = try BenchmarkRows.read(Row.self, path: path, benchmark: "mbpp+", expected: expected)
        if rows.contains(where: { $0.test?.contains("numpy") == true }) { try checkNumPy(sandbox) }
        let items = try rows.enumerated().map { index, row in
            let base = ((row.testImports ?? []) + (row.testList ?? [])).joined(separator: "\n")
            let all = ((row.testImports ?? []) + [row.test ?? ""]).joined(separator: "\n")
            guard row.test != nil || row.testList?.isEmpty == false else {
                throw EvaluationError.badRow(path: path, line: index + 1, reason: "expected \(expected)")
            }
            return EvaluationItem(
                id: row.taskId.text, messages: [ChatMessage(role: "user", content: prompt(row.prompt, row.testList?.first))],
                grader: ProgramGrader(
                    baseTests: row.testList == nil ? nil : base, allTests: row.test == nil ? base : all, sandbox: sandbox, limits: limits))
        }
        return ItemSuite(
            name: "mbpp+", variant: "zero-shot, one test shown, EvalPlus tests", metrics: ProgramGrader.metrics,
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

/// Runs the program in a reply with tests behind it. A thinking section does not count as part of the reply.
public struct ProgramGrader: ReplyGrader {
    public static let metrics = ["all tests", "base tests"]
    /// 10 seconds for all tests together, 4 GiB.
    public static let limits = ExecutionLimits(seconds: 10, memory: 4 << 30)

    private let baseTests: String?
    private let allTests: String
    private let sandbox: BlockingSandbox
    private let limits: ExecutionLimits

    /// - Parameter baseTests: nil where there are no others than `allTests`.
    public init(baseTests: String?, allTests: String, sandbox: BlockingSandbox, limits: ExecutionLimits = ProgramGrader.limits) {
        self.baseTests = baseTests
        self.allTests = allTests
        self.sandbox = sandbox
        self.limits = limits
    }

    public func verdict(on reply: String) -> Verdict {
        guard let program = CodeBlock.program(in: ThinkingSection.removed(from: reply)) else {
            return Verdict(scores: Self.metrics.map { .init($0, 0) }, extractionFailed: true)
        }
        let all = complaint(program, allTests)
        let base = all == nil ? nil : baseTests.map { complaint(program, $0) } ?? all
        return Verdict(
            scores: [.init("all tests", all == nil ? 1 : 0), .init("base tests", base == nil ? 1 : 0)], extracted: program, note: all)
    }

    /// Why the program does not pass tests; nil where it does.
    private func complaint(_ program: String, _ tests: String) -> String? {
        // The tests' last act is to print a word that the program cannot know: leaving early is no way to pass.
        let word = String(UInt64.random(in: .min ... .max), radix: 36)
        do {
            let outcome = try sandbox.perform { worker in
                try worker.run(program: Self.harness(tests: tests, word: word), input: program, limits: limits)
            }
            if outcome.failure == nil, outcome.output == word { return nil }
            return Self.words(outcome.failure)
        } catch PythonSandboxError.invalidSource(let kind, let message, _) {
            return "the tests are no Python: \(kind): \(message)"
        } catch {
            return error.localizedDescription
        }
    }

    /// Reads the program from standard input, runs it unheard and not as the main program, then runs the tests.
    private static func harness(tests: String, word: String) -> String {
        """
        import os, sys
        _heard, _text = sys.stdout, sys.stdin.read()
        sys.stdin, sys.stdout = open(os.devnull), open(os.devnull, "w")
        _names = {"__name__": "reply"}
        exec(compile(_text, "<reply>", "exec"), _names)
        globals().update({_key: _value for _key, _value in _names.items() if not _key.startswith("__")})
        \(tests)
        os.write(_heard.fileno(), b"\(word)")

        """
    }

    private static func words(_ failure: ExecutionOutcome?) -> String {
        switch failure {
        case .exception(let kind, let message)?: return message.isEmpty ? kind : "\(kind): \(message)"
        case .stopped(.timeout)?: return "out of time"
        case .stopped(let stop)?: return "stopped: \(stop)"
        default: return "it ended before the tests did"
        }
    }
}

/// Code in a reply.
enum CodeBlock {
    /// The first block marked as Python, else the first block, else the whole reply where it looks like code; nil where it does not.
    static func program(in reply: String) -> String? {
        let blocks = fenced(in: reply)
        if let block = blocks.first(where: { ["python", "py", "python3"].contains($0.language) }) ?? blocks.first { return block.code }
        let isCode = reply.split(separator: "\n").contains { line in
            ["def ", "class ", "import ", "from "].contains { line.hasPrefix($0) }
        }
        return isCode ? reply : nil
    }

    /// Blocks between lines of three back-ticks; one that the token budget cut off ends with the reply.
    private static func fenced(in reply: String) -> [(language: String, code: String)] {
        var blocks: [(language: String, code: String)] = []
        var open: (language: String, lines: [Substring])?
        for line in reply.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if let block = open {
                if trimmed.hasPrefix("```") {
                    blocks.append((block.language, block.lines.joined(separator: "\n")))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if trimmed.hasPrefix("```") {
                open = (trimmed.dropFirst(3).trimmingCharacters(in: .whitespaces).lowercased(), [])
            }
        }
        if let block = open { blocks.append((block.language, block.lines.joined(separator: "\n"))) }
        return blocks
    }
}
