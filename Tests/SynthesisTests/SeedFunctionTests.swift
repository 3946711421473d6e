import Foundation
import Synthesis
import TestSupport
import Testing

struct SeedFunctionTests {
    private func read(_ text: String, solutions: Int = 1) throws -> [SeedFunction] {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "seeds.jsonl")
            try Data(text.utf8).write(to: file)
            return try SeedFunction.read(path: file.path, solutions: solutions)
        }
    }

    private func complaint(_ text: String) -> SynthesisError? {
        do {
            _ = try read(text)
            return nil
        } catch { return error as? SynthesisError }
    }

    /// Python 3 solutions alone, the shortest first; tests by length, each input once.
    @Test func contestRowsGiveProgramsWithTests() throws {
        let row = #"""
            {"name": "p", "solutions": {"language": [3, 1, 3, 2], "solution": ["print(1 + 0)", "print 1", "print(1)", "int"]},
            "public_tests": {"input": ["22\n", "1\n"], "output": ["1\n", "1\n"]}, "private_tests": null,
            "generated_tests": {"input": ["1\n", "333\n"], "output": ["1\n", "1\n"]}}
            """#.replacing("\n", with: "")
        let tests = ["1\n", "22\n", "333\n"].map { ProgramTest(input: $0, output: "1\n") }
        #expect(try read(row) == [SeedFunction(taskID: "p", program: "print(1)", tests: tests)])
        #expect(
            try read(row, solutions: 5) == [
                SeedFunction(taskID: "p/1", program: "print(1)", tests: tests),
                SeedFunction(taskID: "p/2", program: "print(1 + 0)", tests: tests),
            ])
    }

    @Test func functionsAndContestsMayBeMixed() throws {
        let seeds = try read(
            #"{"task_id": "a", "function": "def a(): pass", "test_cases": [[]]}"# + "\n"
                + #"{"name": "b", "solutions": [{"language": "PYTHON3", "solution": "print()"}], "public_tests": []}"#)
        #expect(
            seeds == [
                SeedFunction(FunctionEntry(taskID: "a", source: "def a(): pass", cases: [[]])),
                SeedFunction(taskID: "b", program: "print()", tests: []),
            ])
    }

    /// A problem without a Python 3 solution is not passed over in silence.
    @Test func aProblemWithoutASolutionIsASeedToo() throws {
        let row = #"{"name": "c", "solutions": {"language": [2], "solution": ["int main(){}"]}, "public_tests": null}"#
        #expect(try read(row) == [SeedFunction(taskID: "c", program: "", tests: [])])
    }

    @Test func badRowsAreNamed() throws {
        let twice = #"{"task_id": "a", "function": "def a(): pass"}"#
        guard case .row(_, 2, "task_id", "a a second time", _)? = complaint(twice + "\n" + twice) else {
            Issue.record("\(String(describing: complaint(twice + "\n" + twice)))")
            return
        }
        let uneven = #"{"name": "p", "solutions": {"language": [3], "solution": []}}"#
        guard case .row(_, 1, "solutions", _, "language and solution as lists of the same length")? = complaint(uneven) else {
            Issue.record("\(String(describing: complaint(uneven)))")
            return
        }
    }

    /// Prompts of one's own take the place of ours.
    @Test func promptsMayBeReplaced() throws {
        try withTemporaryFolder { folder in
            _ = try PromptBook(folder: folder.path)
            try Data([0xFF, 0xFE, 0xFF]).write(to: folder.appending(path: "describe.md"))
            #expect(throws: SynthesisError.self) { try PromptBook(folder: folder.path) }
        }
    }
}
