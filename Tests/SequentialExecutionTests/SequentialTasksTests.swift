import Rollouts
import SequentialExecution
import Testing

struct SequentialTasksTests {
    @Test func everySolutionEarnsTheRewardAndFitsItsRange() {
        let options = SequentialTasks.Options(complexity: 3...40, intervals: 20)
        let tasks = SequentialTasks.generate(count: 400, seed: 1, options: options)
        #expect(tasks.count == 400)
        for task in tasks {
            let reward = SequentialVerifier(answer: task.answer).reward(for: task.solution ?? "")
            #expect(reward.value == 1, "\(task.solution ?? "")")
            #expect((3...40).contains(task.complexity ?? 0))
        }
        let intervals = Dictionary(grouping: tasks) { min(19, Int((($0.complexity ?? 0) - 3) / 1.85)) }
        #expect(intervals.count == 20)
    }

    @Test func rowsDependOnTheSeedAloneAndSplitsShareNoFunction() {
        let train = SequentialTasks.generate(count: 150, seed: 3, options: .init(distribution: .geometric(ratio: 0.8), split: .train))
        let again = SequentialTasks.generate(count: 60, seed: 3, options: .init(distribution: .geometric(ratio: 0.8), split: .train))
        #expect(Array(train.prefix(60)) == again)
        let heldOut = SequentialTasks.generate(count: 100, seed: 4, options: .init(distribution: .geometric(ratio: 0.8), split: .heldout))
        #expect(Set(train.map(\.taskID)).isDisjoint(with: heldOut.map(\.taskID)))
        #expect(heldOut.count == 100)
        #expect(SequentialTasks.generate(count: 20, seed: 5) != SequentialTasks.generate(count: 20, seed: 6))
    }
}
