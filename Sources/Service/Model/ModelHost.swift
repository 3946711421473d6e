import Foundation
import HTTPTypes
import Rollouts
public import ServiceLifecycle

/// How many completions are in work, and what became of those before.
struct ModelLoad: Sendable, Equatable {
    var running = 0
    var waiting = 0
    var accepted = 0
    var cancelled = 0
    var refused = 0
    var promptTokens = 0
    var generatedTokens = 0
    var progress = EngineProgress()
}

/// One request's completions as they come, told apart by their place in the request.
enum CompletionEvent: Sendable, Equatable {
    case token(choice: Int, token: Int, logProbability: Float)
    case finished(choice: Int, FinishReason)
}

/// A request's completions while they are in work.
struct CompletionStream: Sendable {
    /// Names the request at its host.
    var id: Int
    /// What has come since the last time, in order.
    var events: AsyncThrowingStream<[CompletionEvent], any Error>
}

/// Owns an engine and steps it: completions of all requests are computed together, and join and leave between two steps.
public actor ModelHost: Service {
    /// How much is taken on at one time.
    public struct Limits: Sendable, Equatable {
        /// Completions that the engine computes together.
        public var rows: Int
        /// Completions that may wait for a place; what comes beyond is told to come back.
        public var queue: Int

        /// - Parameter rows: as the engine was made for.
        public init(rows: Int = 64, queue: Int = 256) {
            self.rows = rows
            self.queue = queue
        }
    }

    private struct Submission {
        var continuation: AsyncThrowingStream<[CompletionEvent], any Error>.Continuation
        /// Nobody looks at the completions before all have ended.
        var isWhole: Bool
        /// The tickets of the completions that have not ended, by choice.
        var open: [Int: Int]
        /// What has not been handed over.
        var pending: [CompletionEvent] = []
        var started = ContinuousClock.now

        mutating func handOver() {
            guard !pending.isEmpty else { return }
            continuation.yield(pending)
            pending.removeAll(keepingCapacity: true)
        }
    }

    private let thread: EngineThread
    private let engine: any CompletionEngine
    nonisolated let limits: Limits
    private var submissions: [Int: Submission] = [:]
    /// Which submission and choice a ticket belongs to.
    private var tickets: [Int: (submission: Int, choice: Int)] = [:]
    /// Submissions whose readers follow every step, that have something of this one.
    private var stepped: [Int] = []
    private var nextSubmission = 0
    private var nextGroup = 0
    private var counts = ModelLoad()
    /// Moving average of a request's seconds, to tell refused clients when to come back.
    private var typicalSeconds = 1.0
    private var isStopping = false
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// The engine's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter engine: idle, and given away: only the host uses it from now on.
    public init(engine: sending any CompletionEngine, limits: Limits = Limits()) {
        self.init(engine: engine, limits: limits, thread: EngineThread(name: "generation"))
    }

    private init(engine: sending any CompletionEngine, limits: Limits, thread: EngineThread) {
        self.thread = thread
        self.engine = engine
        self.limits = limits
        (wake, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Loads a model and makes its engine on the thread that will step it. A tensor library keeps helper threads for every thread that computed
    /// with it, and lets them wait less eagerly for work when all together are more than the processor has cores: loading elsewhere would
    /// slow down every step.
    /// - Parameter load: makes an idle engine, which it gives away.
    /// - Throws: what `load` throws.
    public static func loading(
        limits: Limits = Limits(), _ load: @Sendable () throws -> sending (model: ServedModel, engine: any CompletionEngine)
    ) async throws -> (model: ServedModel, host: ModelHost) {
        let thread = EngineThread(name: "generation")
        let (model, engine) = try await thread.run(load)
        return (model, ModelHost(engine: engine, limits: limits, thread: thread))
    }

    /// Steps the engine until the service stops; what was taken in by then is finished first.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await work()
        } onGracefulShutdown: {
            Task { await self.stop() }
        }
        for submission in submissions.values {
            submission.continuation.finish(throwing: RequestFailure(.serviceUnavailable, "the service is stopping", code: "stopping"))
        }
        submissions = [:]
    }

    private func work() async {
        if isStopping, engine.isIdle { return }
        for await _ in wake {
            while !engine.isIdle, !Task.isCancelled {
                step()
                // Requests and cancellations that arrived meanwhile have their turn now.
                await thread.giveWay()
            }
            if isStopping { return }
        }
    }

    private func stop() {
        isStopping = true
        waker.yield()
    }

    var load: ModelLoad {
        var load = counts
        load.running = min(tickets.count, limits.rows)
        load.waiting = tickets.count - load.running
        load.progress = engine.progress
        return load
    }

    // MARK: Requests

    /// Takes a request's completions in. The stream ends when all have ended; giving it up frees their places.
    /// - Parameter whole: everything comes at once when all have ended: waking a reader for every token takes time from the engine.
    /// - Throws: `RequestFailure`: 429 where too many wait, 400 where the engine cannot serve the request.
    func submit(_ requests: [EngineRequest], whole: Bool) throws -> CompletionStream {
        guard !isStopping else {
            throw RequestFailure(.serviceUnavailable, "the service is stopping", code: "stopping", retryAfter: 5)
        }
        try requireRoom(for: requests.count)
        let (stream, continuation) = AsyncThrowingStream<[CompletionEvent], any Error>.makeStream()
        let id = nextSubmission
        nextSubmission += 1
        let entered = try enter(requests, as: id)
        submissions[id] = Submission(
            continuation: continuation, isWhole: whole, open: Dictionary(uniqueKeysWithValues: entered.enumerated().map { ($0, $1) }))
        continuation.onTermination = { [weak self] termination in
            guard case .cancelled = termination else { return }
            Task { await self?.cancel(submission: id) }
        }
        counts.accepted += requests.count
        counts.promptTokens += requests.reduce(0) { $0 + $1.promptTokens.count }
        waker.yield()
        return CompletionStream(id: id, events: stream)
    }

    private func requireRoom(for count: Int) throws {
        let most = limits.rows + limits.queue
        guard count <= most else {
            throw RequestFailure(
                .badRequest, "n: found \(count) completions in one request, expected at most \(most)", parameter: "n", code: "invalid_value"
            )
        }
        guard tickets.count + count <= most else {
            counts.refused += 1
            let rounds = Double(tickets.count) / Double(max(limits.rows, 1))
            throw RequestFailure(
                .tooManyRequests, "found \(tickets.count) completions in work, expected room for \(count) more within \(most)",
                code: "queue_full", retryAfter: min(max(Int((rounds * typicalSeconds).rounded(.up)), 1), 60))
        }
    }

    /// All of a request's completions or none; their tickets in order.
    private func enter(_ requests: [EngineRequest], as id: Int) throws -> [Int] {
        var entered: [Int] = []
        // Groups of several requests must not meet in the engine.
        let firstGroup = nextGroup
        nextGroup += (requests.map(\.group).max() ?? 0) + 1
        do {
            for (choice, request) in requests.enumerated() {
                var request = request
                request.group += firstGroup
                let ticket = try engine.add(request)
                tickets[ticket] = (id, choice)
                entered.append(ticket)
            }
            return entered
        } catch {
            for ticket in entered {
                engine.cancel(ticket: ticket)
                tickets[ticket] = nil
            }
            let reason = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
            throw error as? RequestFailure ?? RequestFailure(.badRequest, reason, code: "invalid_value")
        }
    }

    private func cancel(submission id: Int) {
        guard let submission = submissions.removeValue(forKey: id) else { return }
        for ticket in submission.open.values where tickets.removeValue(forKey: ticket) != nil {
            engine.cancel(ticket: ticket)
            counts.cancelled += 1
        }
        submission.continuation.finish(throwing: CancellationError())
    }

    /// Gives a request's completions up, because its client has left.
    func cancel(_ stream: CompletionStream) { cancel(submission: stream.id) }

    /// Ends one completion early, because its text holds a stop string.
    func cancel(choice: Int, of stream: CompletionStream) {
        guard let ticket = submissions[stream.id]?.open[choice] else { return }
        engine.cancel(ticket: ticket)
        end(ticket: ticket)
    }

    // MARK: Steps

    private func step() {
        do {
            for event in try engine.step() { deliver(event) }
            for id in stepped { submissions[id]?.handOver() }
        } catch {
            // Nobody's tokens can be trusted after a step that failed.
            let failure = RequestFailure(.internalServerError, "generation failed: \(error)", code: "generation_failed")
            for submission in submissions.values { submission.continuation.finish(throwing: failure) }
            submissions = [:]
            tickets = [:]
            engine.reset()
        }
        stepped.removeAll(keepingCapacity: true)
    }

    private func deliver(_ event: EngineEvent) {
        switch event {
        case .token(let ticket, let token, let logProbability):
            guard let place = tickets[ticket] else { return }
            counts.generatedTokens += 1
            append(.token(choice: place.choice, token: token, logProbability: logProbability), to: place.submission)
        case .finished(let ticket, let reason):
            guard let place = tickets[ticket] else { return }
            append(.finished(choice: place.choice, reason), to: place.submission)
            end(ticket: ticket)
        }
    }

    private func append(_ event: CompletionEvent, to id: Int) {
        submissions[id]?.pending.append(event)
        if submissions[id]?.isWhole == false, stepped.last != id { stepped.append(id) }
    }

    private func end(ticket: Int) {
        guard let place = tickets.removeValue(forKey: ticket), var submission = submissions[place.submission] else { return }
        submission.open[place.choice] = nil
        guard submission.open.isEmpty else {
            submissions[place.submission] = submission
            return
        }
        submissions[place.submission] = nil
        submission.handOver()
        submission.continuation.finish()
        let seconds = ContinuousClock.now - submission.started
        typicalSeconds = 0.8 * typicalSeconds + 0.2 * (Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18)
    }
}
