/// One tensor of the policy as it lies in memory, and the tensors of a Hugging Face checkpoint that are its rows.
public struct StoredParameter: Sendable, Hashable {
    /// Rows of the stored tensor that are one tensor of a checkpoint.
    public struct Part: Sendable, Hashable {
        /// The checkpoint's name.
        public let name: String
        /// Rows of the stored tensor's first dimension.
        public let rows: Range<Int>
    }

    /// What the values are before training.
    public enum Kind: Sendable, Hashable {
        /// Normal.
        case matrix
        /// Ones.
        case norm
        /// Zeros.
        case bias
    }

    public let name: String
    public let shape: [Int]
    public let kind: Kind
    /// In order; together all rows.
    public let parts: [Part]

    /// The shape of a part.
    public func shape(of part: Part) -> [Int] { [part.rows.count] + shape.dropFirst() }
}

extension PolicyConfiguration {
    /// All parameters in a fixed order: embedding, layers, final norm, head where untied.
    public var storedParameters: [StoredParameter] {
        var all = [matrix("model.embed_tokens.weight", [("model.embed_tokens.weight", vocabularySize)], columns: hiddenSize)]
        for layer in 0..<layerCount { all += layerParameters("model.layers.\(layer).") }
        all.append(vector("model.norm.weight", hiddenSize, .norm))
        if !tiesEmbeddings { all.append(matrix("lm_head.weight", [("lm_head.weight", vocabularySize)], columns: hiddenSize)) }
        return all
    }

    private func layerParameters(_ prefix: String) -> [StoredParameter] {
        let queries = headCount * headDimension
        let keys = keyValueHeadCount * headDimension
        let attention = prefix + "self_attn."
        let forward = prefix + "mlp."
        let projections = [("q_proj", queries), ("k_proj", keys), ("v_proj", keys)].map { (attention + $0.0, $0.1) }
        let gates = [("gate_proj", intermediateSize), ("up_proj", intermediateSize)].map { (forward + $0.0, $0.1) }
        var all = [
            vector(prefix + "input_layernorm.weight", hiddenSize, .norm),
            matrix(attention + "qkv_proj.weight", projections.map { ($0.0 + ".weight", $0.1) }, columns: hiddenSize),
        ]
        if hasAttentionBias { all.append(bias(attention + "qkv_proj.bias", projections)) }
        if normalisesHeads {
            all.append(vector(attention + "q_norm.weight", headDimension, .norm))
            all.append(vector(attention + "k_norm.weight", headDimension, .norm))
        }
        all.append(matrix(attention + "o_proj.weight", [(attention + "o_proj.weight", hiddenSize)], columns: queries))
        if hasOutputBias { all.append(vector(attention + "o_proj.bias", hiddenSize, .bias)) }
        all.append(vector(prefix + "post_attention_layernorm.weight", hiddenSize, .norm))
        all.append(matrix(forward + "gate_up_proj.weight", gates.map { ($0.0 + ".weight", $0.1) }, columns: hiddenSize))
        if hasFeedForwardBias { all.append(bias(forward + "gate_up_proj.bias", gates)) }
        all.append(matrix(forward + "down_proj.weight", [(forward + "down_proj.weight", hiddenSize)], columns: intermediateSize))
        if hasFeedForwardBias { all.append(vector(forward + "down_proj.bias", hiddenSize, .bias)) }
        return all
    }

    private func matrix(_ name: String, _ parts: [(String, Int)], columns: Int) -> StoredParameter {
        let (rows, total) = Self.stacked(parts)
        return StoredParameter(name: name, shape: [total, columns], kind: .matrix, parts: rows)
    }

    private func bias(_ name: String, _ parts: [(String, Int)]) -> StoredParameter {
        let (rows, total) = Self.stacked(parts.map { ($0.0 + ".bias", $0.1) })
        return StoredParameter(name: name, shape: [total], kind: .bias, parts: rows)
    }

    private func vector(_ name: String, _ size: Int, _ kind: StoredParameter.Kind) -> StoredParameter {
        StoredParameter(name: name, shape: [size], kind: kind, parts: [.init(name: name, rows: 0..<size)])
    }

    private static func stacked(_ parts: [(String, Int)]) -> (rows: [StoredParameter.Part], total: Int) {
        var total = 0
        var rows: [StoredParameter.Part] = []
        for (name, count) in parts {
            rows.append(.init(name: name, rows: total..<total + count))
            total += count
        }
        return (rows, total)
    }
}
