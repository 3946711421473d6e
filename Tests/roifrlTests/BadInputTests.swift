import Foundation
import RunStore
import TestSupport
import Testing

/// Whatever is wrong with a file is said in one line that names the place, with status 1; nothing half-written stays behind.
@Suite(.serialized) struct BadInputTests {
    /// Trains on files of which some are broken, and expects a complaint and no run.
    private func expectRefusal(
        _ settings: [String], _ parts: [String], in folder: URL, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = SmokeRun(folder: folder)
        let ended = try Program.run(try run.arguments() + settings.flatMap { ["--set", $0] })
        #expect(ended.status == 1, sourceLocation: sourceLocation)
        #expect(ended.output.isEmpty, sourceLocation: sourceLocation)
        expectOneLine(ended, parts, sourceLocation: sourceLocation)
        #expect(!FileManager.default.fileExists(atPath: run.url.path), "a run was begun", sourceLocation: sourceLocation)
    }

    private func expectOneLine(_ ended: Program.Outcome, _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!ended.complaint.contains("\n"), "\(ended.complaint)", sourceLocation: sourceLocation)
        #expect(ended.complaint.hasPrefix("Error: "), "\(ended.complaint)", sourceLocation: sourceLocation)
        for part in parts { #expect(ended.complaint.contains(part), "\(ended.complaint)", sourceLocation: sourceLocation) }
    }

    /// A copy of the model in the repository, changed.
    private func model(in folder: URL, _ change: (URL) throws -> Void) throws -> URL {
        let copy = folder.appending(path: "model-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Program.root.appending(path: "Models/tiny"), to: copy)
        try change(copy)
        return copy
    }

    private func edit(_ file: URL, _ change: (String) -> String) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = change(text)
        try #require(changed != text)
        try Data(changed.utf8).write(to: file)
    }

    // MARK: Models

    @Test(arguments: [100_000, 300, 4]) func truncatedWeights(bytes: Int) throws {
        try withTemporaryFolder { folder in
            let model = try model(in: folder) { try truncate($0.appending(path: "model.safetensors"), to: bytes) }
            let expected = bytes == 4 ? "found 4 bytes, expected at least the 8" : "truncated"
            try expectRefusal(["model.path=\(model.path)"], ["\(model.path)/model.safetensors: ", expected], in: folder)
        }
    }

    private func truncate(_ file: URL, to bytes: Int) throws {
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(bytes))
        try handle.close()
    }

    @Test func weightsOfAnotherShapeThanTheConfiguration() throws {
        try withTemporaryFolder { folder in
            let model = try model(in: folder) { model in
                try edit(model.appending(path: "config.json")) {
                    $0.replacing(/"intermediate_size": \d+/, with: "\"intermediate_size\": 500")
                }
            }
            try expectRefusal(
                ["model.path=\(model.path)"],
                ["\(model.path)/model.safetensors: tensor 'model.layers.0.mlp.gate_proj.weight': found shape [", "expected [500, "],
                in: folder)
        }
    }

    @Test func aConfigurationOfAnotherType() throws {
        try withTemporaryFolder { folder in
            let model = try model(in: folder) { model in
                try edit(model.appending(path: "config.json")) { $0.replacing(/"hidden_size": \d+/, with: "\"hidden_size\": \"many\"") }
            }
            try expectRefusal(
                ["model.path=\(model.path)"], ["\(model.path)/config.json: hidden_size: found 'many', expected a whole number"], in: folder)
        }
    }

    /// The first merge is part of later ones; the last one's token is only in the vocabulary.
    @Test(arguments: [true, false]) func aTokenizerWithAMissingMerge(isFirst: Bool) throws {
        try withTemporaryFolder { folder in
            var token = ""
            let model = try model(in: folder) { model in
                let file = model.appending(path: "tokenizer.json")
                var tree = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
                var inner = try #require(tree["model"] as? [String: Any])
                var merges = try #require(inner["merges"] as? [[String]])
                token = (isFirst ? merges.removeFirst() : merges.removeLast()).joined()
                inner["merges"] = merges
                tree["model"] = inner
                try JSONSerialization.data(withJSONObject: tree).write(to: file)
            }
            let expected = "\(model.path)/tokenizer.json: 'model.merges' has no merge that makes the token '\(token)'"
            try expectRefusal(["model.path=\(model.path)"], [expected], in: folder)
        }
    }

    @Test func aModelThatIsNotThere() throws {
        try withTemporaryFolder { folder in
            try expectRefusal(
                ["model.path=\(folder.path)/none"], ["\(folder.path)/none/config.json: could not read it: no such file"], in: folder)
        }
    }

    // MARK: Configurations

    @Test(arguments: [
        ("[run]\nsede = 3\n", "run.sede: unknown key, did you mean run.seed?"),
        ("[lerning]\nloss = \"grpo\"\n", "lerning: unknown key, did you mean learning?"),
        ("[batch]\ngroup_size = \"eight\"\n", "batch.group_size: found \"eight\", expected a whole number in 2 ... 1048576"),
        ("[run]\nseed = 1.5\n", "run.seed: found 1.5, expected a whole number"),
        ("[learning]\nloss = \"ppo\"\n", "learning.loss: found \"ppo\", expected one of \"grpo\""),
        ("batch = 3\n", "batch: found 3, expected a table"),
        ("[[source]]\nname = \"ca\"\nkind = \"constraint\"\npath = \"a\"\n", "source.0.kind: found \"constraint\", expected one of"),
        ("[[source]]\nname = \"ca\"\nkind = \"constraints\"\n", "source.0.path: missing, expected a file or folder"),
        (
            "[curriculum]\ntemperature = 0\n[[source]]\nname = \"ca\"\nkind = \"constraints\"\npath = \"a\"\n",
            "curriculum.temperature: found 0.0, expected"
        ),
        ("[run]\nseed = 3\n", "source: missing, expected at least one [[source]]"),
        ("[run\n", ":1:5: "),
    ]) func mistakesInAConfiguration(text: String, expected: String) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "a.toml")
            try Data((text + "\n").utf8).write(to: file)
            let ended = try Program.run(["train", file.path], in: folder)
            #expect(ended.status == 1)
            expectOneLine(ended, ["Error: \(file.path):", expected])
        }
    }

    @Test func aConfigurationThatIsNotThere() throws {
        let ended = try Program.run(["train", "none.toml"])
        #expect(ended.status == 1)
        expectOneLine(ended, ["none.toml: cannot be read: "])
    }

    @Test func aWrongCallHasItsOwnStatus() throws {
        for arguments in [["train"], ["train", "a.toml", "--resum"], ["trian"], ["eval", "--benchmarks", "reasoning"]] {
            let ended = try Program.run(arguments)
            #expect(ended.status == 2, "\(arguments)")
            #expect(ended.output.isEmpty && ended.complaint.contains("Error: "))
        }
    }

    // MARK: Data

    private static let good = #"{"key": 1, "prompt": "x", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}"#

    @Test(arguments: [
        (#"{"key": 2, "prompt": "x", "kwargs": [{}]}"#, "2: expected the keys 'ground_truth', or 'instruction_id_list' and 'kwargs'"),
        (#"{"key": 2, "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}"#, "2: expected key 'messages' or 'prompt'"),
        (#"{"key": 2, "prompt": "#, "2: "),
    ]) func brokenConstraintRows(row: String, expected: String) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "rows.jsonl")
            try Data("\(Self.good)\n\(row)\n".utf8).write(to: file)
            try expectRefusal(["source.0.path=\(file.path)"], ["\(file.path):\(expected)"], in: folder)
        }
    }

    @Test func constraintsThatCannotStandTogetherAreRefused() throws {
        let ended = try Program.run(["constraints", "compose", "--ids", "punctuation:no_comma", "--minimum", "2", "--input", "a.txt"])
        #expect(ended.status == 2)
        #expect(ended.complaint.contains("--ids: at most 1 of these may stand in one prompt"))
    }

    @Test func composingFromRequestsAndWithoutThemIsRefused() throws {
        let both = try Program.run(["constraints", "compose", "--tiny", "--input", "a.txt"])
        #expect(both.status == 2)
        #expect(
            both.complaint.contains(
                "found --tiny and --input a.txt, expected one of them: leave out --input for short tasks made here, or --tiny for a.txt"))
        let neither = try Program.run(["constraints", "compose"])
        #expect(neither.status == 2)
        #expect(neither.complaint.contains("found neither --input nor --tiny, expected one"))
    }

    @Test func noMoreIntervalsAreOpenThanThereAre() throws {
        for (count, isRefused) in [("3", true), ("4", false)] {
            let ended = try Program.run(
                ["curriculum", "simulate", "--trace", "-", "--interval-count", count, "--initially-unlocked", "4"],
                input: #"{"rewards": {"ca": [1], "se": [0]}}"#)
            #expect((ended.status != 0) == isRefused, "\(ended.complaint)")
            #expect(!isRefused || ended.complaint.contains("--initially-unlocked: found 4, expected 1 ... 3"), "\(ended.complaint)")
        }
    }

    @Test func rowsThatCannotBeJudgedAreCounted() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "rows.jsonl")
            try Data(#"{"id": "punctuation:no_coma", "kwargs": {}, "response": null}"#.utf8).write(to: file)
            let ended = try Program.run(["verify", "--input", file.path, "--summary"])
            #expect(ended.status == 1)
            #expect(ended.output.contains(#""unanswered": 1, "unreadable": 1, "unmatched_replies": 0"#))
            #expect(ended.complaint.contains("1 of 1 rows with a constraint that cannot be read, the first in line 1: no constraint"))
        }
    }

    @Test func brokenSequentialRows() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "rows.jsonl")
            try Data("\n{\"task_id\": \"a\", \"instruction\": \"x\"}\n".utf8).write(to: file)
            try expectRefusal(["source.1.path=\(file.path)"], ["\(file.path):2: code_output: "], in: folder)
            try Data().write(to: file)
            try expectRefusal(["source.1.path=\(file.path)"], ["source se: \(file.path) holds no prompt"], in: folder)
            try expectRefusal(["source.1.path=\(folder.path)/none.jsonl"], ["\(folder.path)/none.jsonl: cannot be read"], in: folder)
        }
    }

    // MARK: The machine

    @Test func noPython() throws {
        try withTemporaryFolder { folder in
            // Away from the repository, whose .venv would be found.
            let program = folder.appending(path: "roifrl")
            try FileManager.default.copyItem(at: Program.executable, to: program)
            let nothing = ["PATH": folder.path]
            let ended = try Program.run(
                ["complexity", "--input", "-"], input: #"{"source": "def f(): pass"}"#, environment: nothing, in: folder,
                executable: program)
            #expect(ended.status == 1)
            #expect(ended.output.isEmpty)
            expectOneLine(ended, ["no Python interpreter: looked for ", "expected Python 3.10 or later"])
            let doctor = try Program.run(["doctor"], environment: nothing, in: folder, executable: program)
            #expect(doctor.status == 1)
            #expect(doctor.output.contains("MISSING      python"))
            // The table and the JSON call a state alike.
            #expect(doctor.output.contains("recommended  python: numpy"))
            let json = try Program.run(["doctor", "--json"], environment: nothing, in: folder, executable: program)
            #expect(json.output.contains("\"state\" : \"recommended\""))
            #expect(doctor.output.contains("mend: install Python 3.10 or later"))
        }
    }
}
