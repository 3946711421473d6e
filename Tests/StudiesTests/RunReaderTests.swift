import Evaluation
import Foundation
import RunStore
import Studies
import Testing

@Suite struct RunReaderTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "reader-\(UUID().uuidString)")
    }

    @Test func everythingRecordedIsRead() throws {
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        let run = try RunFolder(creating: url, configuration: "[run]\nseed = 7\n")
        for step in 1...2 {
            let rollout = RolloutRecord(
                step: step, position: 0, group: 0, promptID: "p", source: "se", interval: 1, prompt: "f(3)", completion: "Output: 3",
                reward: 1,
                components: "[{\"name\":\"output\",\"value\":1,\"weight\":0.5,\"evidence\":\"found 3\"}]", tokens: 5, finishReason: "stop")
            try run.record(
                StepRecord(
                    step: step, decision: "{\"step\":0,\"sources\":[{\"name\":\"ca\"},{\"name\":\"se\"}]}",
                    metrics: [
                        ("curriculum/se/quota", 3), ("curriculum/se/interval/1/prompts", 2), ("curriculum/se/interval/1/success", 0.25),
                        ("learning/kl", .nan),
                    ], timings: [("seconds/step", 1.5)], rollouts: [rollout]))
        }
        try run.record([0, 2].map { EvaluationRecord(step: $0, benchmark: "reasoning", metric: "exact", value: 0.5, items: 4) })
        try run.store(complexities: [4.5, 12, .infinity])
        let record = try RunReader().record(of: url)
        #expect(record.complexities == [4.5, 12])
        #expect(record.evaluationCourse == [0, 2].map { .init(step: $0, benchmark: "reasoning", metric: "exact", value: 0.5) })
        #expect(record.name == url.lastPathComponent)
        #expect(record.configuration == "[run]\nseed = 7\n")
        #expect(record.sources == ["ca", "se"])
        #expect(record.metrics["curriculum/se/quota"] == [.init(step: 1, value: 3), .init(step: 2, value: 3)])
        #expect(record.metrics["seconds/step"] == [.init(step: 1, value: 1.5), .init(step: 2, value: 1.5)])
        #expect(record.metrics["learning/kl"] == [])
        #expect(record.intervals == (1...2).map { .init(step: $0, source: "se", interval: 1, prompts: 2, success: 0.25) })
        #expect(record.rollouts.map(\.step) == [1, 2])
        #expect(record.rollouts[0].verdicts == ["output: 1 (found 3)"])
        #expect(record.evaluations.isEmpty)
    }

    @Test func evaluationsStandInTheirOrder() throws {
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        _ = try RunFolder(creating: url, configuration: "")
        let evaluation = url.appending(path: "evaluation")
        try FileManager.default.createDirectory(at: evaluation, withIntermediateDirectories: true)
        for label in ["after", "before", "again"] {
            try EvaluationReport(model: label, results: []).json.write(to: evaluation.appending(path: label + ".json"))
        }
        #expect(try RunReader().record(of: url).evaluations.map(\.label) == ["before", "after", "again"])
    }

    @Test func aFolderWithoutARunIsNamed() {
        let url = folder()
        #expect {
            try RunReader().record(of: url)
        } throws: { error in
            error.localizedDescription.hasPrefix("\(url.path): not a readable run: ")
        }
    }
}
