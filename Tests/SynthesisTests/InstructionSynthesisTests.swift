import Foundation
import PythonSandbox
import Rollouts
import SequentialExecution
import Synthesis
import Testing

struct InstructionSynthesisTests {
    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Data/functions.jsonl").path

    private func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("synthesis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    private func rows(_ path: String) throws -> [Literal] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { try #require(Literal(json: $0.utf8)) }
    }

    private func options(solutions: Int = 2) -> SynthesisOptions {
        var options = SynthesisOptions()
        options.pipeline.solutions = solutions
        options.pipeline.minimumAnswers = 2
        return options
    }

    /// Every function of the corpus is told; every one of its cases has a solution whose answer is the gold.
    @Test func theCorpusBecomesInstructions() async throws {
        let entries = try FunctionEntry.read(path: Self.corpus)
        let files = SynthesisFiles.beside(try folder() + "/rows.jsonl")
        var options = options(solutions: .max)
        options.solutionsInRows = true
        options.pipeline.solutionLimit = 3000
        let summary = try await InstructionSynthesis(options: options).run(entries, files: files, pool: SandboxPool(workers: 2), workers: 2)
        #expect(summary.functions >= 200)
        #expect(summary.solutions == summary.instructions)
        #expect(summary.bareSolutions == 0)
        let written = try rows(files.instructions)
        #expect(written.count == summary.instructions)
        for row in written {
            let instruction = try SequentialInstruction(row: row)
            let solution = try #require(instruction.solution)
            #expect(SequentialVerifier(answer: instruction.answer).reward(for: solution).value == 1, "\(solution)")
            let answer = instruction.answer.output.json.utf8.count + instruction.answer.statistics.json.utf8.count
            #expect(solution.utf8.count <= 3000 + answer + 30)
            #expect(instruction.instruction?.contains(instruction.description) ?? false)
        }
        let histogramPath = try #require(files.histogram)
        let histogram = try #require(try rows(histogramPath).first)
        #expect(histogram["functions"] == .integer(summary.functions))
        #expect(histogram["instructions"] == .integer(summary.instructions))
        let warmupPath = try #require(files.warmup)
        let warmup = try rows(warmupPath)
        #expect(warmup.count == summary.solutions)
        #expect(warmup[0]["messages"]?.elements?.last?["content"] == written[0]["solution"])
    }

    /// The same plan gives the same bytes, however many work on it; the histogram is the one that was asked for.
    @Test func aPlanIsCarriedOutExactly() async throws {
        let plan = GenerationPlan(count: 40, seed: 5, complexity: 0...200, weights: [4, 3, 2, 1], cases: 8)
        var options = options(solutions: 1)
        options.histogramBins = 4
        var texts: [String] = []
        for workers in [1, 3] {
            let files = SynthesisFiles.beside(try folder() + "/rows.jsonl")
            let summary = try await InstructionSynthesis(options: options).run(
                plan, files: files, pool: SandboxPool(workers: workers), workers: workers)
            #expect(summary.histogram.bins.map(\.functions) == [16, 12, 8, 4])
            #expect(summary.missing == 0)
            texts.append(try String(contentsOfFile: files.instructions, encoding: .utf8))
        }
        #expect(texts[0] == texts[1])
        #expect(Set(try rows(try folderless(texts[0])).compactMap { $0["task_id"]?.stringValue }).count == 40)
    }

    private func folderless(_ text: String) throws -> String {
        let path = try folder() + "/again.jsonl"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// What is left out is named, and a later run goes on behind what is done.
    @Test func rejectionsAreNamedAndARunGoesOn() async throws {
        let one: [[Literal]] = [[.integer(1)], [.integer(2)], [.integer(3)]]
        let entries = [
            FunctionEntry(taskID: "good", source: "def f(n):\n    if n > 1:\n        n -= 1\n    return n", cases: one),
            FunctionEntry(taskID: "twin", source: "def g(m):\n    if m > 1:\n        m -= 1\n    return m", cases: one),
            FunctionEntry(taskID: "broken", source: "def f(n)\n    return n", cases: one),
            FunctionEntry(taskID: "untold", source: "def f(n):\n    with n:\n        return n", cases: one),
            FunctionEntry(taskID: "raising", source: "def f(n):\n    return 1 // (n - n)", cases: one),
            FunctionEntry(taskID: "bare", source: "def f(n):\n    return n", cases: nil),
        ]
        let files = SynthesisFiles.beside(try folder() + "/rows.jsonl")
        let pool = try SandboxPool(workers: 1)
        var options = options(solutions: 0)
        options.pipeline.minimumAnswers = 1
        let synthesis = InstructionSynthesis(options: options)
        _ = try await synthesis.run(Array(entries.prefix(3)), files: files, pool: pool, workers: 1)
        let summary = try await synthesis.run(entries, files: files, pool: pool, workers: 1, resume: true)
        #expect(summary.functions == 0)
        let rejectedPath = try #require(files.rejected)
        let reasons = Dictionary(
            try rows(rejectedPath).map { ($0["task_id"]?.stringValue ?? "", $0["reason"]?.stringValue ?? "") },
            uniquingKeysWith: { first, _ in first + " twice" })
        #expect(reasons["twin"] == "nearly the same as good")
        #expect(reasons["broken"] == "invalid Python, line 1: SyntaxError: expected ':'")
        #expect(reasons["untold"] == "cannot be told, line 2: with")
        #expect(
            reasons["raising"]
                == "too few cases: 0 are left, expected at least 3; the first left out: ZeroDivisionError: integer division or modulo by zero"
        )
        #expect(reasons["bare"] == "no test cases")
        #expect(reasons.count == 5)
        #expect(try rows(files.instructions).compactMap { $0["task_id"]?.stringValue } == ["good", "good", "good"])
    }

    @Test func assignmentsAreExact() {
        let plan = GenerationPlan(count: 10, seed: 1, weights: [1, 1, 1])
        let counts = (0..<3).map { interval in plan.assignment.count { $0 == interval } }
        #expect(counts == [4, 3, 3])
        #expect(plan.assignment == GenerationPlan(count: 10, seed: 1, weights: [1, 1, 1]).assignment)
        #expect(plan.intervals[1].lowerBound == 200.0 / 3)
    }

    @Test func badRowsAreNamed() throws {
        let path = try folder() + "/functions.jsonl"
        try "{\"function\": \"def f(): return 1\", \"test_cases\": [1]}\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: SynthesisError.row(path: path, line: 1, key: "test_cases", found: "[1]", expected: "a list of argument lists")) {
            try FunctionEntry.read(path: path)
        }
        try "\n{\"task_id\": \"a\"}\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: SynthesisError.row(path: path, line: 2, key: "function", found: "nothing", expected: "Python source")) {
            try FunctionEntry.read(path: path)
        }
    }
}
