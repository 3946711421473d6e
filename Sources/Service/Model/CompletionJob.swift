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

        mutating func add(_ delta: Delta) {
            text += delta.text
            if let token = delta.token { tokens.append(token) }
            if let reason = delta.finishReason { finishReason = reason }
        }
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
        var texts = newTexts
        try await forEachStretch { events in
            for event in events {
                let (delta, isCut) = take(event, &texts)
                if let delta { try await body(delta) }
                if isCut { await host.cancel(choice: event.choice, of: handle) }
            }
        }
        return usage(texts)
    }

    /// All completions, when they have ended.
    func choices() async throws -> (choices: [Choice], usage: Usage) {
        var texts = newTexts
        var choices = Array(repeating: Choice(), count: choiceCount)
        // Nothing is awaited from token to token: each `await` asks the task anew where it wants to run.
        try await forEachStretch { events in
            for event in events {
                let (delta, isCut) = take(event, &texts)
                if let delta { choices[delta.choice].add(delta) }
                if isCut { await host.cancel(choice: event.choice, of: handle) }
            }
        }
        return (choices, usage(texts))
    }

    private var newTexts: [ChoiceText] { Array(repeating: ChoiceText(model: model, stop: sampling.stop), count: choiceCount) }

    /// All events in order, as many at a time as the host hands over.
    private func forEachStretch(_ body: ([CompletionEvent]) async throws -> Void) async throws {
        if let steps {
            for try await events in steps { try await body(events) }
        } else {
            try await body(host.complete(requests, as: handle))
        }
        // A stream that was given up ends without a word.
        try Task.checkCancellation()
    }

    /// What an event makes of its completion's text: what clients are told, if anything, and whether a stop string has just ended it.
    private func take(_ event: CompletionEvent, _ texts: inout [ChoiceText]) -> (delta: Delta?, isCut: Bool) {
        let choice = event.choice
        guard !texts[choice].isCut else { return (nil, false) }
        switch event {
        case .token(_, let token, let logProbability):
            let text = texts[choice].add(token)
            let record = wantsLogProbabilities ? texts[choice].record(token, logProbability) : nil
            let isCut = texts[choice].isCut
            guard !text.isEmpty || record != nil || isCut else { return (nil, false) }
            return (Delta(choice: choice, text: text, token: record, finishReason: isCut ? .stop : nil), isCut)
        case .finished(_, let reason):
            let text = texts[choice].finish(reason)
            return (Delta(choice: choice, text: text, token: nil, finishReason: texts[choice].finishReason ?? reason), false)
        }
    }

    private func usage(_ texts: [ChoiceText]) -> Usage {
        Usage(prompt: prompts.reduce(0) { $0 + $1.count }, completion: texts.reduce(0) { $0 + $1.tokenCount })
    }
}
