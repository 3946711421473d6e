import Foundation
import RunStore
import TestSupport
import Testing

/// A disk that is full while a checkpoint is written: a small file system of its own, which only the test's processes see.
@Suite(.serialized) struct FullDiskTests {
    /// Whether this machine lets us mount a file system in a namespace of our own.
    static let canMount: Bool = {
        #if os(Linux)
            let folder = FileManager.default.temporaryDirectory.path
            return (try? shell("mount -t tmpfs -o size=1m none '\(folder)'"))?.status == 0
        #else
            false
        #endif
    }()

    private static let unshare = URL(filePath: "/usr/bin/unshare")

    /// Runs a script in a mount namespace of its own, as its root user.
    private static func shell(_ script: String) throws -> Program.Outcome {
        try Program.run(["--map-root-user", "--mount", "sh", "-ec", script], executable: unshare)
    }

    @Test(.enabled(if: canMount)) func aFullDiskCostsTheCheckpointOnly() throws {
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            let (disk, results) = (folder.appending(path: "run"), folder.appending(path: "results"))
            for made in [disk, results] { try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true) }
            func command(resume: Bool) throws -> String {
                ([Program.executable.path] + (try run.arguments(resume: resume))).map { "'\($0)'" }.joined(separator: " ")
            }
            // Room for one checkpoint, not for a second beside it; after that, room for all. A checkpoint holds float32 weights and two
            // averages of each, the model's own file bfloat16 weights.
            let weights = Program.root.appending(path: "Models/tiny/model.safetensors")
            let size = try #require(FileManager.default.attributesOfItem(atPath: weights.path)[.size] as? Int)
            let checkpoint = size * 6
            let script = """
                mount -t tmpfs -o size=\(checkpoint * 3 / 2) none '\(disk.path)'
                status=0
                \(try command(resume: false)) >'\(results.path)/output' 2>'\(results.path)/errors' || status=$?
                echo $status >'\(results.path)/status'
                ls -A '\(disk.path)/checkpoints' >'\(results.path)/checkpoints'
                mount -o remount,size=\(checkpoint * 10) none '\(disk.path)'
                \(try command(resume: true))
                cp -r '\(disk.path)' '\(results.path)/run'
                """
            let ended = try Self.shell(script)
            #expect(ended.status == 0, "\(ended.complaint)")
            func result(_ name: String) throws -> String {
                try String(contentsOf: results.appending(path: name), encoding: .utf8).trimmingCharacters(in: .newlines)
            }
            #expect(try result("status") == "1")
            let failed = "\(disk.path)/checkpoints/step-000004: the checkpoint was not written: "
            #expect(try result("errors").hasPrefix("Error: " + failed))
            #expect(try result("errors").contains("No space left on device"))
            #expect(try !result("errors").contains("\n"))
            // Nothing of the second is left, and the first is as good as ever.
            #expect(try result("checkpoints") == "step-000002")
            #expect(ended.output.contains("resumed after step 2\n"))
            let whole = SmokeRun(folder: folder.appending(path: "whole"))
            #expect(try whole.start().finish().status == 0)
            expectSame(try SmokeRun(folder: results).outcome(), try whole.outcome())
        }
    }
}
