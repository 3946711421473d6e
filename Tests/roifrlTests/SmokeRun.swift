import Foundation
import RunStore
import TestSupport
import Testing

/// `Configurations/smoke.toml` on rows of its own, so that nothing has to be prepared.
struct SmokeRun {
    let folder: URL
    /// The run's own folder.
    var url: URL { folder.appending(path: "run") }

    static let steps = 5

    /// Rows of both kinds, made once for all tests.
    private static let data = Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roifrl-smoke-data-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, command) in [("sequential", ["sequential", "generate"]), ("constraints", ["constraints", "compose"])] {
            let file = folder.appending(path: name + ".jsonl").path
            let made = try Program.run(command + ["--tiny", "--count", "200", "--seed", "7", "--split", "train", "--output", file])
            try #require(made.status == 0, "\(made.complaint)")
        }
        return folder
    }

    /// What the command line is called with.
    func arguments(resume: Bool = false) throws -> [String] {
        let data = try Self.data.get()
        let settings = [
            "run.path=\(url.path)", "run.threads=1", "learning.steps=\(Self.steps)", "source.0.path=\(data.path)/constraints.jsonl",
            "source.1.path=\(data.path)/sequential.jsonl",
        ]
        return ["train", "Configurations/smoke.toml"] + settings.flatMap { ["--set", $0] } + (resume ? ["--resume"] : [])
    }

    func start(resume: Bool = false) throws -> RunningProgram { try RunningProgram(arguments(resume: resume)) }

    /// Whether a folder is there that a run can be resumed from.
    var hasBegun: Bool { FileManager.default.fileExists(atPath: RunFolder.databaseURL(url).path) }

    /// Whether a checkpoint is being written at this moment.
    var isSaving: Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: RunFolder.checkpointsURL(url).path)) ?? []
        return names.contains { $0.hasPrefix(".writing-") }
    }

    /// The steps of the whole checkpoints.
    var checkpoints: [Int] { get throws { try CheckpointStore(folder: RunFolder.checkpointsURL(url)).checkpoints().map(\.step) } }

    /// All that must not depend on interruptions: everything in the database but times, the last checkpoint, the model.
    func outcome() throws -> [String: Data] {
        let database = try RunDatabase(reading: RunFolder.databaseURL(url))
        defer { try? database.close() }
        var outcome = [
            "decisions": Data("\(try database.decisions())".utf8), "rollouts": Data("\(try database.rollouts())".utf8),
            "evaluations": Data("\(try database.evaluations())".utf8),
        ]
        for step in 0...(try database.lastStep() ?? 0) {
            outcome["metrics of step \(step)"] = Data(
                "\(try database.metrics(step: step).map { "\($0.name) \($0.value.bitPattern)" })".utf8)
        }
        for name in [CheckpointStore.name(step: Self.steps), "model"] {
            let root = name == "model" ? url.appending(path: name) : RunFolder.checkpointsURL(url).appending(path: name)
            for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
                outcome["\(name)/\(path)"] = try? Data(contentsOf: root.appending(path: path))
            }
        }
        return outcome
    }
}

/// Compares two runs, saying which part differs.
func expectSame(_ found: [String: Data], _ expected: [String: Data]) {
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, data) in expected { #expect(found[name] == data, "\(name) differs") }
}
