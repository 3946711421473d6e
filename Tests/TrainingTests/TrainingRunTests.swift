import Foundation
import Learning
import RunStore
import TestSupport
import Testing
import Training

@Suite struct TrainingRunTests {
    /// A run of six steps with a checkpoint after every second.
    private func configuration(_ folder: URL, run: String, dtype: RunConfiguration.ComputeType) -> RunConfiguration {
        var configuration = RunConfiguration()
        configuration.run.path = folder.appending(path: run).path
        configuration.run.seed = 21
        configuration.run.checkpointEvery = 2
        configuration.model.path = folder.appending(path: "model").path
        configuration.model.device = "cpu"
        configuration.model.dtype = dtype
        configuration.batch.prompts = 6
        configuration.batch.groupSize = 4
        configuration.generation.maxNewTokens = 8
        configuration.learning = TinyWorld.learning
        configuration.learning.steps = 6
        return configuration
    }

    /// A run that is at its end when this returns, its folder released.
    @discardableResult
    private func run(
        _ configuration: RunConfiguration, resume: Bool = false, stopAfter stop: Int? = nil, failAfter failure: Int? = nil
    ) throws -> (finished: Bool, resumedAfter: Int?) {
        let run = try TrainingRun(configuration: configuration, sources: TinyWorld.sources, resume: resume)
        let finished = try run.run(
            shouldStop: { run.trainer.stepsTaken == stop },
            onStep: { report in if report.step + 1 == failure { throw Crash() } })
        return (finished, run.resumption?.checkpoint?.step)
    }

    private struct Crash: Error {}

    /// All that must not depend on interruptions: everything in the database but times, and every file of the last checkpoint and model.
    private func outcome(_ configuration: RunConfiguration) throws -> [String: Data] {
        let folder = URL(filePath: configuration.run.path)
        let database = try RunDatabase(reading: RunFolder.databaseURL(folder))
        defer { try? database.close() }
        let steps = try (1...6).map { step in try database.metrics(step: step).map { "\($0.name) \($0.value.bitPattern)" } }
        var outcome = [
            "metrics": Data("\(steps)".utf8), "decisions": Data("\(try database.decisions())".utf8),
            "rollouts": Data("\(try database.rollouts())".utf8),
        ]
        for name in ["checkpoints/step-000006", "model"] {
            let root = folder.appending(path: name)
            for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted() {
                outcome["\(name)/\(path)"] = try? Data(contentsOf: root.appending(path: path))
            }
        }
        return outcome
    }

    private func expectSame(_ interrupted: [String: Data], _ whole: [String: Data]) {
        #expect(interrupted.keys.sorted() == whole.keys.sorted())
        for (name, data) in whole { #expect(interrupted[name] == data, "\(name) differs") }
    }

    @Test(arguments: [RunConfiguration.ComputeType.float32, .bfloat16])
    func aStoppedRunGoesOnAsIfNothingHadHappened(dtype: RunConfiguration.ComputeType) throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let whole = configuration(folder, run: "whole", dtype: dtype)
            #expect(try run(whole) == (true, nil))
            let stopped = configuration(folder, run: "stopped", dtype: dtype)
            #expect(try run(stopped, stopAfter: 3) == (false, nil))
            #expect(try run(stopped, resume: true) == (true, 3))
            expectSame(try outcome(stopped), try outcome(whole))
        }
    }

    @Test func aCrashLosesAtMostTheStepsSinceTheLastCheckpoint() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let whole = configuration(folder, run: "whole", dtype: .float32)
            try run(whole)
            let crashed = configuration(folder, run: "crashed", dtype: .float32)
            // Before the first checkpoint, between two, and after the last step.
            #expect(throws: Crash.self) { try run(crashed, failAfter: 1) }
            #expect(throws: Crash.self) { try run(crashed, resume: true, failAfter: 5) }
            #expect(throws: Crash.self) { try run(crashed, resume: true, failAfter: 6) }
            #expect(try run(crashed, resume: true) == (true, 4))
            expectSame(try outcome(crashed), try outcome(whole))
            // A finished run has nothing left to do and keeps what it has.
            #expect(try run(crashed, resume: true) == (true, 6))
            expectSame(try outcome(crashed), try outcome(whole))
        }
    }

    @Test func aRunCanGoOnUnderChangedSettings() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            var settings = configuration(folder, run: "run", dtype: .float32)
            settings.learning.steps = 4
            try run(settings)
            let former = settings.toml
            settings.learning.steps = 6
            #expect(try run(settings, resume: true) == (true, 4))
            let stored = try String(contentsOf: folder.appending(path: "run/config.toml"), encoding: .utf8)
            #expect(stored == settings.toml && stored != former)
            let whole = configuration(folder, run: "whole", dtype: .float32)
            try run(whole)
            expectSame(try outcome(settings), try outcome(whole))
        }
    }

    @Test func aDamagedCheckpointIsLeftAsideForTheOneBefore() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let whole = configuration(folder, run: "whole", dtype: .float32)
            try run(whole)
            let damaged = configuration(folder, run: "damaged", dtype: .float32)
            try run(damaged, stopAfter: 5)
            let weights = URL(filePath: damaged.run.path).appending(path: "checkpoints/step-000005/model/model.safetensors")
            let file = try FileHandle(forWritingTo: weights)
            try file.truncate(atOffset: 1000)
            try file.close()
            #expect(try run(damaged, resume: true) == (true, 4))
            expectSame(try outcome(damaged), try outcome(whole))
        }
    }

    @Test func aRunIsNeverStartedOverSilently() throws {
        try withTemporaryFolder { folder in
            try TinyWorld.writeModel(to: folder.appending(path: "model"))
            let configuration = configuration(folder, run: "run", dtype: .float32)
            #expect(throws: RunStoreError.noRun(path: configuration.run.path)) { try run(configuration, resume: true) }
            try run(configuration, stopAfter: 2)
            let before = try outcomeOfTwoSteps(configuration)
            #expect(throws: RunStoreError.runExists(path: configuration.run.path)) { try run(configuration) }
            #expect(try outcomeOfTwoSteps(configuration) == before)
        }
    }

    private func outcomeOfTwoSteps(_ configuration: RunConfiguration) throws -> [String] {
        let folder = URL(filePath: configuration.run.path)
        let database = try RunDatabase(reading: RunFolder.databaseURL(folder))
        defer { try? database.close() }
        return try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: "checkpoints").path).sorted()
            + [try "\(database.lastStep() ?? -1)"]
    }
}
