import Foundation
public import PythonSandbox
import Rollouts

/// Runs the program in a reply with tests behind it. A thinking section does not count as part of the reply.
public struct ProgramGrader: ReplyGrader {
    public static let metrics = ["all tests", "base tests"]
    /// 10 seconds for all tests together, 4 GiB.
    public static let limits = ExecutionLimits(seconds: 10, memory: 4 << 30)

    private let tests: @Sendable () throws -> ProgramTests
    private let sandbox: BlockingSandbox

    /// - Parameters:
    ///   - baseTests: Python that raises where the program is wrong; nil where there is no other than `allTests`.
    ///   - limits: what a program may use for each of the two.
    public init(baseTests: String?, allTests: String, sandbox: BlockingSandbox, limits: ExecutionLimits = ProgramGrader.limits) {
        let base = baseTests.map { ProgramTests.Part.assertions($0, limits: limits) }
        self.init(sandbox: sandbox) { .nested(all: .assertions(allTests, limits: limits), base: base) }
    }

    /// - Parameter tests: called for each reply.
    init(sandbox: BlockingSandbox, tests: @escaping @Sendable () throws -> ProgramTests) {
        self.tests = tests
        self.sandbox = sandbox
    }

    public func verdict(on reply: String) -> Verdict {
        guard let program = CodeBlock.program(in: ThinkingSection.removed(from: reply)) else {
            return Verdict(scores: Self.metrics.map { .init($0, 0) }, extractionFailed: true)
        }
        let (all, base) = complaints(program)
        return Verdict(
            scores: [.init("all tests", all == nil ? 1 : 0), .init("base tests", base == nil ? 1 : 0)], extracted: program, note: all)
    }

    private func complaints(_ program: String) -> (all: String?, base: String?) {
        do {
            switch try tests() {
            case .nested(let allTests, let baseTests):
                let all = complaint(program, allTests)
                return (all, all == nil ? nil : baseTests.map { complaint(program, $0) } ?? all)
            case .apart(let baseTests, let furtherTests):
                let base = complaint(program, baseTests)
                return (base ?? complaint(program, furtherTests), base)
            }
        } catch {
            return (error.localizedDescription, error.localizedDescription)
        }
    }

    /// Why the program does not pass tests; nil where it does.
    private func complaint(_ program: String, _ tests: ProgramTests.Part) -> String? {
        // The tests' last act is to print a word that the program cannot know: leaving early is no way to pass.
        let word = String(UInt64.random(in: .min ... .max), radix: 36)
        do {
            let outcome = try sandbox.perform { worker in
                try worker.run(program: Self.harness(tests: tests.text, word: word), input: program, limits: tests.limits)
            }
            if outcome.failure == nil, outcome.output == word { return nil }
            return Self.words(outcome.failure)
        } catch PythonSandboxError.invalidSource(let kind, let message, _) {
            return "the tests are no Python: \(kind): \(message)"
        } catch {
            return error.localizedDescription
        }
    }

    /// Reads the program from standard input, runs it unheard and not as the main program, then runs the tests. The depth of recursion
    /// is Python's own, not the worker's greater one.
    private static func harness(tests: String, word: String) -> String {
        """
        import os, sys
        sys.setrecursionlimit(1000)
        _heard, _text = sys.stdout, sys.stdin.read()
        sys.stdin, sys.stdout = open(os.devnull), open(os.devnull, "w")
        _names = {"__name__": "reply"}
        exec(compile(_text, "<reply>", "exec"), _names)
        \(tests)
        os.write(_heard.fileno(), b"\(word)")

        """
    }

    static func words(_ failure: ExecutionOutcome?) -> String {
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
