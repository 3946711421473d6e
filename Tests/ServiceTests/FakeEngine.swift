import Datasets
import Foundation
import Rollouts
import Service
import Synchronization
import Tokenization

/// An engine without a model: every completion is the same reply, a token a step, for as many at a time as it has rows.
final class FakeEngine: CompletionEngine {
    /// What a test sees of an engine that a host owns.
    final class Log: Sendable {
        struct Counts: Sendable {
            var requests: [EngineRequest] = []
            var cancelled = 0
            var running = 0
            var mostRunning = 0
            var steps = 0
        }

        private let state = Mutex(Counts())

        var counts: Counts { state.withLock { $0 } }

        func change(_ body: (inout Counts) -> Void) { state.withLock { body(&$0) } }

        /// Waits until something holds, for at most ten seconds.
        func wait(until holds: (Counts) -> Bool) async throws {
            for _ in 0..<1000 where !holds(counts) { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    struct Failure: Error {}

    private struct Row {
        var ticket: Int
        var request: EngineRequest
        var place = 0
    }

    let log: Log
    private let reply: [Int]
    private let rows: Int
    private let stepSeconds: Double
    private let failingStep: Int?
    private let onStep: @Sendable () -> Void
    private var work: [Row] = []
    private var nextTicket = 0

    /// - Parameters:
    ///   - reply: the tokens of every completion; begun anew where they run out before the stop token or the length.
    ///   - failingStep: the step that throws.
    init(reply: [Int], rows: Int, stepSeconds: Double = 0, failingStep: Int? = nil, log: Log, onStep: @escaping @Sendable () -> Void = {}) {
        self.reply = reply
        self.rows = rows
        self.stepSeconds = stepSeconds
        self.failingStep = failingStep
        self.log = log
        self.onStep = onStep
    }

    func add(_ request: EngineRequest) throws -> Int {
        work.append(Row(ticket: nextTicket, request: request))
        nextTicket += 1
        log.change { $0.requests.append(request) }
        return nextTicket - 1
    }

    func cancel(ticket: Int) {
        work.removeAll { $0.ticket == ticket }
        log.change {
            $0.cancelled += 1
            $0.running = min(work.count, rows)
        }
    }

    func step() throws -> [EngineEvent] {
        onStep()
        if stepSeconds > 0 { Thread.sleep(forTimeInterval: stepSeconds) }
        var steps = 0
        log.change {
            $0.steps += 1
            $0.running = min(work.count, rows)
            $0.mostRunning = max($0.mostRunning, $0.running)
            steps = $0.steps
        }
        if steps == failingStep { throw Failure() }
        var events: [EngineEvent] = []
        var ended: Set<Int> = []
        for index in work.indices.prefix(rows) {
            let row = work[index]
            let token = reply[row.place % reply.count]
            work[index].place += 1
            events.append(.token(ticket: row.ticket, token: token, logProbability: -0.25))
            let stops = row.request.stopTokens.contains(token)
            guard stops || row.place + 1 >= row.request.maxNewTokens else { continue }
            events.append(.finished(ticket: row.ticket, stops ? .stop : .length))
            ended.insert(row.ticket)
        }
        work.removeAll { ended.contains($0.ticket) }
        log.change { $0.running = min(work.count, rows) }
        return events
    }

    func reset() { work = [] }

    var isIdle: Bool { work.isEmpty }

    var progress: EngineProgress { EngineProgress(decode: .init(count: log.counts.steps, seconds: 0.5)) }
}

/// The repository's small model's words without its weights.
func servedModel(contextLength: Int = 4096) throws -> ServedModel {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let tokenizer = try Tokenizer(folder: folder.appending(path: "Models/tiny"))
    return ServedModel(
        name: "tiny", tokenizer: tokenizer, template: try ChatTemplate(configuration: tokenizer.configuration), stopTokens: [],
        contextLength: contextLength)
}

/// A model whose every reply is a text, ended by the stop token unless it is endless.
func fakeModel(
    reply: String, endless: Bool = false, rows: Int = 8, queue: Int = 64, stepSeconds: Double = 0, failingStep: Int? = nil,
    contextLength: Int = 4096
) throws -> (model: (model: ServedModel, host: ModelHost), log: FakeEngine.Log) {
    let model = try servedModel(contextLength: contextLength)
    let stop = endless ? [] : model.tokenizer.endOfSequence.map { [$0] } ?? []
    let log = FakeEngine.Log()
    let engine = FakeEngine(
        reply: model.tokenizer.encode(reply) + stop, rows: rows, stepSeconds: stepSeconds, failingStep: failingStep, log: log)
    return ((model, ModelHost(engine: engine, limits: .init(rows: rows, queue: queue))), log)
}
