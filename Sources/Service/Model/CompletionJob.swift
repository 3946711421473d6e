import Foundation
import Rollouts
import SequentialExecution

/// A request for completions under way: the stream from the host turned into what clients read.
struct CompletionJob: Sendable {
    /// What came of one token or end.
    struct Delta: Sendable, Equatable {
        var choice: Int
        var text: String
        var token: ChoiceText.TokenRecord?
        var finishReason: FinishReason?
    }

    /// A whole completion.
    struct Choice: Sendable {
        var text = ""
        var tokens: [ChoiceText.TokenRecord] = []
        var finishReason = FinishReason.length
    }

    struct Usage: Sendable, Equatable {
        var prompt: Int
        var completion = 0

        var json: Literal {
            .object([
                ("prompt_tokens", .integer(prompt)), ("completion_tokens", .integer(completion)),
                ("total_tokens", .integer(prompt + completion)),
            ])
        }
    }

    let id: String
    let created = Int(Date().timeIntervalSince1970)
    let model: ServedModel
    let sampling: SamplingFields
    let wantsLogProbabilities: Bool
    /// The prompts in order; each has `sampling.count` completions.
    let prompts: [[Int]]
    let host: ModelHost
    let handle = CompletionHandle()
    private let requests: [EngineRequest]
    /// Nil where the completions are wanted when all have ended, and handed to the host then.
    private let steps: CompletionSteps?

    /// Hands the prompts to the host where completions are followed step by step; `choices` hands the others over.
    /// - Throws: `RequestFailure` before anything is computed; for the others, `choices` throws it.
    init(
        kind: String, prompts: [[Int]], sampling: SamplingFields, wantsLogProbabilities: Bool, model: ServedModel, host: ModelHost,
        parameter: String
    ) async throws {
        let requests = try prompts.enumerated().flatMap { group, prompt in
            try sampling.requests(prompt: prompt, group: group, of: model, parameter: parameter)
        }
        id = "\(kind)-\(Self.randomDigits())\(Self.randomDigits())"
        self.model = model
        self.sampling = sampling
        self.wantsLogProbabilities = wantsLogProbabilities
        self.prompts = prompts
        self.host = host
        self.requests = requests
        // A stop string must be seen as soon as it is there.
        let follows = sampling.streams || !sampling.stop.isEmpty
        steps = follows ? try await host.follow(requests, as: handle) : nil
    }

    /// Sixteen hexadecimal digits. Foundation's UUID opens a file for each.
    private static func randomDigits() -> String { String(UInt64.random(in: 1 << 60 ... .max), radix: 16) }

    var choiceCount: Int { prompts.count * sampling.count }

    /// Calls `body` with every piece of text as it becomes certain.
    /// - Returns: how many tokens it took.
    func forEachDelta(_ body: (Delta) async throws -> Void) async throws -> Usage {
        var texts = Array(repeating: ChoiceText(model: model, stop: sampling.stop), count: choiceCount)
        if let steps {
            for try await events in steps {
                for event in events { try await take(event, &texts, body) }
            }
        } else {
            for event in try await host.complete(requests, as: handle) { try await take(event, &texts, body) }
        }
        // A stream that was given up ends without a word.
        try Task.checkCancellation()
        return usage(texts)
    }

    private func take(_ event: CompletionEvent, _ texts: inout [ChoiceText], _ body: (Delta) async throws -> Void) async throws {
        switch event {
        case .token(let choice, let token, let logProbability):
            let wasCut = texts[choice].isCut
            let text = texts[choice].add(token)
            guard !wasCut else { return }
            let record = wantsLogProbabilities ? texts[choice].record(token, logProbability) : nil
            let reason = texts[choice].isCut ? FinishReason.stop : nil
            if !text.isEmpty || record != nil || reason != nil {
                try await body(Delta(choice: choice, text: text, token: record, finishReason: reason))
            }
            if texts[choice].isCut { await host.cancel(choice: choice, of: handle) }
        case .finished(let choice, let reason):
            guard !texts[choice].isCut else { return }
            let text = texts[choice].finish(reason)
            try await body(Delta(choice: choice, text: text, token: nil, finishReason: texts[choice].finishReason ?? reason))
        }
    }

    private func usage(_ texts: [ChoiceText]) -> Usage {
        Usage(prompt: prompts.reduce(0) { $0 + $1.count }, completion: texts.reduce(0) { $0 + $1.tokenCount })
    }

    /// All completions, when they have ended.
    func choices() async throws -> (choices: [Choice], usage: Usage) {
        var choices = Array(repeating: Choice(), count: choiceCount)
        let usage = try await forEachDelta { delta in
            choices[delta.choice].text += delta.text
            if let token = delta.token { choices[delta.choice].tokens.append(token) }
            if let reason = delta.finishReason { choices[delta.choice].finishReason = reason }
        }
        return (choices, usage)
    }
}
