/// How the tokens of one completion are drawn.
public struct SamplingParameters: Sendable, Equatable {
    /// 0 takes the most probable token; otherwise logits are divided by it.
    public var temperature: Float
    /// Only the `topK` most probable tokens may be drawn; 0 leaves all.
    public var topK: Int
    /// Only the smallest set of most probable tokens whose mass reaches `topP` may be drawn; 1 leaves all.
    public var topP: Float
    /// The most tokens a completion may have, its stop token included; at least 1. Reaching it ends with `FinishReason.length`.
    public var maxNewTokens: Int
    /// Any of these ends the completion with `FinishReason.stop` and is its last token. Empty: only the length ends it.
    public var stopTokens: Set<Int>
    /// Any of these in the decoded text ends the completion; needs an engine with a `decode` function.
    public var stopStrings: [String]
    /// Selects, with the request's id, the random stream.
    public var seed: UInt64

    public init(
        temperature: Float = 1, topK: Int = 0, topP: Float = 1, maxNewTokens: Int, stopTokens: Set<Int> = [],
        stopStrings: [String] = [], seed: UInt64 = 0
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.maxNewTokens = maxNewTokens
        self.stopTokens = stopTokens
        self.stopStrings = stopStrings
        self.seed = seed
    }

    /// Always the most probable token.
    public static func greedy(maxNewTokens: Int, stopTokens: Set<Int> = []) -> SamplingParameters {
        SamplingParameters(temperature: 0, maxNewTokens: maxNewTokens, stopTokens: stopTokens)
    }

    /// Throws `GenerationError.invalidSampling` for the first value out of its range.
    package func validate() throws {
        func require(_ condition: Bool, _ name: String, _ found: String, _ expected: String) throws {
            if !condition { throw GenerationError.invalidSampling(name: name, found: found, expected: expected) }
        }
        try require(temperature.isFinite && temperature >= 0, "temperature", "\(temperature)", "a finite number, 0 or more")
        try require(topK >= 0 && topK <= Int(Int32.max), "topK", "\(topK)", "0 (all tokens) or more")
        try require(topP > 0 && topP <= 1, "topP", "\(topP)", "more than 0 and at most 1")
        try require(maxNewTokens >= 1, "maxNewTokens", "\(maxNewTokens)", "1 or more")
        try require(!stopStrings.contains(""), "stopStrings", "an empty string", "strings of at least one character")
    }
}
