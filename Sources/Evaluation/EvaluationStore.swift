public import Foundation
import Rollouts
import RunStore

/// Keeps an evaluation's replies in a SQLite file, so that an interrupted one continues where it was.
public struct EvaluationStore: ReplyStore {
    private let database: EvaluationDatabase
    private let url: URL

    /// The setting that says whether all was done.
    private static let finished = "finished"

    /// - Parameters:
    ///   - settings: everything that replies depend on, by name.
    ///   - resume: whether to go on with what is there. A finished evaluation is replaced otherwise, an unfinished one is not.
    /// - Throws: ``EvaluationError/unfinished(path:replies:)``, ``EvaluationError/otherSettings(path:name:found:expected:)``, `RunStoreError`.
    public init(_ url: URL, settings: [String: String], resume: Bool) throws {
        self.url = url
        if !resume { try Self.makeRoom(at: url) }
        database = try EvaluationDatabase(url)
        let before = try database.settings()
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            guard let kept = before[name] else { continue }
            if kept != value { throw EvaluationError.otherSettings(path: url.path, name: name, found: value, expected: kept) }
        }
        try database.set(settings.merging([Self.finished: "no"]) { first, _ in first })
    }

    /// Removes a finished evaluation, so that a new one begins.
    private static func makeRoom(at url: URL) throws {
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        let database = try EvaluationDatabase(url)
        let (settings, answered) = (try database.settings(), try database.answered())
        try database.close()
        guard settings[finished] == "yes" || answered == 0 else {
            throw EvaluationError.unfinished(path: url.path, replies: answered)
        }
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: url.path + end) }
    }

    /// Notes that all was done.
    public func finish() throws {
        try database.set([Self.finished: "yes"])
        try database.close()
    }

    public func kept(of suite: any EvaluationSuite) throws -> KeptReplies {
        let (records, seconds) = try database.replies(benchmark: suite.name)
        var kept = KeptReplies(seconds: seconds)
        for record in records where record.failure == nil && suite.items.indices.contains(record.place) {
            let item = suite.items[record.place]
            guard item.id == record.item, item.conversation == record.prompt else { continue }
            kept.replies[record.place] = EvaluationReply(
                text: record.reply, tokens: record.tokens, finishReason: record.finishReason.flatMap(FinishReason.init))
        }
        return kept
    }

    public func keep(
        _ reply: EvaluationReply, to item: EvaluationItem, at place: Int, of suite: any EvaluationSuite, seconds: Double
    ) throws {
        try database.record(
            ReplyRecord(
                benchmark: suite.name, place: place, item: item.id, prompt: item.conversation, reply: reply.text, tokens: reply.tokens,
                finishReason: reply.finishReason?.rawValue, failure: reply.failure), seconds: seconds)
    }

    public func keep(verdicts result: EvaluationResult) throws {
        let records = try result.items.enumerated().map { place, item in
            VerdictRecord(
                place: place, extracted: item.verdict.extracted, extractionFailed: item.verdict.extractionFailed,
                scores: try item.verdict.scoresJSON, note: item.verdict.note)
        }
        try database.record(records, benchmark: result.suite)
    }
}

extension Verdict {
    /// Scores by metric as a JSON object, keys sorted.
    var scoresJSON: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let values = Dictionary(scores.map { ($0.metric, $0.value) }) { first, _ in first }
            return String(decoding: try encoder.encode(values), as: UTF8.self)
        }
    }
}
