import Foundation
import HTTPTypes
import Hummingbird
import Rollouts
import SequentialExecution
import Tokenization

/// `/v1/models`, `/v1/chat/completions` and `/v1/completions`, in OpenAI's words.
struct ModelRoutes: Sendable {
    let reader: BodyReader
    let model: ServedModel
    let host: ModelHost
    private let started = Int(Date().timeIntervalSince1970)

    init(reader: BodyReader, model: ServedModel, host: ModelHost) {
        self.reader = reader
        self.model = model
        self.host = host
    }

    func add(to router: Router<ServiceContext>) {
        router.get("/v1/models") { _, _ in Response.json(.object([("object", .string("list")), ("data", .list([description]))])) }
        router.get("/v1/models/:id") { _, context in
            try requireName(try context.parameters.require("id"))
            return Response.json(description)
        }
        let posts = router.group().add(middleware: SharedThreadsMiddleware(exceptForBriefBodies: true))
        posts.post("/v1/chat/completions") { request, context in try await chat(request, context) }
        posts.post("/v1/completions") { request, context in try await complete(request, context) }
    }

    private var description: Literal {
        .object([
            ("id", .string(model.name)), ("object", .string("model")), ("created", .integer(started)), ("owned_by", .string("roifrl")),
            ("max_model_len", .integer(model.contextLength)),
        ])
    }

    private func requireName(_ name: String?) throws {
        guard name == nil || name == model.name else {
            throw RequestFailure(
                .notFound, "model: found \"\(name ?? "")\", expected \"\(model.name)\"", parameter: "model", code: "model_not_found")
        }
    }

    // MARK: Conversations

    private func chat(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let fields = try await reader.fields(of: request, context)
        try requireName(try fields.string("model"))
        let prompt = try chatPrompt(fields)
        if let alternatives = try fields.integer("top_logprobs", in: 0...20), alternatives > 0 {
            throw fields.failure("top_logprobs", "0: only the drawn token's probability is served")
        }
        let job = try await CompletionJob(
            kind: "chatcmpl", prompts: [prompt], sampling: SamplingFields(fields, defaultMaxTokens: nil),
            wantsLogProbabilities: try fields.boolean("logprobs") ?? false, model: model, host: host, parameter: "messages")
        return try await answer(job, ChatShape(), context)
    }

    private func chatPrompt(_ fields: JSONFields) throws -> [Int] {
        guard let template = model.template else {
            throw RequestFailure(
                .badRequest, "the model has no chat template, expected a request to /v1/completions", code: "no_chat_template")
        }
        guard let rows = try fields.objects("messages"), !rows.isEmpty else {
            throw fields.failure("messages", "a list of at least one message")
        }
        let messages = try rows.map { row in
            ChatMessage(
                role: try row.required("role", "a string", \.stringValue), content: try row.required("content", "a text", \.messageText))
        }
        let thinking = try fields.object("chat_template_kwargs")?.boolean("enable_thinking") ?? model.thinking
        do {
            return model.tokenizer.encode(try template.render(messages, enableThinking: thinking, addGenerationPrompt: true))
        } catch let error as TokenizationError {
            throw RequestFailure(.badRequest, "messages: \(error)", parameter: "messages", code: "invalid_value")
        }
    }

    // MARK: Plain texts

    private func complete(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let fields = try await reader.fields(of: request, context)
        try requireName(try fields.string("model"))
        if try fields.boolean("echo") ?? false { throw fields.failure("echo", "false: the prompt is not served again") }
        if try fields.string("suffix") ?? "" != "" { throw fields.failure("suffix", "none: it is not served") }
        if let best = try fields.integer("best_of", in: 1...1024), best != (try fields.integer("n", in: 1...1024) ?? 1) {
            throw fields.failure("best_of", "the same as n")
        }
        let logProbabilities = try fields.optional("logprobs", "0 or 1: only the drawn token's probability is served") { value -> Bool? in
            switch value {
            case .boolean(let flag): flag
            case .integer(0), .integer(1): true
            default: nil
            }
        }
        let job = try await CompletionJob(
            kind: "cmpl", prompts: try prompts(fields), sampling: SamplingFields(fields, defaultMaxTokens: 16),
            wantsLogProbabilities: logProbabilities ?? false, model: model, host: host, parameter: "prompt")
        return try await answer(job, TextShape(), context)
    }

    /// A text, token ids, or a list of either.
    private func prompts(_ fields: JSONFields) throws -> [[Int]] {
        let expected = "a string, a list of strings, a list of token ids, or a list of such lists, not empty"
        return try fields.required("prompt", expected) { value in
            if let tokens = tokens(value) { return [tokens] }
            guard let items = value.elements, !items.isEmpty, items.count <= 1024 else { return nil }
            let prompts = items.compactMap(tokens)
            return prompts.count == items.count ? prompts : nil
        }
    }

    private func tokens(_ value: Literal) -> [Int]? {
        if let text = value.stringValue { return model.tokenizer.encode(text, addSpecialTokens: true) }
        guard let items = value.elements, !items.isEmpty else { return nil }
        let tokens = items.compactMap(\.integerValue)
        return tokens.count == items.count ? tokens : nil
    }

    // MARK: Answers

    private func answer(_ job: CompletionJob, _ shape: some CompletionShape, _ context: ServiceContext) async throws -> Response {
        let leaving: @Sendable () async -> Void = { await host.cancel(job.handle) }
        guard job.sampling.streams else {
            let (choices, usage) = try await context.whileClientStays(leaving: leaving) { try await job.choices() }
            return .json(job.frame(shape.object, choices: choices.enumerated().map(shape.choice), usage: usage))
        }
        return .events { send in
            try await context.whileClientStays(leaving: leaving) {
                for opening in shape.openings(job) { try await send(job.frame(shape.chunkObject, choices: [opening])) }
                let usage = try await job.forEachDelta { delta in
                    for chunk in shape.chunks(delta) { try await send(job.frame(shape.chunkObject, choices: [chunk])) }
                }
                if job.sampling.streamsUsage { try await send(job.frame(shape.chunkObject, choices: [], usage: usage)) }
            }
        }
    }
}

extension CompletionJob {
    fileprivate func frame(_ object: String, choices: [Literal], usage: Usage? = nil) -> Literal {
        var members: [(String, Literal)] = [
            ("id", .string(id)), ("object", .string(object)), ("created", .integer(created)), ("model", .string(model.name)),
            ("choices", .list(choices)),
        ]
        if let usage { members.append(("usage", usage.json)) }
        return .object(members)
    }
}

extension Literal {
    /// A message's content: a text, or a list of parts that are texts.
    fileprivate var messageText: String? {
        if let text = stringValue { return text }
        guard let parts = elements else { return nil }
        let texts = parts.compactMap { $0["type"] == .string("text") ? $0["text"]?.stringValue : nil }
        return texts.count == parts.count ? texts.joined() : nil
    }
}
