import ArgumentParser
import Datasets
import Foundation
import SequentialExecution

/// `roifrl reasoning`: short multi-step problems that reinforcement learning never trains on.
struct ReasoningCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reasoning",
        abstract: "Generate short reasoning problems, for measuring what training must not destroy.",
        discussion: """
            Writes rows {"id", "task", "prompt", "answer"}, one JSON object per line; the tasks are arithmetic chains, boolean expressions,
            counting, sorting and list operations, in turn.

            Example: roifrl reasoning --count 500 --seed 3 --split heldout --output Data/reasoning.jsonl
            """)

    @Option(help: "How many problems.")
    var count: Int
    @Option(help: "The same seed gives the same problems.")
    var seed: UInt64 = 1
    @Option(help: "train (for the warm-up) or heldout (for measuring): they share no problem. Both where left out.")
    var split: DataSplit?
    @Flag(help: "Keep the steps in each row, under \"solution\".")
    var withSolutions = false
    @Option(name: .shortAndLong, help: "Where the rows go; - is standard output.")
    var output = "-"

    func validate() throws {
        guard count >= 0 else { throw ValidationError("--count is \(count), expected 0 or more") }
    }

    func run() async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try ReasoningTasks.generate(count: count, seed: seed, split: split).map { problem in
            var problem = problem
            if !withSolutions { problem.solution = nil }
            return String(decoding: try encoder.encode(problem), as: UTF8.self) + "\n"
        }
        try writeText(lines.joined(), to: output)
    }
}
