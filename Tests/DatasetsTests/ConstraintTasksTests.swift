import Constraints
import Datasets
import Foundation
import Rollouts
import Testing
import Tokenization

struct ConstraintTasksTests {
    @Test func repliesFollowTheirConstraintsAndSplitsAreDisjoint() {
        let train = ConstraintTasks.tasks(count: 120, seed: 3, resources: .none)
        let heldOut = ConstraintTasks.tasks(count: 30, seed: 3, split: .heldOut, resources: .none)
        #expect(train.count == 120)
        #expect(heldOut.count == 30)
        for task in train + heldOut {
            let verdicts = ConstraintSet(task.constraints).strict(task.reply ?? "", resources: .none)
            #expect(verdicts.allSatisfy { $0.followed }, "\(task.messages[0].content): \(task.reply ?? "")")
        }
        let prompts = Set(train.map(\.messages[0].content))
        #expect(prompts.isDisjoint(with: heldOut.map(\.messages[0].content)))
        #expect(Set(train.flatMap { $0.constraints.map(\.id) }).count >= 20)
        #expect(ConstraintTasks.tasks(count: 120, seed: 3, resources: .none).map { $0.row() } == train.map { $0.row() })
    }

    @Test func rowsReadBackAsTheSamePrompts() throws {
        let tasks = ConstraintTasks.tasks(count: 40, seed: 5, resources: .none)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tasks-\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try tasks.map { $0.row(withReply: true) }.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let prompts = try ConstraintDataset.prompts(path: path, source: "ca", resources: .none)
        #expect(prompts.map(\.id) == tasks.map(\.id))
        #expect(prompts.map(\.messages) == tasks.map(\.messages))
        for (prompt, task) in zip(prompts, tasks) {
            #expect(prompt.verifier.reward(for: task.reply ?? "").value == 1)
            #expect(prompt.verifier.reward(for: "  ").value == 0)
        }
    }

    @Test func errorsNameFileAndLine() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("bad-\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let row = #"{"prompt": "p", "instruction_id_list": ["punctuation:no_coma"], "kwargs": [{}]}"#
        try "\n\(row)\n".write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: DatasetError.self) {
            try ConstraintDataset.prompts(path: path, source: "ca", suite: .ifeval, resources: .none)
        }
        #expect(
            error?.localizedDescription
                == "\(path):2: no constraint 'punctuation:no_coma' in suite ifeval; the closest known id is 'punctuation:no_comma'")
    }
}
