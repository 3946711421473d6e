import Foundation
import HTTPTypes
package import Rollouts
public import ServiceLifecycle
import Synchronization

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
package enum CompletionEvent: Sendable, Equatable {
    case token(choice: Int, token: Int, logProbability: Float)
    case finished(choice: Int, FinishReason)

    var choice: Int {
        switch self {
        case .token(let choice, _, _), .finished(let choice, _): choice
        }
    }
}

/// Names a request's completions at the host, before they are taken in and after.
package final class CompletionHandle: Sendable {
    private let givenUp = Atomic(false)

    package init() {}

    /// Nobody waits for the completions any more.
    var isGivenUp: Bool { givenUp.load(ordering: .acquiring) }

    fileprivate func giveUp() { givenUp.store(true, ordering: .releasing) }
}

/// What has come of a request's completions since the last time, in order.
package typealias CompletionSteps = AsyncThrowingStream<[CompletionEvent], any Error>

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

    /// Who waits for a request's completions.
    private enum Reader {
        /// One who looks at every step.
        case steps(CompletionSteps.Continuation)
        /// One who looks when all have ended: waking a reader for every token takes time from the engine.
        case whole(CheckedContinuation<[CompletionEvent], any Error>)
    }

    /// A request in work.
    private final class Submission {
        /// Names it, and lives as long as it.
        let handle: CompletionHandle
        private let reader: Reader
        /// The tickets of the completions that have not ended, by choice.
        private(set) var open: [Int: Int]
        /// What has not been handed over.
        private var pending: [CompletionEvent] = []
        let started = ContinuousClock.now

        init(handle: CompletionHandle, tickets: [Int], reader: Reader) {
            self.handle = handle
            self.reader = reader
            open = Dictionary(uniqueKeysWithValues: tickets.enumerated().map { ($0, $1) })
        }

        /// - Returns: whether there is something to hand over after this step, of which nobody knows yet.
        func append(_ event: CompletionEvent) -> Bool {
            defer { pending.append(event) }
            guard case .steps = reader else { return false }
            return pending.isEmpty
        }

        /// - Returns: whether this was the last one.
        func end(choice: Int) -> Bool {
            open[choice] = nil
            return open.isEmpty
        }

        func handOverStep() {
            guard case .steps(let continuation) = reader, !pending.isEmpty else { return }
            continuation.yield(pending)
            pending.removeAll(keepingCapacity: true)
        }

        func finish() {
            switch reader {
            case .steps(let continuation):
                handOverStep()
                continuation.finish()
            case .whole(let continuation): continuation.resume(returning: pending)
            }
        }

        func fail(_ error: any Error) {
            switch reader {
            case .steps(let continuation): continuation.finish(throwing: error)
            case .whole(let continuation): continuation.resume(throwing: error)
            }
        }
    }

    private let thread: EngineThread
    private let engine: any CompletionEngine
    nonisolated let limits: Limits
    private var submissions: [ObjectIdentifier: Submission] = [:]
    /// Which submission and choice a ticket belongs to.
    private var tickets: [Int: (submission: Submission, choice: Int)] = [:]
    /// Submissions whose readers follow every step, that have something of this one.
    private var stepped: [Submission] = []
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
        // Also where it was cancelled: nobody steps the engine from now on.
        isStopping = true
        failAll(RequestFailure(.serviceUnavailable, "the service is stopping", code: "stopping"))
    }

    private func failAll(_ failure: RequestFailure) {
        for submission in submissions.values { submission.fail(failure) }
        submissions = [:]
        tickets = [:]
        engine.reset()
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

    /// Computes a request's completions and returns all that came of them when the last has ended.
    /// - Throws: `RequestFailure`: 429 where too many wait, 400 where the engine cannot serve the request. `CancellationError` once it is given up.
    package func complete(_ requests: [EngineRequest], as handle: CompletionHandle) async throws -> [CompletionEvent] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // In one go: at an `await` between the two the engine could take a step whose tokens nobody would get.
                do {
                    begin(try takeIn(requests, as: handle), of: requests, as: handle, reader: .whole(continuation))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            Task { await self.cancel(handle) }
        }
    }

    /// Takes a request's completions in and tells of them step by step. The stream ends when all have ended; giving it up frees their places.
    /// - Throws: as `complete`.
    package func follow(_ requests: [EngineRequest], as handle: CompletionHandle) throws -> CompletionSteps {
        let tickets = try takeIn(requests, as: handle)
        let (stream, continuation) = CompletionSteps.makeStream()
        begin(tickets, of: requests, as: handle, reader: .steps(continuation))
        continuation.onTermination = { [weak self] termination in
            guard case .cancelled = termination else { return }
            Task { await self?.cancel(handle) }
        }
        return stream
    }

    /// The tickets of the completions, in order.
    private func takeIn(_ requests: [EngineRequest], as handle: CompletionHandle) throws -> [Int] {
        guard !handle.isGivenUp else { throw CancellationError() }
        guard !isStopping else {
            throw RequestFailure(.serviceUnavailable, "the service is stopping", code: "stopping", retryAfter: 5)
        }
        try requireRoom(for: requests.count)
        return try enter(requests)
    }

    private func begin(_ tickets: [Int], of requests: [EngineRequest], as handle: CompletionHandle, reader: Reader) {
        let submission = Submission(handle: handle, tickets: tickets, reader: reader)
        submissions[ObjectIdentifier(handle)] = submission
        for (choice, ticket) in tickets.enumerated() { self.tickets[ticket] = (submission, choice) }
        counts.accepted += requests.count
        counts.promptTokens += requests.reduce(0) { $0 + $1.promptTokens.count }
        waker.yield()
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
    private func enter(_ requests: [EngineRequest]) throws -> [Int] {
        var entered: [Int] = []
        // Groups of several requests must not meet in the engine.
        let firstGroup = nextGroup
        nextGroup += (requests.map(\.group).max() ?? 0) + 1
        do {
            for var request in requests {
                request.group += firstGroup
                entered.append(try engine.add(request))
            }
            return entered
        } catch {
            for ticket in entered { engine.cancel(ticket: ticket) }
            let reason = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
            throw error as? RequestFailure ?? RequestFailure(.badRequest, reason, code: "invalid_value")
        }
    }

    /// Gives a request's completions up, because its client has left.
    package func cancel(_ handle: CompletionHandle) {
        handle.giveUp()
        guard let submission = submissions.removeValue(forKey: ObjectIdentifier(handle)) else { return }
        for ticket in submission.open.values where tickets.removeValue(forKey: ticket) != nil {
            engine.cancel(ticket: ticket)
            counts.cancelled += 1
        }
        submission.fail(CancellationError())
    }

    /// Ends one completion early, because its text holds a stop string.
    func cancel(choice: Int, of handle: CompletionHandle) {
        guard let ticket = submissions[ObjectIdentifier(handle)]?.open[choice] else { return }
        engine.cancel(ticket: ticket)
        end(ticket: ticket)
    }

    // MARK: Steps

    private func step() {
        do {
            for event in try engine.step() { deliver(event) }
            for submission in stepped { submission.handOverStep() }
        } catch {
            // Nobody's tokens can be trusted after a step that failed.
            failAll(RequestFailure(.internalServerError, "generation failed: \(error)", code: "generation_failed"))
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

    private func append(_ event: CompletionEvent, to submission: Submission) {
        if submission.append(event) { stepped.append(submission) }
    }

    private func end(ticket: Int) {
        guard let (submission, choice) = tickets.removeValue(forKey: ticket), submission.end(choice: choice) else { return }
        submissions[ObjectIdentifier(submission.handle)] = nil
        submission.finish()
        let seconds = ContinuousClock.now - submission.started
        typicalSeconds = 0.8 * typicalSeconds + 0.2 * (Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18)
    }
}
