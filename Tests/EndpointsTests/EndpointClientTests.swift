import Endpoints
import Foundation
import Synchronization
import Testing
import Tokenization

struct EndpointClientTests {
    private let request = ChatRequest(messages: [ChatMessage(role: "user", content: "Hi")], maximumTokens: 5)

    private func endpoint(attempts: Int = 4, key: String? = nil) throws -> Endpoint {
        let url = try #require(URL(string: "http://127.0.0.1:1/v1"))
        return Endpoint(
            url: url, model: "m", key: key, concurrency: 2, retry: RetryPolicy(attempts: attempts, firstDelay: 1, longestDelay: 30))
    }

    /// A client over a script, and the waits it made.
    private func client(
        _ steps: [ScriptedTransport.Step], attempts: Int = 4, key: String? = nil, cache: CompletionCache? = nil,
        budget: EndpointBudget = EndpointBudget()
    ) throws -> (EndpointClient, ScriptedTransport, Waits) {
        let (transport, waits) = (ScriptedTransport(steps), Waits())
        let client = EndpointClient(
            try endpoint(attempts: attempts, key: key), transport: transport, cache: cache, budget: budget, sleep: { waits.add($0) })
        return (client, transport, waits)
    }

    final class Waits: Sendable {
        private let list = Mutex<[Double]>([])
        func add(_ seconds: Double) { list.withLock { $0.append(seconds) } }
        var all: [Double] { list.withLock { $0 } }
    }

    @Test func theRequestIsTheProtocols() throws {
        let (client, transport, _) = try client([.reply("Hello")], key: "secret")
        let completion = try client.complete(request)
        #expect(completion == ChatCompletion(text: "Hello", finishReason: "stop", usage: TokenUsage(prompt: 10, completion: 3)))
        #expect(
            transport.requests.map(\.body) == [
                #"{"max_tokens":5,"messages":[{"content":"Hi","role":"user"}],"model":"m","temperature":0}"#
            ])
        #expect(transport.requests[0].headers["Authorization"] == "Bearer secret")
        #expect(client.spent.usage == TokenUsage(prompt: 10, completion: 3))
    }

    @Test func passingFailuresAreTriedAgainWithLongerWaits() throws {
        let (client, transport, waits) = try client([.silence, .status(503), .status(429, headers: ["retry-after": "7"]), .reply("ok")])
        #expect(try client.complete(request).text == "ok")
        #expect(waits.all == [1, 2, 7])
        #expect(transport.requests.count == 4)
    }

    /// A service may say when instead of how long; the longest wait holds all the same.
    @Test func aDateToWaitForIsUnderstood() throws {
        let (client, _, waits) = try client([
            .status(429, headers: ["retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"]),
            .status(429, headers: ["retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"]), .status(429, headers: ["retry-after": "soon"]),
            .reply("ok"),
        ])
        #expect(try client.complete(request).text == "ok")
        #expect(waits.all == [30, 2, 4])
    }

    @Test func theLastFailureIsThrown() throws {
        let (client, _, waits) = try client([.silence, .status(500, body: #"{"error": {"message": "on fire"}}"#)], attempts: 2)
        #expect(throws: EndpointError.refused(url: "http://127.0.0.1:1/v1/chat/completions", status: 500, message: "on fire")) {
            try client.complete(request)
        }
        #expect(waits.all == [1])
    }

    @Test func aRefusalIsFinal() throws {
        let (client, transport, _) = try client([.status(401, body: "no"), .reply("never")])
        #expect(throws: EndpointError.refused(url: "http://127.0.0.1:1/v1/chat/completions", status: 401, message: "no")) {
            try client.complete(request)
        }
        #expect(transport.requests.count == 1)
    }

    @Test func anAnswerInTheCacheIsNotAskedForAgain() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = try CompletionCache(folder: folder)
        let (first, _, _) = try client([.reply("once")], cache: cache)
        #expect(try first.complete(request).text == "once")
        let (second, transport, _) = try client([.reply("other")], cache: cache)
        #expect(try second.complete(request).text == "once")
        #expect(transport.requests.isEmpty)
        #expect(second.spent.cached == 1)
        var another = request
        another.seed = 1
        #expect(try second.complete(another).text == "other")
    }

    @Test func theBudgetHolds() throws {
        let (client, transport, _) = try client([.reply("a"), .reply("b")], budget: EndpointBudget(tokens: 13))
        _ = try client.complete(request)
        #expect(throws: EndpointError.budgetSpent("13 tokens")) { try client.complete(request) }
        #expect(transport.requests.count == 1)
    }

    /// 10 tokens of prompt and 3 of answer at 2 and 10 a million are 50 millionths.
    @Test func aBudgetMayBeMoney() throws {
        let price = TokenPrice(prompt: 2, completion: 10)
        #expect(price.cost(of: TokenUsage(prompt: 10, completion: 3)) == 0.00005)
        let (client, transport, _) = try client(
            [.reply("a"), .reply("b"), .reply("c")], budget: EndpointBudget(cost: 0.00006, price: price))
        _ = try client.complete(request)
        _ = try client.complete(request)
        #expect(throws: EndpointError.budgetSpent("a cost of 6e-05")) { try client.complete(request) }
        #expect(transport.requests.count == 2)
    }

    /// Some services say a refusal under a key of its own, without content.
    @Test func aRefusalOfTheModelIsToldApart() throws {
        let body = #"{"choices": [{"message": {"content": null, "refusal": "I will not."}, "finish_reason": "stop"}]}"#
        let (client, _, _) = try client([.status(200, body: body)])
        #expect(try client.complete(request) == ChatCompletion(text: "I will not.", finishReason: "refusal"))
    }

    @Test func repeatedRequestsAreCounted() throws {
        let (client, _, _) = try client([.silence, .status(500), .reply("ok")])
        _ = try client.complete(request)
        #expect(client.spent.requests == 3)
        #expect(client.spent.retries == 2)
    }

    @Test func aThreadOfItsOwnWaits() async throws {
        let (client, _, _) = try client([.reply("ok")])
        #expect(try await client.completion(of: request).text == "ok")
    }

    @Test func onlyWhatConcernsAllEndsARun() {
        let url = "http://127.0.0.1:1/v1"
        let ends: [EndpointError] = [.budgetSpent("1 requests"), .refused(url: url, status: 401, message: ""), .badAddress("x")]
        #expect(ends.allSatisfy { $0.concernsAll })
        let passes: [EndpointError] = [
            .refused(url: url, status: 400, message: ""), .refused(url: url, status: 503, message: ""), .malformed(url: url, reason: ""),
            .unreachable(url: url, reason: ""),
        ]
        #expect(!passes.contains { $0.concernsAll })
    }

    /// Places are filled once: what a value holds is no place, and other braces stay.
    @Test func templatesAreFilledFromTheLeft() {
        let template = PromptTemplate("{a} and {b} {\"c\": {}} {a")
        #expect(template.filled(["a": "{b}", "b": "{a}"]) == "{b} and {a} {\"c\": {}} {a")
    }

    @Test func completionsComeInOrder() throws {
        let (client, _, _) = try client(Array(repeating: .reply("same"), count: 20))
        let requests = (0..<20).map { ChatRequest(messages: [ChatMessage(role: "user", content: "\($0)")]) }
        let texts = try client.completions(of: requests).map { try $0.get().text }
        #expect(texts == Array(repeating: "same", count: 20))
        #expect(client.spent.requests == 20)
    }
}
