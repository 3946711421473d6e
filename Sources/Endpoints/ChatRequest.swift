public import Tokenization

/// What a model is asked.
public struct ChatRequest: Sendable, Equatable {
    public var messages: [ChatMessage]
    /// 0 takes the most probable token each time.
    public var temperature: Double
    /// Most new tokens; nil leaves it to the service.
    public var maximumTokens: Int?
    public var seed: Int?
    /// Draw from the most probable tokens that make up this probability; nil leaves it to the service.
    public var topP: Double?
    /// Draw from the so many most probable tokens; nil leaves it to the service. Not every service knows it.
    public var topK: Int?
    /// Further members of the request's body, a JSON object; they replace others of the same name.
    public var fields: String?

    public init(
        messages: [ChatMessage], temperature: Double = 0, maximumTokens: Int? = nil, seed: Int? = nil, topP: Double? = nil,
        topK: Int? = nil, fields: String? = nil
    ) {
        self.messages = messages
        self.temperature = temperature
        self.maximumTokens = maximumTokens
        self.seed = seed
        self.topP = topP
        self.topK = topK
        self.fields = fields
    }
}

/// What it answered.
public struct ChatCompletion: Sendable, Equatable, Codable {
    public var text: String
    /// `stop`, `length`, `refusal` where the model says that it will not, or what else the service says.
    public var finishReason: String
    public var usage: TokenUsage

    public init(text: String, finishReason: String = "stop", usage: TokenUsage = TokenUsage()) {
        self.text = text
        self.finishReason = finishReason
        self.usage = usage
    }
}

/// Tokens that were paid for.
public struct TokenUsage: Sendable, Equatable, Codable {
    public var prompt: Int
    public var completion: Int

    public init(prompt: Int = 0, completion: Int = 0) {
        self.prompt = prompt
        self.completion = completion
    }

    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(prompt: left.prompt + right.prompt, completion: left.completion + right.completion)
    }
}
