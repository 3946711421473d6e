import Foundation
import Policy
import TestSupport
import Torch

/// The tiny checkpoints under Tests/Fixtures/policy, with what transformers computes from them.
enum Fixtures {
    static let names = ["qwen3", "qwen3-bias", "qwen2", "llama3"]

    static func folder(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/policy/\(name)")
    }

    static func expected(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(folder(name).appending(path: "expected.safetensors"))
    }

    /// A new folder that is removed afterwards.
    static func withTemporaryFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// A copy of a checkpoint in which files may be changed.
    static func withCopy<Value>(of name: String, _ body: (URL) throws -> Value) throws -> Value {
        try withTemporaryFolder { parent in
            let copy = parent.appending(path: name)
            try FileManager.default.copyItem(at: folder(name), to: copy)
            return try body(copy)
        }
    }
}

extension DecoderPolicy {
    /// Logits [T, V] of one sequence.
    func logits(_ tokens: [Int]) throws -> Tensor {
        let attention = try SegmentAttention(segments: [Segment(start: 0, length: tokens.count)])
        return try hiddenStates(tokens: tokens, positions: attention.positions, attention: attention).linear(headWeight)
    }
}

extension Tensor {
    /// The largest difference between two tensors of one shape.
    func distance(to other: Tensor) throws -> Double {
        try (to(dtype: .float32) - other.to(dtype: .float32)).abs().max().item()
    }
}
