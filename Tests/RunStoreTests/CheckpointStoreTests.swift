import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct CheckpointStoreTests {
    private func write(_ text: String = "weights") -> (URL) throws -> Void {
        { folder in
            try Data(text.utf8).write(to: folder.appendingPathComponent("model.safetensors"))
            try FileManager.default.createDirectory(at: folder.appendingPathComponent("state"), withIntermediateDirectories: false)
            try Data("{}".utf8).write(to: folder.appendingPathComponent("state/curriculum.json"))
        }
    }

    private func problem(_ store: CheckpointStore, _ checkpoint: Checkpoint) -> String? {
        do {
            try store.validate(checkpoint)
            return nil
        } catch RunStoreError.invalidCheckpoint(_, let problem) {
            return problem
        } catch {
            return "another error: \(error)"
        }
    }

    @Test func savedCheckpointIsWholeAndListsItsFiles() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder.appendingPathComponent("checkpoints"))
            let checkpoint = try store.save(step: 100, write: write())
            #expect(checkpoint.folder.lastPathComponent == "step-000100")
            #expect(problem(store, checkpoint) == nil)
            let manifest = try String(contentsOf: checkpoint.url("manifest.json"), encoding: .utf8)
            // sha256sum of "weights" and "{}".
            #expect(manifest.contains("9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"))
            #expect(manifest.contains("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"))
            #expect(manifest.contains("\"path\" : \"state/curriculum.json\""))
            #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.path) == ["step-000100"])
        }
    }

    /// The standard's long vector, a million times "a", and lengths around the block's 64 bytes.
    @Test(arguments: [
        (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
        (1_048_576, "9bc1b2a288b26af7257a36277ae3816a7d4f16e89c1e7e77d0a5c48bad62b360"),
        (1_048_577, "4a3f0c0c213adea174f9a3d4c13177315b588bdb2e9c1012d3d0bf0453ca0f6a"),
    ])
    func hashesAreSHA256(count: Int, expected: String) throws {
        try withTemporaryFolder { folder in
            let checkpoint = try CheckpointStore(folder: folder).save(step: 1) {
                try Data(repeating: UInt8(ascii: "a"), count: count).write(to: $0.appendingPathComponent("file"))
            }
            #expect(try String(contentsOf: checkpoint.url("manifest.json"), encoding: .utf8).contains(expected))
        }
    }

    @Test func everyKindOfDamageIsNamed() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder)
            let checkpoint = try store.save(step: 1, write: write())
            let weights = checkpoint.url("model.safetensors")
            try Data("weightz".utf8).write(to: weights)
            #expect(problem(store, checkpoint)?.hasPrefix("model.safetensors: found SHA-256 ") == true)
            try Data("weight".utf8).write(to: weights)
            #expect(problem(store, checkpoint) == "model.safetensors: found 6 bytes, expected 7")
            try FileManager.default.removeItem(at: weights)
            #expect(problem(store, checkpoint) == "model.safetensors is missing")
            try Data("{".utf8).write(to: checkpoint.url("manifest.json"))
            #expect(problem(store, checkpoint) == "manifest.json cannot be read")
            try FileManager.default.removeItem(at: checkpoint.url("manifest.json"))
            #expect(problem(store, checkpoint) == "manifest.json is missing")
        }
    }

    @Test func latestSkipsDamagedOnes() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder)
            #expect(try store.latest().checkpoint == nil)
            for step in [20, 9, 100] { try store.save(step: step, write: write()) }
            #expect(try store.checkpoints().map(\.step) == [9, 20, 100])
            #expect(try store.latest().checkpoint?.step == 100)
            try Data().write(to: folder.appendingPathComponent("step-000100/model.safetensors"))
            let (checkpoint, rejected) = try store.latest()
            #expect(checkpoint?.step == 20)
            #expect(rejected.count == 1)
        }
    }

    @Test func failedWriteLeavesEarlierCheckpointsAndNothingElse() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder)
            try store.save(step: 1, write: write())
            let error = #expect(throws: RunStoreError.self) {
                try store.save(step: 2) { temporary in
                    try write()(temporary)
                    throw CocoaError(.fileWriteOutOfSpace)
                }
            }
            #expect(
                error?.description.hasSuffix(
                    "step-000002: the checkpoint was not written: No space left on device; earlier checkpoints are untouched") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["step-000001"])
            #expect(try store.latest().checkpoint?.step == 1)
        }
    }

    @Test func sameStepIsReplaced() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder)
            try store.save(step: 5, write: write("old"))
            let checkpoint = try store.save(step: 5, write: write("new"))
            #expect(try String(contentsOf: checkpoint.url("model.safetensors"), encoding: .utf8) == "new")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["step-000005"])
        }
    }

    @Test func onlyTheNewestAreKept() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder, keepLast: 2)
            for step in 1...5 { try store.save(step: step, write: write()) }
            #expect(try store.checkpoints().map(\.step) == [4, 5])
            try store.removeCheckpoints(after: 4)
            #expect(try store.checkpoints().map(\.step) == [4])
        }
    }

    @Test func leftoversOfACrashAreCleared() throws {
        try withTemporaryFolder { folder in
            let store = CheckpointStore(folder: folder)
            try store.save(step: 3, write: write())
            let manager = FileManager.default
            try manager.createDirectory(at: folder.appendingPathComponent(".writing-step-000004"), withIntermediateDirectories: false)
            // A crash between the two renames of a replacement.
            try manager.moveItem(
                at: folder.appendingPathComponent("step-000003"), to: folder.appendingPathComponent(".replaced-step-000003"))
            try store.clean()
            #expect(try manager.contentsOfDirectory(atPath: folder.path) == ["step-000003"])
            #expect(try store.latest().checkpoint?.step == 3)
        }
    }
}
