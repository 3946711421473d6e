import Rollouts
import SequentialExecution

/// How an endpoint writes completions.
protocol CompletionShape: Sendable {
    /// The name of a whole answer, and of a piece of one.
    var object: String { get }
    var chunkObject: String { get }
    func choice(_ index: Int, _ choice: CompletionJob.Choice) -> Literal
    /// What a stream begins with.
    func openings(_ job: CompletionJob) -> [Literal]
    func chunks(_ delta: CompletionJob.Delta) -> [Literal]
}

/// `/v1/chat/completions`.
struct ChatShape: CompletionShape {
    let object = "chat.completion"
    let chunkObject = "chat.completion.chunk"

    func choice(_ index: Int, _ choice: CompletionJob.Choice) -> Literal {
        .object([
            ("index", .integer(index)),
            ("message", .object([("role", .string("assistant")), ("content", .string(choice.text))])),
            ("logprobs", logProbabilities(choice.tokens)), ("finish_reason", .string(choice.finishReason.rawValue)),
        ])
    }

    func openings(_ job: CompletionJob) -> [Literal] {
        (0..<job.choiceCount).map { index in
            chunk(index, .object([("role", .string("assistant")), ("content", .string(""))]), tokens: [], reason: nil)
        }
    }

    func chunks(_ delta: CompletionJob.Delta) -> [Literal] {
        var chunks: [Literal] = []
        if !delta.text.isEmpty || delta.token != nil {
            let tokens = delta.token.map { [$0] } ?? []
            chunks.append(chunk(delta.choice, .object([("content", .string(delta.text))]), tokens: tokens, reason: nil))
        }
        if let reason = delta.finishReason { chunks.append(chunk(delta.choice, .object([]), tokens: [], reason: reason)) }
        return chunks
    }

    private func chunk(_ index: Int, _ delta: Literal, tokens: [ChoiceText.TokenRecord], reason: FinishReason?) -> Literal {
        .object([
            ("index", .integer(index)), ("delta", delta), ("logprobs", logProbabilities(tokens)),
            ("finish_reason", .text(reason?.rawValue)),
        ])
    }

    private func logProbabilities(_ tokens: [ChoiceText.TokenRecord]) -> Literal {
        guard !tokens.isEmpty else { return .none }
        let rows = tokens.map { token in
            Literal.object([
                ("token", .string(token.text)), ("logprob", .number(Double(token.logProbability))),
                ("bytes", .list(token.bytes.map { .integer(Int($0)) })), ("top_logprobs", .list([])),
            ])
        }
        return .object([("content", .list(rows))])
    }
}

/// `/v1/completions`.
struct TextShape: CompletionShape {
    let object = "text_completion"
    let chunkObject = "text_completion"

    func choice(_ index: Int, _ choice: CompletionJob.Choice) -> Literal {
        entry(index, choice.text, tokens: choice.tokens, reason: choice.finishReason)
    }

    func openings(_ job: CompletionJob) -> [Literal] { [] }

    func chunks(_ delta: CompletionJob.Delta) -> [Literal] {
        [entry(delta.choice, delta.text, tokens: delta.token.map { [$0] } ?? [], reason: delta.finishReason)]
    }

    private func entry(_ index: Int, _ text: String, tokens: [ChoiceText.TokenRecord], reason: FinishReason?) -> Literal {
        .object([
            ("index", .integer(index)), ("text", .string(text)), ("logprobs", logProbabilities(tokens)),
            ("finish_reason", .text(reason?.rawValue)),
        ])
    }

    private func logProbabilities(_ tokens: [ChoiceText.TokenRecord]) -> Literal {
        guard !tokens.isEmpty else { return .none }
        return .object([
            ("tokens", .list(tokens.map { .string($0.text) })),
            ("token_logprobs", .list(tokens.map { .number(Double($0.logProbability)) })), ("top_logprobs", .none),
        ])
    }
}
