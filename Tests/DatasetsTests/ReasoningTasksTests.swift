import Datasets
import SequentialExecution
import Testing

struct ReasoningTasksTests {
    @Test func solutionsEndInTheAnswerAndKindsTakeTurns() {
        let problems = ReasoningTasks.generate(count: 200, seed: 2)
        #expect(problems.count == 200)
        #expect(Set(problems.map(\.prompt)).count == 200)
        #expect(Dictionary(grouping: problems, by: \.task).mapValues(\.count).values.allSatisfy { $0 == 40 })
        for problem in problems { #expect(problem.solution?.hasSuffix("\nAnswer: \(problem.answer)") == true) }
        #expect(ReasoningTasks.generate(count: 50, seed: 2) == Array(problems.prefix(50)))
    }

    @Test func halvesShareNoProblem() {
        let train = ReasoningTasks.generate(count: 300, seed: 1, split: .train)
        let heldOut = ReasoningTasks.generate(count: 300, seed: 1, split: .heldout)
        #expect(train.count == 300 && heldOut.count == 300)
        #expect(Set(train.map(\.prompt)).isDisjoint(with: heldOut.map(\.prompt)))
    }

    /// The answer is what doing the problem by another way gives.
    @Test func answersAreRight() throws {
        for problem in ReasoningTasks.generate(count: 100, seed: 9, kinds: [.sorting, .arithmeticChain]) {
            let digits = problem.prompt.split { !$0.isNumber }.compactMap { Int($0) }
            if problem.task == "sorting" {
                let sorted = problem.prompt.contains("largest to") ? digits.sorted(by: >) : digits.sorted()
                #expect(problem.answer == "\(sorted)")
            } else {
                let words = problem.prompt.split(separator: " ").map(String.init)
                let operations = words.filter { ["Add", "Subtract", "Multiply"].contains($0) }
                var value = try #require(digits.first)
                for (operation, number) in zip(operations, digits.dropFirst()) {
                    value = operation == "Add" ? value + number : operation == "Subtract" ? value - number : value * number
                }
                #expect(problem.answer == String(value))
            }
        }
    }
}
