import Dispatch
public import Foundation
import Synchronization

/// Asks an endpoint: with a limit on requests under way, retries, a cache on disk, a budget and an account of tokens.
///
/// Calls block their thread and never a cooperative one of Swift's pool for somebody else's work, so that verifiers can use it from
/// anywhere; `completions(of:)` brings threads of its own.
///
/// ```swift
/// let client = EndpointClient(Endpoint(url: url, model: "judge"))
/// let answer = try client.complete(ChatRequest(messages: [ChatMessage(role: "user", content: "Hello")]))
/// ```
public final class EndpointClient: Sendable {
    public let endpoint: Endpoint
    private let transport: any HTTPTransport
    private let cache: CompletionCache?
    private let budget: EndpointBudget
    private let sleep: @Sendable (Double) -> Void
    private let account = Mutex(Account())
    private let slots: DispatchSemaphore

    /// What was asked so far.
    public struct Account: Sendable, Equatable {
        /// Requests that reached the service.
        public var requests = 0
        /// Those of them that were sent again after a failure.
        public var retries = 0
        /// Answers that the cache gave.
        public var cached = 0
        public var usage = TokenUsage()

        /// Nothing yet.
        public init() {}
    }

    /// - Parameters:
    ///   - cache: nil asks anew every time.
    ///   - sleep: waits a number of seconds; a test replaces it.
    public init(
        _ endpoint: Endpoint, transport: any HTTPTransport = URLSessionTransport(), cache: CompletionCache? = nil,
        budget: EndpointBudget = EndpointBudget(), sleep: @escaping @Sendable (Double) -> Void = { Thread.sleep(forTimeInterval: $0) }
    ) {
        self.endpoint = endpoint
        self.transport = transport
        self.cache = cache
        self.budget = budget
        self.sleep = sleep
        slots = DispatchSemaphore(value: endpoint.concurrency)
    }

    public var spent: Account { account.withLock { $0 } }

    /// One completion.
    /// - Throws: ``EndpointError``.
    public func complete(_ request: ChatRequest) throws -> ChatCompletion {
        let body = try ChatWire.body(of: request, model: endpoint.model)
        let key = CompletionCache.key(address: endpoint.url.absoluteString, body: body)
        if let kept = cache?.completion(key) {
            account.withLock { $0.cached += 1 }
            return kept
        }
        slots.wait()
        defer { slots.signal() }
        let completion = try ask(body)
        try cache?.keep(completion, key)
        return completion
    }

    /// One completion, for callers that must not block: a thread of its own waits for it.
    /// - Throws: ``EndpointError``.
    public func completion(of request: ChatRequest) async throws -> ChatCompletion {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.complete(request) }) }
        }
    }

    /// Completions side by side, in the requests' order.
    /// - Parameter onCompletion: called with a request's index as its completion comes, from the thread that asked for it.
    public func completions(
        of requests: [ChatRequest], onCompletion: @escaping @Sendable (Int, Result<ChatCompletion, any Error>) -> Void = { _, _ in }
    ) -> [Result<ChatCompletion, any Error>] {
        let board = Board(requests.count)
        let group = DispatchGroup()
        for _ in 0..<min(endpoint.concurrency, requests.count) {
            group.enter()
            // A thread of its own: it waits for the network most of the time.
            Thread.detachNewThread {
                while let index = board.take() {
                    let result = Result { try self.complete(requests[index]) }
                    onCompletion(index, result)
                    board.put(result, at: index)
                }
                group.leave()
            }
        }
        group.wait()
        return board.results
    }

    /// Which requests are taken, and what came of them.
    private final class Board: Sendable {
        private let count: Int
        private let next = Mutex(0)
        private let table: Mutex<[Int: Result<ChatCompletion, any Error>]> = Mutex([:])

        init(_ count: Int) { self.count = count }

        func take() -> Int? {
            next.withLock { next in
                guard next < count else { return nil }
                next += 1
                return next - 1
            }
        }

        func put(_ result: Result<ChatCompletion, any Error>, at index: Int) { table.withLock { $0[index] = result } }

        var results: [Result<ChatCompletion, any Error>] {
            table.withLock { table in (0..<count).compactMap { table[$0] } }
        }
    }

    /// Sends a request until there is an answer, or none is to be expected.
    private func ask(_ body: Data) throws -> ChatCompletion {
        let url = endpoint.url.appendingPathComponent("chat/completions")
        var headers = ["Content-Type": "application/json"]
        if let key = endpoint.key { headers["Authorization"] = "Bearer \(key)" }
        var attempt = 0
        while true {
            attempt += 1
            do {
                return try send(body, to: url, headers)
            } catch let failure as Failure {
                guard failure.isPassing, let delay = endpoint.retry.delay(after: attempt, asked: failure.asked) else { throw failure.error }
                sleep(delay)
                account.withLock { $0.retries += 1 }
            }
        }
    }

    /// An error, and what it says about trying again.
    private struct Failure: Error {
        var error: EndpointError
        var isPassing = true
        var asked: Double?
    }

    private func send(_ body: Data, to url: URL, _ headers: [String: String]) throws -> ChatCompletion {
        try account.withLock { account in
            try budget.check(requests: account.requests, usage: account.usage)
            account.requests += 1
        }
        let answer: HTTPAnswer
        do { answer = try transport.post(body, to: url, headers: headers, timeout: endpoint.timeout) } catch let error as EndpointError {
            throw Failure(error: error)
        }
        guard answer.status == 200 else {
            let asked = answer.headers["retry-after"].flatMap { RetryPolicy.seconds(asked: $0, now: Date()) }
            throw Failure(
                error: .refused(url: url.absoluteString, status: answer.status, message: ChatWire.complaint(in: answer.body)),
                isPassing: RetryPolicy.isPassing(status: answer.status), asked: asked)
        }
        let completion: ChatCompletion
        do { completion = try ChatWire.completion(from: answer.body, url: url.absoluteString) } catch let error as EndpointError {
            throw Failure(error: error)
        }
        account.withLock { $0.usage = $0.usage + completion.usage }
        return completion
    }
}
