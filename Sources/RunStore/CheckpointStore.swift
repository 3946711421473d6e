public import Foundation

/// The checkpoints of a run, `step-000100` and so on, in one folder.
///
/// A checkpoint appears whole or not at all: it is written beside under a name of its own, every file reaches the disk, and
/// one rename puts it in place. What a crash leaves behind is cleared by `clean`.
public struct CheckpointStore: Sendable {
    public let folder: URL
    /// How many of the newest checkpoints `save` leaves; nil keeps all.
    public let keepLast: Int?

    private static let temporaryPrefix = ".writing-"
    private static let replacedPrefix = ".replaced-"

    public init(folder: URL, keepLast: Int? = nil) {
        self.folder = folder
        self.keepLast = keepLast.map { max($0, 1) }
    }

    public static func name(step: Int) -> String {
        let digits = "\(step)"
        return "step-" + String(repeating: "0", count: max(6 - digits.count, 0)) + digits
    }

    private static func step(name: String) -> Int? {
        guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), step >= 0, Self.name(step: step) == name else { return nil }
        return step
    }

    /// Saves a checkpoint.
    /// - Parameters:
    ///   - step: updates done so far. A checkpoint of the same step is replaced.
    ///   - write: writes the files into the folder it is given; folders inside are allowed.
    /// - Throws: `RunStoreError.checkpointNotWritten`; then nothing of it is left and earlier checkpoints are untouched.
    @discardableResult
    public func save(step: Int, write: (URL) throws -> Void) throws -> Checkpoint {
        let destination = folder.appendingPathComponent(Self.name(step: step))
        let temporary = folder.appendingPathComponent(Self.temporaryPrefix + Self.name(step: step))
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try removeIfPresent(temporary)
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
            try write(temporary)
            try seal(temporary, step: step)
            try put(temporary, at: destination)
        } catch {
            try? removeIfPresent(temporary)
            throw RunStoreError.checkpointNotWritten(path: destination.path, reason: Self.cause(error))
        }
        try prune()
        return Checkpoint(step: step, folder: destination)
    }

    private static func cause(_ error: any Error) -> String {
        if case .failed(let doing, _, let reason)? = error as? RunStoreError { return "\(doing): \(reason)" }
        return reason(error)
    }

    /// Adds the manifest and waits until everything is on the disk.
    private func seal(_ temporary: URL, step: Int) throws {
        let manifest = try CheckpointManifest(step: step, hashing: temporary)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(manifest).write(to: temporary.appendingPathComponent(CheckpointManifest.name))
        for path in try FileManager.default.subpathsOfDirectory(atPath: temporary.path) {
            try DurableFiles.synchronize(temporary.appendingPathComponent(path))
        }
        try DurableFiles.synchronize(temporary)
    }

    private func put(_ temporary: URL, at destination: URL) throws {
        guard FileManager.default.fileExists(atPath: destination.path) else {
            return try DurableFiles.rename(temporary, to: destination)
        }
        let replaced = folder.appendingPathComponent(Self.replacedPrefix + destination.lastPathComponent)
        try removeIfPresent(replaced)
        try DurableFiles.rename(destination, to: replaced)
        try DurableFiles.rename(temporary, to: destination)
        try removeIfPresent(replaced)
    }

    /// All checkpoints, oldest first, good or not.
    public func checkpoints() throws -> [Checkpoint] {
        try names().compactMap { name in
            Self.step(name: name).map { Checkpoint(step: $0, folder: folder.appendingPathComponent(name)) }
        }.sorted { $0.step < $1.step }
    }

    /// Throws `RunStoreError.invalidCheckpoint` naming what is wrong: a file missing, of another size, of another hash.
    public func validate(_ checkpoint: Checkpoint) throws {
        func invalid(_ problem: String) -> RunStoreError { .invalidCheckpoint(path: checkpoint.folder.path, problem: problem) }
        guard let data = try? Data(contentsOf: checkpoint.url(CheckpointManifest.name)) else {
            throw invalid("\(CheckpointManifest.name) is missing")
        }
        let manifest: CheckpointManifest
        do {
            manifest = try JSONDecoder().decode(CheckpointManifest.self, from: data)
        } catch {
            throw invalid("\(CheckpointManifest.name) cannot be read")
        }
        guard manifest.step == checkpoint.step else {
            throw invalid("\(CheckpointManifest.name): found step \(manifest.step), expected \(checkpoint.step)")
        }
        try manifest.validate(checkpoint.folder)
    }

    /// The newest checkpoint that is whole, and why newer ones are not.
    public func latest() throws -> (checkpoint: Checkpoint?, rejected: [RunStoreError]) {
        var rejected: [RunStoreError] = []
        for checkpoint in try checkpoints().reversed() {
            do {
                try validate(checkpoint)
                return (checkpoint, rejected)
            } catch let error as RunStoreError {
                guard case .invalidCheckpoint = error else { throw error }
                rejected.append(error)
            }
        }
        return (nil, rejected)
    }

    /// Clears what an interrupted `save` left. Call it when the run is opened, while nobody else saves.
    public func clean() throws {
        for name in try names() {
            let url = folder.appendingPathComponent(name)
            if name.hasPrefix(Self.temporaryPrefix) {
                try removeIfPresent(url)
            } else if name.hasPrefix(Self.replacedPrefix) {
                let original = folder.appendingPathComponent(String(name.dropFirst(Self.replacedPrefix.count)))
                if FileManager.default.fileExists(atPath: original.path) {
                    try removeIfPresent(url)
                } else {
                    try DurableFiles.rename(url, to: original)
                }
            }
        }
    }

    /// Removes checkpoints later than a step, after the run went back to it.
    public func removeCheckpoints(after step: Int) throws {
        for checkpoint in try checkpoints() where checkpoint.step > step { try removeIfPresent(checkpoint.folder) }
    }

    private func prune() throws {
        guard let keepLast else { return }
        for checkpoint in try checkpoints().dropLast(keepLast) { try removeIfPresent(checkpoint.folder) }
    }

    private func names() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        } catch {
            throw RunStoreError.failed(doing: "listing", path: folder.path, reason: reason(error))
        }
    }

    private func removeIfPresent(_ url: URL) throws {
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            throw RunStoreError.failed(doing: "removing", path: url.path, reason: reason(error))
        }
    }
}
