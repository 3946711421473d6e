extension GenerationEngine {
    /// The size of the engine.
    public struct Configuration: Sendable, Equatable {
        /// The most completions that are decoded at one time.
        public var maximumRows: Int
        /// Prompt tokens computed at one time; a longer prompt goes alone.
        public var prefillTokens: Int
        /// Tokens per cache block.
        public var blockSize: Int
        /// Tokens the cache holds, prompts and completions together. nil: `maximumRows` full contexts or what fits `cacheBytes`, whichever is less.
        public var cacheTokens: Int?
        /// The most memory of the cache where `cacheTokens` is nil, in bytes.
        public var cacheBytes: Int
        /// The most tokens of prompt and completion together; a completion that reaches it ends with `length`. nil: what the model was made for.
        public var maximumContext: Int?
        /// Rows of every matrix product are filled up to a multiple of this. Matrix libraries use other kernels, with other rounding, for a few
        /// rows than for many; 8 keeps them to one kernel, so that a completion's bits do not depend on its company.
        public var rowMultiple: Int
        /// The most memory of the logits at one time, in bytes.
        public var logitsBytes: Int
        /// The most memory of weights that are packed once for the processor's products, beside the weights themselves; a larger model's are
        /// packed anew for every product.
        public var packedBytes: Int

        public init(
            maximumRows: Int = 128, prefillTokens: Int = 4096, blockSize: Int = 32, cacheTokens: Int? = nil,
            cacheBytes: Int = 1 << 30, maximumContext: Int? = nil, rowMultiple: Int = 8, logitsBytes: Int = 256 << 20,
            packedBytes: Int = 512 << 20
        ) {
            self.maximumRows = maximumRows
            self.prefillTokens = prefillTokens
            self.blockSize = blockSize
            self.cacheTokens = cacheTokens
            self.cacheBytes = cacheBytes
            self.maximumContext = maximumContext
            self.rowMultiple = rowMultiple
            self.logitsBytes = logitsBytes
            self.packedBytes = packedBytes
        }

        package func validate() throws {
            let positive = [
                ("maximumRows", maximumRows), ("prefillTokens", prefillTokens), ("blockSize", blockSize),
                ("cacheTokens", cacheTokens ?? 1), ("cacheBytes", cacheBytes), ("maximumContext", maximumContext ?? 1),
                ("rowMultiple", rowMultiple), ("logitsBytes", logitsBytes),
            ]
            for (name, value) in positive where value < 1 {
                throw GenerationError.invalidConfiguration(name: name, found: "\(value)", expected: "1 or more")
            }
            // Cache places are 32-bit numbers in the kernels.
            for (name, value) in positive.prefix(6) where name != "cacheBytes" && value > 1 << 30 {
                throw GenerationError.invalidConfiguration(name: name, found: "\(value)", expected: "at most \(1 << 30)")
            }
        }

        /// Cache blocks for a model that needs `tokenBytes` of cache per token and whose context is `context` tokens.
        package func blockCount(tokenBytes: Int, context: Int) -> Int {
            if let cacheTokens { return (cacheTokens + blockSize - 1) / blockSize }
            let byContext = maximumRows.multipliedReportingOverflow(by: (context + blockSize - 1) / blockSize + 1)
            let byMemory = max(1, cacheBytes / max(1, tokenBytes.multipliedReportingOverflow(by: blockSize).partialValue))
            return min(byContext.overflow ? byMemory : byContext.partialValue, byMemory, (1 << 30) / blockSize)
        }
    }
}
