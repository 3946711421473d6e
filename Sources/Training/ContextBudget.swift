import Evaluation
import Rollouts
import Tokenization

/// Finds out how many tokens of context a run needs: what the key-value cache must be able to hold per completion.
struct ContextBudget {
    let chat: ChatFormat
    /// What the model was made for.
    let limit: Int
    let enableThinking: Bool
    /// The longest prompt with its completion so far.
    private(set) var tokens = 0

    init(chat: ChatFormat, limit: Int, enableThinking: Bool) {
        self.chat = chat
        self.limit = limit
        self.enableThinking = enableThinking
    }

    mutating func add(_ source: PromptSource, maxNewTokens: Int) throws {
        for prompt in source.prompts { try add(prompt.messages, named: prompt.id, of: source.name, maxNewTokens: maxNewTokens) }
    }

    mutating func add(_ suite: ItemSuite, maxNewTokens: Int) throws {
        for item in suite.items { try add(item.messages, named: item.id, of: suite.name, maxNewTokens: maxNewTokens) }
    }

    /// - Throws: `TrainingError.promptTooLong` where not even one token of a completion would fit.
    private mutating func add(_ messages: [ChatMessage], named name: String, of source: String, maxNewTokens: Int) throws {
        let prompt = try chat.promptTokens(messages, enableThinking: enableThinking).count
        guard prompt < limit else { throw TrainingError.promptTooLong(source: source, prompt: name, tokens: prompt, limit: limit - 1) }
        tokens = max(tokens, prompt + min(limit - prompt, maxNewTokens))
    }
}
