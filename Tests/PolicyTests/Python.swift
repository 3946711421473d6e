import Foundation
import Torch

/// The interpreter in the repository's `.venv`, where there is one with transformers.
enum Python {
    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let interpreter = root.appending(path: ".venv/bin/python")

    struct Failure: Error {
        var status: Int32
    }

    /// Whether transformers can be imported, found out without importing it.
    static let hasTransformers: Bool =
        (try? run(["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('transformers') is None)"])) != nil

    static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = interpreter
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["HF_HUB_OFFLINE": "1"]) { $1 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    }

    /// Per folder the logits [T, V] that transformers computes.
    static func logits(of folders: [URL], tokens: [Int], in folder: URL) throws -> [Tensor] {
        let script = root.appending(path: "Tests/Fixtures/policy/logits.py").path
        let output = folder.appending(path: "logits.safetensors")
        try run([script, output.path, tokens.map(String.init).joined(separator: ",")] + folders.map(\.path))
        let file = try SafetensorsFile(output)
        return try folders.indices.map { try file.tensor("\($0)") }
    }
}
