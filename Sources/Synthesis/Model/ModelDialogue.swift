import Endpoints
import Rollouts
import SequentialExecution
import Tokenization

/// Asks the model until its answer can be used, telling it what was wrong with the last one.
struct ModelDialogue: Sendable {
    let client: EndpointClient
    let prompts: PromptBook
    let temperature: Double
    let maximumTokens: Int?
    /// Answers that are asked for at most.
    let turns: Int

    /// - Parameters:
    ///   - usage: what is asked is added to it, whatever comes of it.
    ///   - read: makes something of an answer's text; the `Rejection` that it throws is the next turn's complaint.
    /// - Throws: `EndpointError`; `Rejection` where no answer could be used.
    func ask<Value: Sendable>(
        _ prompt: PromptBook.Name, _ values: [String: String], usage: inout ModelUsage, read: (String) async throws -> Value
    ) async throws -> Value {
        var messages = [ChatMessage(role: "user", content: prompts.text(prompt, values))]
        for turn in 1...max(turns, 1) {
            let completion = try await client.completion(
                of: ChatRequest(messages: messages, temperature: temperature, maximumTokens: maximumTokens))
            usage = usage + ModelUsage(calls: 1, tokens: completion.usage)
            do {
                return try await read(Self.text(of: completion))
            } catch let rejection as InstructionPipeline.Rejection {
                guard turn < turns else { throw InstructionPipeline.Rejection(reason: "\(rejection.reason); answer \(turn) of \(turns)") }
                messages.append(ChatMessage(role: "assistant", content: completion.text.isEmpty ? "(no answer)" : completion.text))
                messages.append(ChatMessage(role: "user", content: prompts.text(.again, ["problem": rejection.reason])))
            }
        }
        throw InstructionPipeline.Rejection(reason: "no answer was asked for")
    }

    /// What the model answered, without its thinking.
    /// - Throws: `Rejection` where it is not to be used.
    private static func text(of completion: ChatCompletion) throws -> String {
        let text = ThinkingSection.removed(from: completion.text)
        switch completion.finishReason {
        case "length": throw InstructionPipeline.Rejection(reason: "the answer was cut off at the most tokens")
        case "refusal", "content_filter": throw InstructionPipeline.Rejection(reason: "the model refused: \(text.prefix(200))")
        default: break
        }
        guard text.contains(where: { !$0.isWhitespace }) else { throw InstructionPipeline.Rejection(reason: "the answer is empty") }
        return text
    }
}
