/// What an engine has done since it was made or since `resetMetrics`.
public struct GenerationMetrics: Sendable, Codable, Equatable {
    /// Prompt tokens that were computed: a group's prompt counts once.
    public var promptTokens = 0
    /// Tokens that were drawn.
    public var generatedTokens = 0
    /// Tokens fed a second time after their row had given way to others.
    public var replayedTokens = 0
    /// Steps that computed prompts alone, tokens of running rows alone, and both.
    public var prefillSteps = 0
    public var decodeSteps = 0
    public var mixedSteps = 0
    /// Wall clock of such steps, sampling included.
    public var prefillSeconds = 0.0
    public var decodeSeconds = 0.0
    public var mixedSeconds = 0.0
    /// Part of `decodeSeconds` that was spent on decisions and arrays outside the tensor library.
    public var hostSeconds = 0.0
    /// How often a row gave its cache blocks to others.
    public var preemptions = 0
    /// The most cache blocks in use at one time.
    public var peakBlocks = 0

    public init() {}

    public var seconds: Double { prefillSeconds + decodeSeconds + mixedSeconds }
    /// Drawn tokens per second, prefill included; 0 where nothing was drawn.
    public var tokensPerSecond: Double { seconds > 0 ? Double(generatedTokens) / seconds : 0 }
}
