import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct DryRunTests {
    @Test func whatIsMissingIsListedBehindTheResolvedConfiguration() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "a.toml")
            let text = """
                [model]
                path = "none"
                [[source]]
                name = "ca"
                kind = "constraints"
                path = ["b.jsonl", "c.jsonl"]
                """
            try Data(text.utf8).write(to: file)
            let first = try Program.run(["train", "a.toml", "--dry-run", "--set", "learning.steps=9"], in: folder)
            #expect(first.status == 0 && first.errors.isEmpty)
            let findings = first.output.split(separator: "\n").filter { $0.hasPrefix("# ") }
            #expect(
                findings == [
                    "# model: missing: none/config.json (model.path)", "# source ca: missing: b.jsonl (source.0.path)",
                    "# source ca: missing: c.jsonl (source.0.path)",
                ])
            #expect(first.output.contains("\nsteps = 9\n"))
            // What is printed is a configuration that says the same.
            try Data(first.output.utf8).write(to: folder.appending(path: "resolved.toml"))
            #expect(try Program.run(["train", "resolved.toml", "--dry-run"], in: folder).output == first.output)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "runs").path))
        }
    }

    @Test func whatIsThereIsCountedAndChecked() throws {
        try withTemporaryFolder { folder in
            let run = SmokeRun(folder: folder)
            let arguments = try run.arguments() + ["--dry-run"]
            let found = try Program.run(arguments)
            #expect(found.status == 0)
            #expect(found.output.contains(/\n# model: \d+ parameters, 0\.\d\d GB of memory before any activation\n/))
            // Up to three cases of each function.
            #expect(found.output.contains(/\n# source ca: 200 prompts\n# source se: [45]\d\d prompts\n# evaluation sequential: 4 items\n/))
            #expect(!FileManager.default.fileExists(atPath: run.url.path))
            let broken = folder.appending(path: "broken.jsonl")
            try Data("{}\n".utf8).write(to: broken)
            let refused = try Program.run(arguments + ["--set", "source.0.path=\(broken.path)"])
            #expect(refused.status == 1)
            #expect(refused.complaint.hasPrefix("Error: \(broken.path):1: "))
        }
    }
}
