/// The shape of a decoder-only transformer, as a Hugging Face `config.json` describes it.
public struct PolicyConfiguration: Sendable, Hashable {
    /// The families whose forward pass this is.
    public enum Family: String, Sendable, Hashable, CaseIterable {
        case qwen3
        case qwen2
        case llama
    }

    /// How Llama 3.1 stretches the slow rotations to a longer context.
    public struct Llama3Scaling: Sendable, Hashable {
        /// Slow rotations are slowed further by this.
        public var factor: Double
        /// Rotations with a wavelength above `originalContext / lowFrequencyFactor` are slow.
        public var lowFrequencyFactor: Double
        /// Rotations with a wavelength below `originalContext / highFrequencyFactor` stay as they are.
        public var highFrequencyFactor: Double
        /// Tokens of context in the model's pretraining.
        public var originalContext: Int

        public init(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalContext: Int) {
            self.factor = factor
            self.lowFrequencyFactor = lowFrequencyFactor
            self.highFrequencyFactor = highFrequencyFactor
            self.originalContext = originalContext
        }
    }

    public var family: Family
    /// V: rows of the embedding.
    public var vocabularySize: Int
    /// H: features of a token between layers.
    public var hiddenSize: Int
    /// I: features inside the feed-forward part.
    public var intermediateSize: Int
    public var layerCount: Int
    /// Query heads.
    public var headCount: Int
    /// Key and value heads; divides `headCount`.
    public var keyValueHeadCount: Int
    /// D: features of one head.
    public var headDimension: Int
    /// Added to the mean square in every normalisation.
    public var normEpsilon: Double = 1e-6
    /// Base of the rotary wavelengths.
    public var ropeTheta: Double = 10_000
    public var ropeScaling: Llama3Scaling?
    /// Tokens of context the model is meant for.
    public var contextLength: Int = 32_768
    /// Whether the head is the embedding.
    public var tiesEmbeddings: Bool = true
    /// Whether the query, key and value projections have a bias.
    public var hasAttentionBias: Bool = false
    /// Whether the attention's output projection has a bias.
    public var hasOutputBias: Bool = false
    /// Whether the feed-forward projections have a bias.
    public var hasFeedForwardBias: Bool = false
    /// Standard deviation of freshly drawn weights.
    public var initializerRange: Double = 0.02
    /// Tokens that end a reply.
    public var endTokens: [Int] = []
    public var padToken: Int?
    public var beginToken: Int?

    /// A model from nothing, biases as the family has them.
    public init(
        family: Family = .qwen3, vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int, headCount: Int,
        keyValueHeadCount: Int, headDimension: Int
    ) {
        self.family = family
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.intermediateSize = intermediateSize
        self.layerCount = layerCount
        self.headCount = headCount
        self.keyValueHeadCount = keyValueHeadCount
        self.headDimension = headDimension
        hasAttentionBias = family == .qwen2
    }

    /// Whether queries and keys are normalised per head before the rotation.
    public var normalisesHeads: Bool { family == .qwen3 }

    /// Numbers per token that a forward pass keeps for its derivative: per layer the residual states and their norms, the projections before
    /// and after the rotation, what attention saw, and the feed-forward part's two gates and their product.
    public var recordedElements: Int {
        layerCount * (4 * hiddenSize + 2 * fusedProjectionSize + headCount * headDimension + 3 * intermediateSize)
    }

    /// Rows of the fused projection: all query heads, all key heads, all value heads.
    public var fusedProjectionSize: Int { (headCount + 2 * keyValueHeadCount) * headDimension }
}
