import Foundation
import SequentialExecution
import TestSupport
import Testing

/// The command, killed in every stage and called again.
@Suite(.serialized) struct KilledRunTests {
    private func arguments(_ model: LoopbackModel, _ out: URL) -> [String] {
        [
            "sequential", "generate", "--input", LoopbackModel.seeds, "--endpoint", model.url.absoluteString, "--model", "rules",
            "--output",
            out.path, "--evolve", "--concurrency", "2", "--jobs", "2", "--timeout", "10",
        ]
    }

    /// The key is taken from the environment, and its absence ends the run with what the service says.
    @Test func theKeyComesFromTheEnvironment() throws {
        try withTemporaryFolder { folder in
            let model = try LoopbackModel(["--key", "open sesame"], in: folder)
            let arguments = arguments(model, folder.appending(path: "out")) + ["--key-variable", "SESAME"]
            var environment = ProcessInfo.processInfo.environment
            let closed = try Program.run(arguments, environment: environment)
            #expect(closed.status == 1)
            #expect(closed.complaint.contains("stopped: ") && closed.complaint.contains("status 401: no such key"), "\(closed.errors)")
            environment["SESAME"] = "open sesame"
            let open = try Program.run(arguments, environment: environment)
            #expect(open.status == 0, "\(open.errors)")
            #expect(open.errors.contains("instructions  "))
        }
    }

    /// A second call in the folder of one that works there is turned away.
    @Test func oneCallAtATimeWorksInAFolder() throws {
        try withTemporaryFolder { folder in
            let model = try LoopbackModel(["--delay", "0.5"], in: folder)
            let out = folder.appending(path: "out")
            let first = try RunningProgram(arguments(model, out))
            first.wait { !model.requests.isEmpty }
            let second = try Program.run(arguments(model, out))
            first.send(SIGKILL)
            _ = first.finish()
            #expect(second.status == 1)
            #expect(second.complaint.contains(out.path), "\(second.errors)")
        }
    }

    /// The names of the answers that are kept.
    private func kept(_ out: URL) -> Set<String> {
        let files = FileManager.default.enumerator(atPath: out.appending(path: "cache").path)?.compactMap { $0 as? String } ?? []
        return Set(files.filter { $0.hasSuffix(".json") }.map { URL(filePath: $0).deletingPathExtension().lastPathComponent })
    }

    private func text(_ out: URL, _ file: String) throws -> String {
        try String(contentsOf: out.appending(path: file), encoding: .utf8)
    }

    /// `kill -9` in a stage: nothing is lost, no finished call is made again, and the files are those of a run that nobody disturbed.
    @Test func nothingIsLostWhereverItIsKilled() throws {
        try withTemporaryFolder { folder in
            let model = try LoopbackModel(["--delay", "0.03"], in: folder)
            let out = folder.appending(path: "out")
            for stage in ["functions", "anonymised", "tracked", "evolved", "described", "verified", "executed", "filtered", "scored"] {
                try kill(in: stage, model, out)
            }
            let finished = kept(out)
            let asked = model.requests.count
            let last = try Program.run(arguments(model, out))
            #expect(last.status == 0, "\(last.errors)")
            #expect(!model.requests.dropFirst(asked).contains { finished.contains($0.key) })

            let whole = folder.appending(path: "whole")
            #expect(try Program.run(arguments(model, whole)).status == 0)
            for file in try FileManager.default.contentsOfDirectory(atPath: whole.path) where file.hasSuffix(".jsonl") {
                #expect(try text(out, file) == text(whole, file), "\(file)")
            }
            #expect(try text(out, "instructions.jsonl").split(separator: "\n").count > 20)
        }
    }

    /// Ends a call once it works in a stage, with calls under way where the stage has any.
    private func kill(in stage: String, _ model: LoopbackModel, _ out: URL) throws {
        let (asked, finished) = (model.requests.count, kept(out))
        let file = out.appending(path: "\(stage).jsonl").path
        let program = try RunningProgram(arguments(model, out))
        program.wait {
            let own = model.requests.dropFirst(asked).filter { $0.stage == stage }
            let asksModel = !["executed", "filtered", "scored"].contains(stage)
            return asksModel ? own.count >= (stage == "functions" ? 1 : 4) : FileManager.default.fileExists(atPath: file)
        }
        program.send(SIGKILL)
        let ended = program.finish()
        #expect(ended.status == 128 + SIGKILL, "\(stage): \(ended.errors)")
        #expect(!model.requests.dropFirst(asked).contains { finished.contains($0.key) }, "\(stage)")
    }
}
