import Foundation
import PythonSandbox
import Rollouts
import SequentialExecution
import Synthesis
import Testing

/// Instructions for models of a few million parameters.
struct SmallInstructionsTests {
    private static func rows(_ count: Int, seed: UInt64, split: DataSplit? = nil, decay: Double = 1) throws -> [SequentialInstruction] {
        var options = SynthesisOptions()
        options.pipeline = .small
        options.pipeline.mostCases = 1
        let plan = GenerationPlan(
            count: count, seed: seed, vocabulary: .small, complexity: 3...30,
            weights: (0..<20).map { pow(decay, Double($0)) }, cases: 3, split: split)
        return try plan.instructions(options: options, sandbox: BlockingSandbox(workers: 2))
    }

    /// Scores are CPython's own, every solution is told in full and earns the reward, and no number has three digits.
    @Test func theyStayWithinTheirBounds() throws {
        let rows = try Self.rows(80, seed: 1)
        #expect(rows.count >= 76)
        let worker = try PythonWorker()
        for row in rows {
            let solution = try #require(row.solution)
            // The last step comes to the answer; nothing on the way there is left out.
            let steps = solution.components(separatedBy: "\n\n")[0]
            #expect(steps.hasSuffix("the result is \(row.answer.output.json)"), "\(solution)")
            #expect(!steps.contains("the same way") && !steps.contains("too much happens"), "\(solution)")
            guard case .dictionary(let counts) = row.answer.statistics else { continue }
            for count in counts {
                let last = steps.ranges(of: "\(count.key.stringValue ?? "") = ").last.map { steps[$0.upperBound...].prefix { $0.isNumber } }
                #expect(last.map(String.init) == count.value.json, "\(solution)")
            }
            #expect(try worker.complexity(of: #require(row.function)).score == row.complexity)
            #expect((3...30).contains(row.complexity ?? 0))
            #expect(row.prompt.utf8.count + solution.utf8.count <= 1600)
            #expect(solution.split { !$0.isNumber }.allSatisfy { $0.count <= 2 }, "\(solution)")
            #expect(row.prompt.hasPrefix("INPUTS: "))
        }
        #expect(Set(rows.map { min(19, Int((($0.complexity ?? 0) - 3) / 1.35)) }).count >= 17)
    }

    @Test func rowsDependOnTheSeedAloneAndSplitsShareNoFunction() throws {
        let train = try Self.rows(60, seed: 3, split: .train, decay: 0.8)
        #expect(try Self.rows(60, seed: 3, split: .train, decay: 0.8) == train)
        let heldOut = try Self.rows(60, seed: 4, split: .heldout, decay: 0.8)
        #expect(Set(train.map(\.taskID)).isDisjoint(with: heldOut.map(\.taskID)))
        #expect(Set(heldOut.map(\.taskID)).count == heldOut.count)
        #expect(train.count >= 55 && heldOut.count >= 55)
        #expect(try Self.rows(60, seed: 5, split: .train, decay: 0.8) != train)
    }

    /// A range that holds no function ends the search instead of going on for ever.
    @Test func aRangeThatHoldsNothingIsNamed() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("small-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = SynthesisOptions()
        options.pipeline = .small
        let plan = GenerationPlan(count: 3, vocabulary: .small, complexity: 3...3.3, weights: [1], cases: 3)
        let files = SynthesisFiles.beside(folder.path + "/rows.jsonl")
        let summary = try await InstructionSynthesis(options: options).run(plan, files: files, pool: SandboxPool(workers: 1), workers: 1)
        #expect(summary.functions == 0 && summary.missing == 3)
        let rejected = try String(contentsOfFile: #require(files.rejected), encoding: .utf8)
        #expect(rejected.contains("nothing found: no function with a score from 3.0 to 3.3"))
    }
}
