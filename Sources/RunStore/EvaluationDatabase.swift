public import Foundation
import GRDB

/// A reply of a benchmark as the database keeps it.
public struct ReplyRecord: Sendable, Equatable {
    public var benchmark: String
    /// Its item's place in the benchmark, from 0.
    public var place: Int
    /// The item's name.
    public var item: String
    public var prompt: String
    public var reply: String
    public var tokens: Int?
    public var finishReason: String?
    /// Why there is no reply; nil where there is one.
    public var failure: String?

    public init(
        benchmark: String, place: Int, item: String, prompt: String, reply: String, tokens: Int? = nil, finishReason: String? = nil,
        failure: String? = nil
    ) {
        self.benchmark = benchmark
        self.place = place
        self.item = item
        self.prompt = prompt
        self.reply = reply
        self.tokens = tokens
        self.finishReason = finishReason
        self.failure = failure
    }
}

/// What a grader said of a reply.
public struct VerdictRecord: Sendable, Equatable {
    public var place: Int
    public var extracted: String?
    public var extractionFailed: Bool
    /// Scores by metric, as JSON.
    public var scores: String
    public var note: String?

    public init(place: Int, extracted: String?, extractionFailed: Bool, scores: String, note: String?) {
        self.place = place
        self.extracted = extracted
        self.extractionFailed = extractionFailed
        self.scores = scores
        self.note = note
    }
}

/// The SQLite file of one evaluation: every reply from the moment it came, its verdict, and the settings it was drawn with.
///
/// Each reply is a transaction of its own, so that an interruption costs only what was under way.
public final class EvaluationDatabase: Sendable {
    private let queue: DatabaseQueue
    private let path: String
    /// Tells this run's times from those of the ones that it continues.
    private let session: Int
    static let version = 1

    /// Opens a database, and makes it where there is none.
    /// - Throws: ``RunStoreError``.
    public init(_ url: URL) throws {
        path = url.path
        var configuration = Configuration()
        configuration.label = "evaluation"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL") }
        do {
            queue = try DatabaseQueue(path: url.path, configuration: configuration)
            try queue.write { try Self.prepare($0, path: url.path) }
            session = try queue.read { try Int.fetchOne($0, sql: "SELECT coalesce(max(session), 0) + 1 FROM reply") ?? 1 }
        } catch {
            throw Self.failure("opening", url.path, error)
        }
    }

    /// Closes the file; needed before it is moved or removed.
    public func close() throws { try queue.close() }

    /// Everything that replies depend on, by name.
    public func settings() throws -> [String: String] {
        try access("reading settings") { database in
            let rows = try Row.fetchAll(database, sql: "SELECT name, value FROM setting")
            return Dictionary(rows.map { ($0["name"], $0["value"]) }) { first, _ in first }
        }
    }

    public func set(_ settings: [String: String]) throws {
        try access("writing settings") { database in
            for (name, value) in settings {
                try database.execute(sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)", arguments: [name, value])
            }
        }
    }

    /// - Parameter seconds: since this run began with the benchmark.
    public func record(_ reply: ReplyRecord, seconds: Double) throws {
        try access("recording a reply") { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO reply (benchmark, place, item, prompt, reply, tokens, finish_reason, failure, session, seconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    reply.benchmark, reply.place, reply.item, reply.prompt, reply.reply, reply.tokens, reply.finishReason, reply.failure,
                    session, seconds,
                ])
        }
    }

    public func record(_ verdicts: [VerdictRecord], benchmark: String) throws {
        try access("recording verdicts") { database in
            let statement = try database.makeStatement(
                sql: """
                    UPDATE reply SET extracted = ?, extraction_failed = ?, scores = ?, note = ? WHERE benchmark = ? AND place = ?
                    """)
            for verdict in verdicts {
                try statement.execute(arguments: [
                    verdict.extracted, verdict.extractionFailed, verdict.scores, verdict.note, benchmark, verdict.place,
                ])
            }
        }
    }

    /// Every reply of a benchmark by place, and the seconds of all runs that it took together.
    public func replies(benchmark: String) throws -> (replies: [ReplyRecord], seconds: Double) {
        try access("reading replies") { database in
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM reply WHERE benchmark = ? ORDER BY place", arguments: [benchmark])
            let seconds = try Double.fetchOne(
                database,
                sql: "SELECT sum(longest) FROM (SELECT max(seconds) AS longest FROM reply WHERE benchmark = ? GROUP BY session)",
                arguments: [benchmark])
            return (rows.map(ReplyRecord.init), seconds ?? 0)
        }
    }

    /// How many items have a reply, over all benchmarks.
    public func answered() throws -> Int {
        try access("counting replies") { try Int.fetchOne($0, sql: "SELECT count(*) FROM reply WHERE failure IS NULL") ?? 0 }
    }

    private func access<Value>(_ doing: String, _ work: (Database) throws -> Value) throws -> Value {
        do { return try queue.write(work) } catch { throw Self.failure(doing, path, error) }
    }

    private static func failure(_ doing: String, _ path: String, _ error: any Error) -> any Error {
        if error is RunStoreError { return error }
        let text = (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" } ?? reason(error)
        return RunStoreError.failed(doing: doing, path: path, reason: text)
    }

    private static func prepare(_ database: Database, path: String) throws {
        if try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 {
            try database.execute(sql: schema)
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found == version else { throw RunStoreError.schema(path: path, found: found, expected: version) }
    }

    private static let schema = """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE reply (
            benchmark TEXT NOT NULL, place INTEGER NOT NULL, item TEXT NOT NULL, prompt TEXT NOT NULL, reply TEXT NOT NULL,
            tokens INTEGER, finish_reason TEXT, failure TEXT, session INTEGER NOT NULL, seconds REAL NOT NULL,
            extracted TEXT, extraction_failed INTEGER, scores TEXT, note TEXT, PRIMARY KEY (benchmark, place));
        """
}

extension ReplyRecord {
    fileprivate init(row: Row) {
        self.init(
            benchmark: row["benchmark"], place: row["place"], item: row["item"], prompt: row["prompt"], reply: row["reply"],
            tokens: row["tokens"], finishReason: row["finish_reason"], failure: row["failure"])
    }
}
