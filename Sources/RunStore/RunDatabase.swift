public import Foundation
import GRDB

/// `run.sqlite`: what a run measured and sampled. One writer, the trainer; any number of readers, which never block it.
///
/// A step's rows are written in one transaction. Wall-clock times lie in a table of their own, so that the other tables of a
/// resumed run equal those of one that was never interrupted.
public final class RunDatabase: Sendable {
    private let pool: DatabasePool
    private let path: String
    static let version = 1

    /// Opens a run's database for writing, and makes it where there is none.
    public init(writing url: URL) throws {
        path = url.path
        var configuration = Configuration()
        configuration.label = "run"
        configuration.busyMode = .timeout(10)
        // FULL: a step that was recorded is on the disk before a checkpoint of it can be.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        do {
            pool = try DatabasePool(path: url.path, configuration: configuration)
            try pool.write { try Self.prepare($0, path: url.path) }
        } catch {
            throw Self.failure("opening", url.path, error)
        }
    }

    /// Opens a run's database for reading, also while a trainer writes to it.
    public init(reading url: URL) throws {
        path = url.path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw RunStoreError.failed(doing: "opening", path: url.path, reason: "no such file")
        }
        do {
            pool = try DatabasePool(path: url.path, configuration: configuration)
            try pool.read { try Self.checkVersion($0, path: url.path) }
        } catch {
            throw Self.failure("opening", url.path, error)
        }
    }

    /// Closes the file; needed before the folder is moved or removed.
    public func close() throws { try pool.close() }

    func read<Value>(_ doing: String, _ work: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(work)
        } catch {
            throw Self.failure(doing, path, error)
        }
    }

    func write(_ doing: String, _ work: (Database) throws -> Void) throws {
        do {
            try pool.write(work)
        } catch {
            throw Self.failure(doing, path, error)
        }
    }

    private static func failure(_ doing: String, _ path: String, _ error: any Error) -> any Error {
        if error is RunStoreError { return error }
        let text = (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" } ?? reason(error)
        return RunStoreError.failed(doing: doing, path: path, reason: text)
    }

    private static func checkVersion(_ database: Database, path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found == version else { throw RunStoreError.schema(path: path, found: found, expected: version) }
    }

    private static func prepare(_ database: Database, path: String) throws {
        let isNew = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard isNew else { return try checkVersion(database, path: path) }
        try database.execute(sql: schema)
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    private static let schema = """
        CREATE TABLE step (step INTEGER PRIMARY KEY, decision TEXT);
        CREATE TABLE metric (step INTEGER NOT NULL, name TEXT NOT NULL, value REAL, PRIMARY KEY (name, step)) WITHOUT ROWID;
        CREATE INDEX metric_step ON metric (step);
        CREATE TABLE timing (step INTEGER NOT NULL, name TEXT NOT NULL, seconds REAL, PRIMARY KEY (name, step)) WITHOUT ROWID;
        CREATE INDEX timing_step ON timing (step);
        CREATE TABLE rollout (
            step INTEGER NOT NULL, position INTEGER NOT NULL, prompt_group INTEGER NOT NULL, prompt_id TEXT NOT NULL,
            source TEXT NOT NULL, interval INTEGER, prompt TEXT NOT NULL, completion TEXT NOT NULL, reward REAL,
            components TEXT NOT NULL, advantage REAL, tokens INTEGER NOT NULL, finish_reason TEXT NOT NULL,
            PRIMARY KEY (step, position));
        CREATE TABLE evaluation (
            step INTEGER NOT NULL, benchmark TEXT NOT NULL, metric TEXT NOT NULL, value REAL, items INTEGER NOT NULL,
            PRIMARY KEY (benchmark, metric, step)) WITHOUT ROWID;
        """
}
