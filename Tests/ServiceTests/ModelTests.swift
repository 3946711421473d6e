import Dispatch
import Foundation
import HTTPTypes
import SequentialExecution
import Service
import Synchronization
import Testing
import Tokenization

@Suite struct ModelTests {
    private static let chat = "/v1/chat/completions"

    private static func body(_ more: String = "", content: String = "Hi") -> String {
        #"{"model": "tiny", "messages": [{"role": "user", "content": "\#(content)"}]\#(more.isEmpty ? "" : ", " + more)}"#
    }

    private static func events(_ text: String) -> [Literal] {
        text.components(separatedBy: "\n\n").compactMap { event in
            event.hasPrefix("data: {") ? Literal(json: event.dropFirst(6).utf8) : nil
        }
    }

    @Test func aConversationIsAnswered() async throws {
        let (model, log) = try fakeModel(reply: "Hello, wörld 🙂!")
        try await withService(model: model) { client in
            #expect(try await client.get("/v1/models").json["data"]?.items.first?["id"] == .string("tiny"))
            #expect(try await client.get("/v1/models/tiny").json["max_model_len"] == .integer(4096))
            #expect(try await client.get("/health").json["model"] == .string("tiny"))
            let answer = try await client.post(
                Self.chat, Self.body(#""temperature": 0.5, "top_p": 0.9, "top_k": 7, "seed": 3, "max_tokens": 50"#))
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json["object"] == .string("chat.completion"))
            let choice = answer.json["choices"]?.items.first
            #expect(choice?["message"]?["content"] == .string("Hello, wörld 🙂!"))
            #expect(choice?["finish_reason"] == .string("stop"))
            let request = try #require(log.counts.requests.first)
            #expect(request.temperature == 0.5 && request.topP == 0.9 && request.topK == 7 && request.seed == 3)
            #expect(request.maxNewTokens == 50 && request.stream == 0)
            #expect(answer.json["usage"]?["prompt_tokens"] == .integer(request.promptTokens.count))
            let tokens = model.model.tokenizer.encode("Hello, wörld 🙂!").count + 1
            #expect(answer.json["usage"]?["completion_tokens"] == .integer(tokens))
            let rendered = model.model.tokenizer.decode(request.promptTokens)
            #expect(rendered.contains("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"))
        }
    }

    @Test func aStreamIsTheSameTextInPieces() async throws {
        let (model, _) = try fakeModel(reply: "Hello, wörld 🙂!")
        try await withService(model: model) { client in
            let answer = try await client.post(Self.chat, Self.body(#""stream": true, "stream_options": {"include_usage": true}"#))
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
            let events = Self.events(answer.text)
            let deltas = events.compactMap { $0["choices"]?.items.first?["delta"] }
            #expect(deltas.first?["role"] == .string("assistant"))
            #expect(deltas.compactMap { $0["content"]?.stringValue }.joined() == "Hello, wörld 🙂!")
            #expect(!deltas.contains { $0["content"]?.stringValue?.contains("\u{FFFD}") == true })
            #expect(events.dropLast().last?["choices"]?.items.first?["finish_reason"] == .string("stop"))
            #expect(events.last?["choices"]?.items.isEmpty == true)
            #expect((events.last?["usage"]?["completion_tokens"]?.integerValue ?? 0) > 3)
            #expect(Set(events.map { $0["id"]?.stringValue }).count == 1)
        }
    }

    @Test func stopStringsCutTheTextAndFreeTheRow() async throws {
        let (model, log) = try fakeModel(reply: "one two three four five", endless: true, stepSeconds: 0.002)
        try await withService(model: model) { client in
            for stream in [false, true] {
                let answer = try await client.post(
                    Self.chat, Self.body(#""stop": ["three", "zzz"], "max_tokens": 1000, "stream": \#(stream)"#))
                let text =
                    stream
                    ? Self.events(answer.text).compactMap { $0["choices"]?.items.first?["delta"]?["content"]?.stringValue }.joined()
                    : answer.json["choices"]?.items.first?["message"]?["content"]?.stringValue
                #expect(text == "one two ")
                #expect(answer.text.contains(#""finish_reason": "stop""#))
            }
            try await log.wait { $0.running == 0 && $0.cancelled == 2 }
            #expect(log.counts.cancelled == 2)
            #expect(log.counts.steps < 1000)
        }
    }

    @Test func lengthsEndAndContextsLimit() async throws {
        let (model, log) = try fakeModel(reply: "again ", endless: true, contextLength: 64)
        try await withService(model: model) { client in
            let short = try await client.post(Self.chat, Self.body(#""max_completion_tokens": 3"#))
            #expect(short.json["choices"]?.items.first?["finish_reason"] == .string("length"))
            #expect(
                short.json["usage"]?["completion_tokens"]?.integerValue == 2 || short.json["usage"]?["completion_tokens"]?.integerValue == 3
            )
            let full = try await client.post(Self.chat, Self.body())
            #expect(full.status == 200)
            let request = try #require(log.counts.requests.last)
            #expect(request.maxNewTokens == 64 - request.promptTokens.count)
            let long = try await client.post(Self.chat, Self.body(content: String(repeating: "word ", count: 100)))
            #expect(long.status == 400 && long.code == "context_length_exceeded")
        }
    }

    @Test func theEndTokenCanBeIgnored() async throws {
        let (model, log) = try fakeModel(reply: "Yes")
        try await withService(model: model) { client in
            let answer = try await client.post(Self.chat, Self.body(#""ignore_eos": true, "max_tokens": 20"#))
            #expect(log.counts.requests.first?.stopTokens == [])
            #expect(answer.json["choices"]?.items.first?["finish_reason"] == .string("length"))
            #expect(answer.json["choices"]?.items.first?["message"]?["content"]?.stringValue?.hasPrefix("YesYes") == true)
        }
    }

    @Test func severalChoicesShareAPromptAndDrawFromStreamsOfTheirOwn() async throws {
        let (model, log) = try fakeModel(reply: "Yes")
        try await withService(model: model) { client in
            let answer = try await client.post(Self.chat, Self.body(#""n": 3, "seed": 9"#))
            #expect(answer.json["choices"]?.items.map { $0["index"] } == [.integer(0), .integer(1), .integer(2)])
            let requests = log.counts.requests
            #expect(requests.map(\.stream) == [0, 1, 2])
            #expect(Set(requests.map(\.group)).count == 1)
            _ = try await client.post("/v1/completions", #"{"prompt": ["a", "b"], "n": 2}"#)
            let later = log.counts.requests.dropFirst(3)
            #expect(later.map(\.stream) == [0, 1, 0, 1])
            #expect(Set(log.counts.requests.map(\.group)).count == 3)
        }
    }

    @Test func logProbabilitiesAreGivenTokenByToken() async throws {
        let (model, _) = try fakeModel(reply: "Yes")
        try await withService(model: model) { client in
            let answer = try await client.post(Self.chat, Self.body(#""logprobs": true"#))
            let rows = answer.json["choices"]?.items.first?["logprobs"]?["content"]?.items ?? []
            #expect(rows.allSatisfy { $0["logprob"] == .number(-0.25) })
            #expect(rows.compactMap { $0["token"]?.stringValue }.joined() == "Yes<|im_end|>")
            let plain = try await client.post("/v1/completions", #"{"prompt": "a", "logprobs": 1, "max_tokens": 9}"#)
            let entry = plain.json["choices"]?.items.first
            #expect(entry?["text"] == .string("Yes"))
            #expect(entry?["logprobs"]?["token_logprobs"]?.numbers.allSatisfy { $0 == -0.25 } == true)
            #expect(try await client.post(Self.chat, Self.body(#""logprobs": true, "top_logprobs": 2"#)).status == 400)
        }
    }

    @Test func plainTextsAndTokenIdsAreContinued() async throws {
        let (model, log) = try fakeModel(reply: "Yes")
        try await withService(model: model) { client in
            #expect(try await client.post("/v1/completions", #"{"prompt": [5, 6, 7]}"#).status == 200)
            #expect(log.counts.requests.last?.promptTokens == [5, 6, 7])
            #expect(log.counts.requests.last?.maxNewTokens == 16)
            let both = try await client.post("/v1/completions", #"{"prompt": [[5], [6, 7]], "stream": true}"#)
            #expect(Set(Self.events(both.text).compactMap { $0["choices"]?.items.first?["index"]?.integerValue }) == [0, 1])
            for prompt in ["[]", #""""#, "{}", "[[]]", "[1, \"a\"]"] {
                #expect(try await client.post("/v1/completions", #"{"prompt": \#(prompt)}"#).status == 400, "\(prompt)")
            }
        }
    }

    @Test(arguments: [
        (#""temperature": -1"#, "temperature"), (#""temperature": "hot""#, "temperature"), (#""top_p": 0"#, "top_p"),
        (#""max_tokens": 0"#, "max_tokens"), (#""n": 0"#, "n"), (#""n": 999"#, "n"), (#""stop": 5"#, "stop"),
        (#""stop": ["a", ""]"#, "stop"),
        (#""tools": [{}]"#, "tools"), (#""presence_penalty": 1"#, "presence_penalty"), (#""stream": "yes""#, "stream"),
        (#""response_format": {"type": "json_object"}"#, "response_format.type"), (#""seed": 1.5"#, "seed"),
    ])
    func badParametersAreNamed(more: String, parameter: String) async throws {
        let (model, log) = try fakeModel(reply: "Yes")
        try await withService(model: model) { client in
            let answer = try await client.post(Self.chat, Self.body(more))
            #expect(answer.status == 400)
            #expect(answer.json["error"]?["param"]?.stringValue == parameter, "\(answer.text)")
            #expect(log.counts.requests.isEmpty)
        }
    }

    @Test func wrongModelsAndMessagesAreRefused() async throws {
        let (model, _) = try fakeModel(reply: "Yes")
        try await withService(model: model) { client in
            let other = try await client.post(Self.chat, #"{"model": "gpt", "messages": [{"role": "user", "content": "x"}]}"#)
            #expect(other.status == 404 && other.code == "model_not_found")
            for messages in ["[]", "3", #"[{"role": "user"}]"#, #"[{"role": "user", "content": [{"type": "image_url"}]}]"#] {
                #expect(try await client.post(Self.chat, #"{"messages": \#(messages)}"#).status == 400, "\(messages)")
            }
            let parts = #"{"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]}"#
            #expect(try await client.post(Self.chat, parts).status == 200)
        }
    }

    @Test func requestsAreComputedTogether() async throws {
        let (model, log) = try fakeModel(reply: String(repeating: "word ", count: 100), rows: 8, queue: 64, stepSeconds: 0.005)
        try await withService(model: model) { client in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 { group.addTask { try await RawClient.post(client.port, Self.chat, Self.body()).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 16))
            #expect(log.counts.mostRunning == 8)
        }
    }

    /// A tensor library keeps threads for every thread that computes with it.
    @Test func theModelIsLoadedOnTheThreadThatComputes() async throws {
        let threads = Mutex<[String?]>([])
        let (model, host) = try await ModelHost.loading {
            threads.withLock { $0.append(Thread.current.name) }
            let model = try servedModel()
            let engine = FakeEngine(
                reply: model.tokenizer.encode("Hello"), rows: 2, log: FakeEngine.Log(),
                onStep: { threads.withLock { $0.append(Thread.current.name) } })
            return (model, engine)
        }
        let answer = try await withService(model: (model, host)) { client in
            try await client.post(Self.chat, Self.body(#""max_tokens": 2"#))
        }
        #expect(answer.status == 200)
        let names = threads.withLock { $0 }
        #expect(names == ["generation", "generation", "generation"])
    }

    @Test func whatTheModelCannotLoadIsTheCallersError() async throws {
        struct NoModel: Error {}
        var failure: (any Error)?
        do {
            _ = try await ModelHost.loading { throw NoModel() }
        } catch {
            failure = error
        }
        #expect(failure is NoModel)
    }

    @Test func metricsTellWhatTheEngineDid() async throws {
        let (model, _) = try fakeModel(reply: "Hello")
        try await withService(model: model) { client in
            #expect(try await client.post(Self.chat, Self.body(#""max_tokens": 2"#)).status == 200)
            let page = try await client.get("/metrics").text
            #expect(page.contains(#"roifrl_engine_steps_total{kind="decode"} 2"#))
            #expect(page.contains(#"roifrl_engine_seconds_total{kind="decode"} 0.5"#))
            #expect(page.contains(#"roifrl_engine_steps_total{kind="mixed"} 0"#))
        }
    }

    @Test func aFullQueueAsksToComeBack() async throws {
        let (model, log) = try fakeModel(reply: "again ", endless: true, rows: 1, queue: 1, stepSeconds: 0.01)
        try await withService(model: model) { client in
            let busy = try (0..<2).map { _ in try RawClient(client.port) }
            for raw in busy { raw.send(RawClient.head(Self.chat, length: Self.body().utf8.count) + Self.body()) }
            try await log.wait { $0.requests.count == 2 }
            let refused = try await client.post(Self.chat, Self.body())
            #expect(refused.status == 429 && refused.code == "queue_full")
            #expect((refused.headers[.retryAfter].flatMap { Int($0) } ?? 0) >= 1)
            for raw in busy { raw.leave() }
            try await log.wait { $0.cancelled == 2 }
            #expect(try await client.post(Self.chat, Self.body(#""max_tokens": 3"#)).status == 200)
            #expect(try await client.get("/metrics").text.contains("roifrl_requests_refused_total 1"))
        }
    }

    @Test(arguments: [false, true])
    func aClientThatLeavesFreesItsRows(stream: Bool) async throws {
        let (model, log) = try fakeModel(reply: "again ", endless: true, stepSeconds: 0.005)
        try await withService(model: model) { client in
            let raw = try RawClient(client.port)
            let body = Self.body(#""n": 3, "stream": \#(stream)"#)
            raw.send(RawClient.head(Self.chat, length: body.utf8.count) + body)
            if stream { _ = await raw.read { $0.contains("chat.completion.chunk") } }
            try await log.wait { $0.running == 3 }
            raw.leave()
            try await log.wait { $0.running == 0 }
            #expect(log.counts.cancelled == 3)
            #expect(try await client.get("/metrics").text.contains("roifrl_sequences_running 0"))
        }
    }

    @Test func aFailedStepFailsItsRequestsAlone() async throws {
        let (model, _) = try fakeModel(reply: "Hello there", failingStep: 2)
        try await withService(model: model) { client in
            let failed = try await client.post(Self.chat, Self.body())
            #expect(failed.status == 500 && failed.code == "generation_failed")
            #expect(try await client.post(Self.chat, Self.body()).status == 200)
        }
    }

    /// The service is asked to stop while a stream runs: the stream ends as it should.
    @Test(arguments: [true, false]) func stoppingFinishesWhatRuns(stream: Bool) async throws {
        let (model, log) = try fakeModel(reply: String(repeating: "word ", count: 40), stepSeconds: 0.01)
        let reading = try await withService(model: model) { client in
            let raw = try RawClient(client.port)
            let body = Self.body(#""stream": \#(stream)"#)
            raw.send(RawClient.head(Self.chat, length: body.utf8.count) + body)
            try await log.wait { $0.running == 1 }
            return Task { await raw.read(seconds: 20) }
        }
        // The service has stopped here.
        let text = await reading.value
        #expect(text.contains("data: [DONE]") == stream)
        #expect(text.contains(#""finish_reason": "stop""#))
        #expect(log.counts.running == 0)
    }

    private static func request(newTokens: Int) -> EngineRequest {
        EngineRequest(
            promptTokens: [1], group: 0, stream: 0, seed: 0, temperature: 1, topK: 0, topP: 1, maxNewTokens: newTokens, stopTokens: [])
    }

    @Test func aHostThatIsCancelledFailsWhoWaits() async throws {
        let (model, log) = try fakeModel(reply: "again ", endless: true, stepSeconds: 0.005)
        let host = model.host
        let running = Task { try await host.run() }
        let request = Self.request(newTokens: 1_000_000)
        let whole = Task { try await host.complete([request], as: CompletionHandle()) }
        let steps = Task {
            var count = 0
            for try await events in try await host.follow([request], as: CompletionHandle()) { count += events.count }
            return count
        }
        try await log.wait { $0.running == 2 }
        running.cancel()
        try await running.value
        await #expect(throws: RequestFailure.self) { try await whole.value }
        await #expect(throws: RequestFailure.self) { try await steps.value }
        // Whoever comes later is told so, too.
        await #expect(throws: RequestFailure.self) { try await host.complete([request], as: CompletionHandle()) }
    }

    /// Readers that come while the engine steps get every token, whatever executor their tasks prefer.
    @Test func noTokenIsLost() async throws {
        let (model, _) = try fakeModel(reply: "again ", endless: true, rows: 400, queue: 400, stepSeconds: 0.0005)
        let host = model.host
        let running = Task { try await host.run() }
        let request = Self.request(newTokens: 20)
        try await withTaskExecutorPreference(QueueTasks()) {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<32 {
                    group.addTask {
                        var least = Int.max
                        for _ in 0..<10 {
                            let whole = index.isMultiple(of: 2)
                            let count =
                                whole
                                ? try await host.complete([request], as: CompletionHandle()).count
                                : try await host.follow([request], as: CompletionHandle()).reduce(0) { $0 + $1.count }
                            least = min(least, count)
                        }
                        return least
                    }
                }
                // The tokens and the end.
                for try await count in group { #expect(count == 21) }
            }
        }
        running.cancel()
        try await running.value
    }

    @Test func aReaderThatIsCancelledFreesItsRow() async throws {
        let (model, log) = try fakeModel(reply: "again ", endless: true, stepSeconds: 0.005)
        let host = model.host
        let running = Task { try await host.run() }
        let request = Self.request(newTokens: 1_000_000)
        let whole = Task { try await host.complete([request], as: CompletionHandle()) }
        try await log.wait { $0.running == 1 }
        whole.cancel()
        await #expect(throws: CancellationError.self) { try await whole.value }
        try await log.wait { $0.running == 0 }
        #expect(log.counts.cancelled == 1)
        // Given up before it was taken in.
        let handle = CompletionHandle()
        await host.cancel(handle)
        await #expect(throws: CancellationError.self) { try await host.complete([request], as: handle) }
        #expect(log.counts.requests.count == 1)
        running.cancel()
        try await running.value
    }

    @Test(
        arguments: [
            (["ab", "ca", "b"], ["abc"], ""), (["xx", "END", "yy"], ["END"], "xx"), (["E", "N", "x"], ["END"], "ENx"),
            (["aa", "b"], ["aab"], ""), (["aaa", "b"], ["aab"], "a"), (["é", "è"], ["è"], "é"), (["ab"], [], "ab"),
        ] as [([String], [String], String)])
    func stopStringsAcrossPieces(pieces: [String], stops: [String], expected: String) {
        var matcher = StopMatcher(stops)
        var text = pieces.map { matcher.add($0) }.joined()
        text += matcher.finish()
        #expect(text == expected)
    }
}

/// Runs tasks on a queue of their own.
private final class QueueTasks: TaskExecutor {
    private let queue = DispatchQueue(label: "tasks")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
