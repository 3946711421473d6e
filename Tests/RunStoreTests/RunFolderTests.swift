import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct RunFolderTests {
    private func record(_ step: Int, seconds: Double = 1) -> StepRecord {
        StepRecord(
            step: step, decision: #"{"step":\#(step - 1)}"#, metrics: [("loss", 1 / Double(step)), ("kl", 0.1 * Double(step))],
            timings: [("generate", seconds)],
            rollouts: (0..<2).map { position in
                RolloutRecord(
                    step: step, position: position, group: 0, promptID: "p\(step)", source: position == 0 ? "ca" : "se",
                    interval: position == 0 ? nil : step, prompt: "say \"é\"", completion: "text \(step)", reward: 0.5,
                    components: #"[{"name":"x"}]"#, advantage: position == 0 ? nil : -1.5, tokens: 3, finishReason: "stop")
            })
    }

    private func save(_ run: RunFolder, _ step: Int) throws {
        try run.checkpoints.save(step: step) { try Data("\(step)".utf8).write(to: $0.appendingPathComponent("state")) }
    }

    /// Everything but wall-clock times, as text.
    private func content(_ url: URL) throws -> String {
        let database = try RunDatabase(reading: RunFolder.databaseURL(url))
        let steps = try (0...(database.lastStep() ?? 0)).map { try "\(database.metrics(step: $0))" }
        return try "\(steps) \(database.decisions()) \(database.rollouts()) \(database.evaluations())"
    }

    @Test func whatIsRecordedIsReadBack() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("runs/demo")
            let run = try RunFolder(creating: url, configuration: "[run]\n")
            try run.record(record(1))
            try run.record(StepRecord(step: 2, metrics: [("loss", .nan), ("peak", .infinity)]))
            try run.record([EvaluationRecord(step: 2, benchmark: "gsm8k", metric: "accuracy", value: 0.25, items: 4)])
            let reader = try RunDatabase(reading: RunFolder.databaseURL(url))
            #expect(try reader.lastStep() == 2)
            #expect(try reader.metricNames() == ["kl", "loss", "peak"])
            #expect(try reader.metric("kl") == [MetricPoint(step: 1, value: 0.1)])
            #expect(try reader.metric("loss").map(\.value.isNaN) == [false, true])
            #expect(try reader.metric("loss", after: 1).map(\.step) == [2])
            #expect(try reader.metrics(step: 2).map(\.name) == ["loss", "peak"])
            #expect(try reader.metric("peak").map(\.value) == [.infinity])
            #expect(try reader.timings(step: 1).map(\.seconds) == [1])
            #expect(try reader.rollouts(source: "se") == [record(1).rollouts[1]])
            #expect(try reader.rollouts(step: 1, offset: 1) == [record(1).rollouts[1]])
            #expect(try reader.rollouts(step: 2).isEmpty)
            #expect(try reader.decisions().map(\.decision) == [#"{"step":0}"#])
            #expect(try reader.evaluations().map(\.value) == [0.25])
            #expect(try String(contentsOf: url.appendingPathComponent("config.toml"), encoding: .utf8) == "[run]\n")
            #expect(throws: RunStoreError.self) { try reader.discardRows(after: 0) }
        }
    }

    @Test func newRunRefusesAFolderThatHoldsOne() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("run")
            _ = try RunFolder(creating: url, configuration: "")
            #expect(throws: RunStoreError.runExists(path: url.path)) { try RunFolder(creating: url, configuration: "") }
            #expect(throws: RunStoreError.noRun(path: folder.path)) { try RunFolder.resume(folder) }
        }
    }

    @Test func oneProcessWritesAtATime() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("run")
            let run = try RunFolder(creating: url, configuration: "")
            #expect(throws: RunStoreError.runInUse(path: url.path)) { try RunFolder.resume(url) }
            try run.record(record(1))
        }
    }

    @Test func resumedRunEqualsAnUninterruptedOne() throws {
        try withTemporaryFolder { folder in
            let whole = folder.appendingPathComponent("whole")
            let broken = folder.appendingPathComponent("broken")
            do {
                let run = try RunFolder(creating: whole, configuration: "")
                for step in 1...6 { try run.record(record(step)) }
                let interrupted = try RunFolder(creating: broken, configuration: "")
                for step in 1...5 {
                    try interrupted.record(record(step, seconds: 2))
                    if step == 3 || step == 5 { try save(interrupted, step) }
                }
                try interrupted.record([EvaluationRecord(step: 5, benchmark: "b", metric: "m", value: 1, items: 1)])
                try Data("torn".utf8).write(to: broken.appendingPathComponent("checkpoints/step-000005/state"))
            }
            let (run, resumption) = try RunFolder.resume(broken)
            #expect(resumption.checkpoint?.step == 3)
            #expect(resumption.rejected.count == 1)
            #expect(try run.database.lastStep() == 3)
            for step in 4...6 { try run.record(record(step, seconds: 9)) }
            #expect(try content(broken) == content(whole))
            #expect(try run.checkpoints.checkpoints().map(\.step) == [3])
        }
    }

    @Test func runWithoutACheckpointStartsOver() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("run")
            do {
                let run = try RunFolder(creating: url, configuration: "")
                try run.record(StepRecord(step: 0, metrics: [("reward", 1)]))
                try run.record(record(1))
            }
            let (run, resumption) = try RunFolder.resume(url)
            #expect(resumption.checkpoint == nil && resumption.rejected.isEmpty)
            #expect(try run.database.lastStep() == nil)
        }
    }

    @Test func openReaderDoesNotHoldUpTheWriter() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("run")
            let run = try RunFolder(creating: url, configuration: "")
            try run.record(record(1))
            let reader = try RunDatabase(reading: RunFolder.databaseURL(url))
            for step in 2...20 {
                #expect(try reader.lastStep() == step - 1)
                try run.record(record(step))
            }
            #expect(try reader.rollouts(limit: 100).count == 40)
        }
    }

    @Test func databaseOfAnotherVersionIsRefused() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("run.sqlite")
            try Data("not a database".utf8).write(to: url)
            #expect(throws: RunStoreError.self) { try RunDatabase(reading: url) }
            #expect(throws: RunStoreError.self) { try RunDatabase(writing: url) }
        }
    }
}
