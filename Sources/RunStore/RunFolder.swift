public import Foundation

/// A run's folder, held by the one process that writes to it: `config.toml`, `run.sqlite`, event files, `checkpoints/`.
///
/// ```swift
/// let run = try RunFolder(creating: URL(filePath: "runs/demo"), configuration: toml)
/// try run.record(StepRecord(step: 1, metrics: [("loss", 0.3)]), wallTime: now)
/// try run.checkpoints.save(step: 1) { folder in try weights.write(to: folder.appending(path: "model.safetensors")) }
/// ```
public final class RunFolder {
    public let url: URL
    public let database: RunDatabase
    public let checkpoints: CheckpointStore
    private let events: EventFile
    private let lock: RunLock

    /// Where a run is resumed.
    public struct Resumption: Sendable, Equatable {
        /// The newest whole checkpoint; nil where none was saved yet, and the run starts over.
        public var checkpoint: Checkpoint?
        /// What is wrong with newer ones.
        public var rejected: [RunStoreError]
        /// `config.toml` as it was; nil where the run was interrupted before it was written.
        public var formerConfiguration: String?
    }

    /// Starts a run.
    /// - Parameters:
    ///   - configuration: the resolved configuration, for `config.toml`.
    ///   - keepLast: how many checkpoints are kept; nil for all.
    ///   - wallTime: seconds since 1970.
    /// - Throws: `RunStoreError.runExists` where the folder holds a run.
    public convenience init(
        creating url: URL, configuration: String, keepLast: Int? = nil, wallTime: Double = Date().timeIntervalSince1970
    ) throws {
        guard !Self.holdsRun(url) else { throw RunStoreError.runExists(path: url.path) }
        try self.init(url, keepLast: keepLast, wallTime: wallTime, resumedAfter: nil)
        try store(configuration: configuration)
    }

    /// Replaces `config.toml` by the resolved configuration that holds from now on.
    public func store(configuration: String) throws {
        try DurableFiles.write(Data(configuration.utf8), to: Self.configurationURL(url))
    }

    /// Keeps the complexity scores of the prompts, for the report's histogram; numbers that are not finite are left out.
    public func store(complexities: [Double]) throws {
        try DurableFiles.write(JSONEncoder().encode(complexities.filter(\.isFinite)), to: Self.complexitiesURL(url))
    }

    /// The scores that `store(complexities:)` kept; none where it was never called.
    /// - Throws: `DecodingError` where the file holds something else.
    public static func complexities(of url: URL) throws -> [Double] {
        guard let data = try? Data(contentsOf: complexitiesURL(url)) else { return [] }
        return try JSONDecoder().decode([Double].self, from: data)
    }

    private static func complexitiesURL(_ url: URL) -> URL { url.appendingPathComponent("complexities.json") }

    /// Continues a run from its newest whole checkpoint. Everything recorded after it is discarded, and so are later
    /// checkpoints that cannot be used.
    /// - Returns: the run and where it continues.
    /// - Throws: `RunStoreError.noRun` where the folder holds none.
    public static func resume(
        _ url: URL, keepLast: Int? = nil, wallTime: Double = Date().timeIntervalSince1970
    ) throws -> (run: RunFolder, resumption: Resumption) {
        guard FileManager.default.fileExists(atPath: Self.databaseURL(url).path) else { throw RunStoreError.noRun(path: url.path) }
        let lock = try RunLock(url)
        let checkpoints = CheckpointStore(folder: Self.checkpointsURL(url), keepLast: keepLast)
        try checkpoints.clean()
        let (checkpoint, rejected) = try checkpoints.latest()
        let step = checkpoint?.step ?? 0
        let run = try RunFolder(url, keepLast: keepLast, wallTime: wallTime, resumedAfter: step, lock: lock)
        // Without a checkpoint even step 0, before the first update, is recorded anew.
        try run.database.discardRows(after: checkpoint?.step ?? -1)
        try checkpoints.removeCheckpoints(after: step)
        let former = try? String(contentsOf: Self.configurationURL(url), encoding: .utf8)
        return (run, Resumption(checkpoint: checkpoint, rejected: rejected, formerConfiguration: former))
    }

    private init(_ url: URL, keepLast: Int?, wallTime: Double, resumedAfter: Int?, lock: RunLock? = nil) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw RunStoreError.failed(doing: "making the folder", path: url.path, reason: reason(error))
        }
        self.url = url
        self.lock = try lock ?? RunLock(url)
        database = try RunDatabase(writing: Self.databaseURL(url))
        checkpoints = CheckpointStore(folder: Self.checkpointsURL(url), keepLast: keepLast)
        events = try EventFile(folder: url, wallTime: wallTime, resumedAfter: resumedAfter)
    }

    /// Stores a step in the database, and its metrics and timings for TensorBoard.
    public func record(_ record: StepRecord, wallTime: Double = Date().timeIntervalSince1970) throws {
        try database.record(record)
        let timings = record.timings.map { (name: "time/\($0.name)", value: $0.seconds) }
        try events.append(step: record.step, wallTime: wallTime, scalars: record.metrics + timings)
    }

    /// Stores a benchmark's numbers in the database and for TensorBoard.
    public func record(_ evaluations: [EvaluationRecord], wallTime: Double = Date().timeIntervalSince1970) throws {
        try database.record(evaluations)
        for row in evaluations {
            let scalar = (name: "evaluation/\(row.benchmark)/\(row.metric)", value: row.value)
            try events.append(step: row.step, wallTime: wallTime, scalars: [scalar])
        }
    }

    public static func databaseURL(_ run: URL) -> URL { run.appendingPathComponent("run.sqlite") }

    public static func configurationURL(_ run: URL) -> URL { run.appendingPathComponent("config.toml") }

    public static func checkpointsURL(_ run: URL) -> URL { run.appendingPathComponent("checkpoints") }

    /// Whether a folder holds a run or what is left of one.
    public static func holdsRun(_ url: URL) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.contains { ["run.sqlite", "config.toml", "checkpoints"].contains($0) || $0.hasPrefix("events.out.tfevents.") }
    }
}

/// Keeps a second process from writing to the same run; gone with the process that holds it.
public final class RunLock {
    private let descriptor: Int32

    /// - Throws: ``RunStoreError/runInUse(path:)`` where another process has it.
    public init(_ folder: URL) throws {
        let url = folder.appendingPathComponent(".lock")
        descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw DurableFiles.failure("opening", url) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RunStoreError.runInUse(path: folder.path)
        }
    }

    deinit { close(descriptor) }
}
