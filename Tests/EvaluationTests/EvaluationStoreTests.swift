import Endpoints
import Evaluation
import Foundation
import Rollouts
import RunStore
import Synchronization
import Testing
import Tokenization

/// Interrupted evaluations, unanswered items and endpoints that stumble.
@Suite struct EvaluationStoreTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "evaluation-store-\(UUID().uuidString)")
    private let suite = ItemSuite(
        name: "echo", variant: "test", metrics: ["exact"], maxNewTokens: 7,
        items: (0..<20).map { index in
            EvaluationItem(
                id: "i\(index)", messages: [ChatMessage(role: "user", content: "say \(index)")],
                grader: StatedAnswerGrader(answer: "\(index)"))
        })

    private struct Crash: Error {}

    private func store(_ settings: [String: String] = ["model": "m"], resume: Bool = false) throws -> EvaluationStore {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try EvaluationStore(folder.appending(path: "e.sqlite"), settings: settings, resume: resume)
    }

    /// Answers with the question's place, right for all but every fifth.
    private static func reply(_ question: EvaluationQuestion) -> EvaluationReply {
        .init(text: "Answer: \(question.place % 5 == 4 ? -1 : question.place)", tokens: 3, finishReason: .stop)
    }

    @Test func anInterruptedEvaluationEndsWithTheSameTable() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try await Evaluator { questions, _, onReply in
            for (index, question) in questions.enumerated() { onReply(index, Self.reply(question)) }
        }.result(of: suite)
        let broken = Evaluator { questions, _, onReply in
            for (index, question) in questions.enumerated().prefix(9) { onReply(index, Self.reply(question)) }
            onReply(9, .none("no answer"))
            throw Crash()
        }
        let first = try store()
        await #expect(throws: Crash.self) { try await broken.result(of: suite, keeping: first) }
        #expect(throws: EvaluationError.unfinished(path: folder.appending(path: "e.sqlite").path, replies: 9)) { try store() }
        #expect(
            throws: EvaluationError.otherSettings(path: folder.appending(path: "e.sqlite").path, name: "model", found: "n", expected: "m")
        ) { try store(["model": "n"], resume: true) }
        let second = try store(resume: true)
        let asked = Mutex<[Int]>([])
        let result = try await Evaluator { questions, _, onReply in
            asked.withLock { $0 = questions.map(\.place) }
            for (index, question) in questions.enumerated() { onReply(index, Self.reply(question)) }
        }.result(of: suite, keeping: second)
        // What failed is asked for again, what was answered is not.
        #expect(asked.withLock { $0 } == Array(9..<20))
        #expect(result.metrics == whole.metrics)
        #expect(result.items == whole.items)
        try second.finish()
        // A finished one is replaced.
        #expect(try store().kept(of: suite).replies.isEmpty)
    }

    @Test func otherQuestionsAreAskedAnew() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let kept = try store()
        try kept.keep(.init(text: "Answer: 0"), to: suite.items[0], at: 0, of: suite, seconds: 2)
        try kept.keep(.init(text: "Answer: 1"), to: suite.items[1], at: 1, of: suite, seconds: 3)
        var changed = suite
        changed.items[1].messages[0].content = "say one"
        #expect(try kept.kept(of: changed).replies.keys.sorted() == [0])
        #expect(try kept.kept(of: suite).seconds == 3)
    }

    /// An endpoint that refuses some requests for good and some once.
    private final class Stumbling: HTTPTransport {
        private let counts = Mutex<[String: Int]>([:])

        func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
            let text = String(decoding: body, as: UTF8.self)
            let number = text.components(separatedBy: "say ").last?.prefix { $0.isNumber } ?? ""
            let count = counts.withLock { counts in
                counts[String(number), default: 0] += 1
                return counts[String(number), default: 0]
            }
            if number == "6" { return HTTPAnswer(status: 400, body: Data("no".utf8)) }
            if number == "7", count == 1 { return HTTPAnswer(status: 503) }
            let reply = ["choices": [["message": ["content": "Answer: \(number)"], "finish_reason": "length"]]]
            return HTTPAnswer(status: 200, body: try JSONSerialization.data(withJSONObject: reply))
        }
    }

    private func responder(_ transport: any HTTPTransport) throws -> EndpointResponder {
        let url = try #require(URL(string: "http://127.0.0.1:1/v1"))
        let endpoint = Endpoint(url: url, model: "m", concurrency: 2, retry: RetryPolicy(attempts: 2, firstDelay: 0))
        return EndpointResponder(client: EndpointClient(endpoint, transport: transport, sleep: { _ in }))
    }

    @Test func unansweredItemsAreCounted() async throws {
        let responder = try responder(Stumbling())
        let result = try await Evaluator(generate: responder.answer).result(of: suite)
        #expect(result.items.count == 20)
        #expect(result.unanswered == 1)
        #expect(result.items[6].reply.failure == "http://127.0.0.1:1/v1/chat/completions: status 400: no")
        #expect(result.items[7].reply.text == "Answer: 7")
        #expect(result.metrics[0].value == 0.95)
        #expect(result.truncationRate == 1)
        let rows = try EvaluationReport(model: "m", results: [result]).rows.split(separator: "\n")
        #expect(rows.count == 20)
        #expect(rows[6].contains("\"failure\":\"http://127.0.0.1:1/v1/chat/completions: status 400: no\""))
    }

    /// What is left over after an interruption may be just what the endpoint refuses.
    @Test func aRefusedRestEndsTheEvaluation() async throws {
        let responder = try responder(Stumbling())
        var rest = suite
        rest.items = [suite.items[6]]
        let result = try await Evaluator(generate: responder.answer).result(of: rest)
        #expect(result.unanswered == 1)
        #expect(result.metrics[0].value == 0)
    }

    private struct Dead: HTTPTransport {
        func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
            throw EndpointError.unreachable(url: url.absoluteString, reason: "refused")
        }
    }

    @Test func aDeadEndpointIsNotAskedForever() async throws {
        let responder = try responder(Dead())
        await #expect(
            throws: EvaluationError.noReplies(failures: 4, reason: "http://127.0.0.1:1/v1/chat/completions: no answer: refused")
        ) { try await Evaluator(generate: responder.answer).result(of: suite) }
    }
}
