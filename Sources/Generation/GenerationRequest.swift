/// One completion wanted.
public struct GenerationRequest: Sendable, Equatable {
    /// The random stream: the same id, seed, prompt and weights give the same tokens whatever else is in the batch. Two requests with one id
    /// and one seed draw the same random numbers.
    public var id: UInt64
    /// Requests of one group with the same prompt share the prompt's computation and cache. nil: shares with nobody.
    public var group: Int?
    public var promptTokens: [Int]
    public var sampling: SamplingParameters

    public init(id: UInt64, group: Int? = nil, promptTokens: [Int], sampling: SamplingParameters) {
        self.id = id
        self.group = group
        self.promptTokens = promptTokens
        self.sampling = sampling
    }
}
