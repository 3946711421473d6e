public import Foundation

/// A saved state of a run: a folder of files and a manifest that says what they must be.
public struct Checkpoint: Sendable, Equatable {
    /// Updates done when it was saved.
    public var step: Int
    public var folder: URL

    /// The place of one of its files.
    public func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
}

/// `manifest.json`: every file of a checkpoint with its size and SHA-256.
struct CheckpointManifest: Codable, Equatable {
    struct File: Codable, Equatable {
        var path: String
        var size: Int
        var sha256: String
    }

    static let name = "manifest.json"
    static let version = 1

    var version = Self.version
    var step: Int
    var files: [File]

    /// Hashes every file under a folder; files side by side, since one hash runs on one core.
    init(step: Int, hashing folder: URL) throws {
        self.step = step
        let paths = try DurableFiles.files(under: folder).filter { $0 != Self.name }
        files = try Self.concurrently(paths) { try Self.describe($0, in: folder) }
    }

    private static func describe(_ path: String, in folder: URL) throws -> File {
        let url = folder.appendingPathComponent(path)
        guard let size = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int else {
            throw RunStoreError.failed(doing: "reading its size", path: url.path, reason: "unknown")
        }
        return File(path: path, size: size, sha256: try SHA256.hexadecimal(of: url))
    }

    /// Throws `invalidCheckpoint` naming the first file that is missing or not as it was saved.
    func validate(_ folder: URL) throws {
        func invalid(_ problem: String) -> RunStoreError { .invalidCheckpoint(path: folder.path, problem: problem) }
        guard version == Self.version else { throw invalid("\(Self.name): found version \(version), expected \(Self.version)") }
        // Sizes first: they cost nothing and find most torn files.
        for file in files {
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(file.path).path)
            guard let size = attributes?[.size] as? Int else { throw invalid("\(file.path) is missing") }
            guard size == file.size else { throw invalid("\(file.path): found \(size) bytes, expected \(file.size)") }
        }
        let found = try Self.concurrently(files) { try SHA256.hexadecimal(of: folder.appendingPathComponent($0.path)) }
        for (file, hash) in zip(files, found) where hash != file.sha256 {
            throw invalid("\(file.path): found SHA-256 \(hash), expected \(file.sha256)")
        }
    }

    private static func concurrently<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ work: @Sendable (Input) throws -> Output
    ) throws -> [Output] {
        let results = ResultSlots<Output>(count: inputs.count)
        DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
            results.set(index, Result { try work(inputs[index]) })
        }
        return try results.values()
    }
}

/// Results of work done side by side, each in its own slot.
private final class ResultSlots<Output: Sendable>: @unchecked Sendable {
    // Unchecked: `slots` is only touched under the lock.
    private let lock = NSLock()
    private var slots: [Result<Output, any Error>?]

    init(count: Int) { slots = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ result: Result<Output, any Error>) { lock.withLock { slots[index] = result } }

    func values() throws -> [Output] { try lock.withLock { try slots.compactMap { try $0?.get() } } }
}
