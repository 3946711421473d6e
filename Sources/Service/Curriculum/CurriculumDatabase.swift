import Foundation
import GRDB

/// The file that keeps every curriculum: what it was made from, its state, and each step's decision and rewards.
///
/// One process at a time. A step's row and the state that belongs to it are written in one transaction, so that after a crash either both
/// or neither are there.
final class CurriculumDatabase: Sendable {
    struct StoredStep: Sendable {
        /// As JSON.
        var decision: String
        var prompts: Int
        /// As JSON; nil until the step is observed.
        var observation: String?
        var report: String?
    }

    struct Summary: Sendable {
        var id: String
        var created: Double
        var steps: Int
    }

    private static let version = 1
    private let queue: DatabaseQueue
    private let path: String

    /// Opens the file, and makes it and its folder where there is none.
    /// - Throws: `ServiceError.state`, also where another process has it open.
    init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.label = "curricula"
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { database in
            // One writer for good: state is kept in memory too, and a second process would not see it change.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try Self.prepare($0, path: path) }
        } catch {
            throw Self.failure(error, path)
        }
    }

    /// Lets other processes open the file.
    func close() throws { try queue.close() }

    private static func prepare(_ database: Database, path: String) throws {
        let isNew = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard isNew else {
            let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard found == version else {
                throw ServiceError.state(path: path, reason: "found a database of version \(found), expected \(version)")
            }
            // A write takes the lock, so that a second process is refused at once and not at its first request.
            return try database.execute(sql: "PRAGMA user_version = \(version)")
        }
        try database.execute(
            sql: """
                CREATE TABLE curriculum (
                    id TEXT PRIMARY KEY, created REAL NOT NULL, request TEXT NOT NULL, state TEXT NOT NULL, steps INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE step (
                    curriculum TEXT NOT NULL REFERENCES curriculum (id) ON DELETE CASCADE, step INTEGER NOT NULL,
                    prompts INTEGER NOT NULL, decision TEXT NOT NULL, observation TEXT, report TEXT, PRIMARY KEY (curriculum, step)
                ) WITHOUT ROWID;
                CREATE TABLE recorded (
                    curriculum TEXT NOT NULL REFERENCES curriculum (id) ON DELETE CASCADE, step INTEGER NOT NULL,
                    request TEXT NOT NULL, place INTEGER NOT NULL, prompt TEXT NOT NULL, rewards TEXT NOT NULL,
                    PRIMARY KEY (curriculum, step, request, place)
                );
                PRAGMA user_version = \(version);
                """)
    }

    private static func failure(_ error: any Error, _ path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let inUse = error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
        let mend = "another process has it open, such as another service; expected it to be stopped, or another file (--state)"
        return ServiceError.state(path: path, reason: inUse ? mend : error.message ?? "\(error.resultCode)")
    }

    private func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
        do { return try queue.read(work) } catch { throw Self.failure(error, path) }
    }

    private func write(_ work: (Database) throws -> Void) throws {
        do { try queue.write(work) } catch { throw Self.failure(error, path) }
    }
}

extension CurriculumDatabase {
    func insert(id: String, created: Double, request: String, state: String) throws {
        try write { try $0.execute(sql: "INSERT INTO curriculum VALUES (?, ?, ?, ?, 0)", arguments: [id, created, request, state]) }
    }

    /// What a curriculum was made from; nil where there is none of that name.
    func request(of id: String) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT request FROM curriculum WHERE id = ?", arguments: [id]) }
    }

    func state(of id: String) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT state FROM curriculum WHERE id = ?", arguments: [id]) }
    }

    func summaries() throws -> [Summary] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT id, created, steps FROM curriculum ORDER BY created, id").map { row in
                Summary(id: row["id"], created: row["created"], steps: row["steps"])
            }
        }
    }

    /// False where there was none.
    func remove(id: String) throws -> Bool {
        var removed = 0
        try write { database in
            try database.execute(sql: "DELETE FROM curriculum WHERE id = ?", arguments: [id])
            removed = database.changesCount
        }
        return removed > 0
    }

    func step(_ step: Int, of id: String) throws -> StoredStep? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM step WHERE curriculum = ? AND step = ?", arguments: [id, step]).map { row in
                StoredStep(decision: row["decision"], prompts: row["prompts"], observation: row["observation"], report: row["report"])
            }
        }
    }

    /// Every observed step's decision and rewards, in order.
    func observations(of id: String) throws -> [String] {
        try read { database in
            try String.fetchAll(
                database, sql: "SELECT observation FROM step WHERE curriculum = ? AND observation IS NOT NULL ORDER BY step",
                arguments: [id])
        }
    }

    func saveDecision(_ decision: String, prompts: Int, step: Int, of id: String, state: String) throws {
        try write { database in
            try database.execute(
                sql: "INSERT INTO step (curriculum, step, prompts, decision) VALUES (?, ?, ?, ?)", arguments: [id, step, prompts, decision])
            try database.execute(sql: "UPDATE curriculum SET state = ? WHERE id = ?", arguments: [state, id])
        }
    }

    func saveObservation(_ observation: String, report: String, step: Int, of id: String, state: String) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE step SET observation = ?, report = ? WHERE curriculum = ? AND step = ?",
                arguments: [observation, report, id, step])
            try database.execute(sql: "UPDATE curriculum SET state = ?, steps = ? WHERE id = ?", arguments: [state, step + 1, id])
        }
    }

    /// Keeps rewards until their step is observed. The same request again changes nothing.
    /// - Returns: false, and nothing is kept, where the request has brought other rewards before.
    func record(_ rows: [(prompt: String, rewards: String)], request: String, step: Int, of id: String) throws -> Bool {
        var agrees = true
        try write { database in
            let before = try Row.fetchAll(
                database, sql: "SELECT prompt, rewards FROM recorded WHERE curriculum = ? AND step = ? AND request = ? ORDER BY place",
                arguments: [id, step, request])
            guard before.isEmpty else {
                agrees = before.map { [$0["prompt"], $0["rewards"]] as [String] } == rows.map { [$0.prompt, $0.rewards] }
                return
            }
            for (place, row) in rows.enumerated() {
                try database.execute(
                    sql: "INSERT INTO recorded VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [id, step, request, place, row.prompt, row.rewards])
            }
        }
        return agrees
    }

    /// A step's kept rewards, in the order in which they came.
    func recorded(step: Int, of id: String) throws -> [(prompt: String, rewards: String)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT prompt, rewards FROM recorded WHERE curriculum = ? AND step = ? ORDER BY rowid",
                arguments: [id, step]
            ).map { (prompt: $0["prompt"], rewards: $0["rewards"]) }
        }
    }
}
