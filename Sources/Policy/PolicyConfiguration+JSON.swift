public import Foundation

extension PolicyConfiguration {
    /// Reads a `config.json`, in the dialect of either generation of `transformers`.
    /// - Parameters:
    ///   - json: `config.json`.
    ///   - generation: `generation_config.json`, whose end tokens go before those of `config.json`.
    ///   - folder: for messages.
    /// - Throws: `PolicyError.configuration` naming the key that is missing, impossible or not supported.
    public init(json: Data, generation: Data? = nil, folder: String = "") throws {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let reader = try ConfigurationReader(json, file: prefix + "config.json")
        let name = try reader.string("model_type")
        guard let family = name.flatMap(Family.init) else {
            throw reader.error("model_type", expected: "one of " + Family.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let heads = try reader.requiredSize("num_attention_heads")
        let hidden = try reader.requiredSize("hidden_size")
        self.init(
            family: family, vocabularySize: try reader.requiredSize("vocab_size"), hiddenSize: hidden,
            intermediateSize: try reader.requiredSize("intermediate_size"), layerCount: try reader.requiredSize("num_hidden_layers"),
            headCount: heads, keyValueHeadCount: try reader.size("num_key_value_heads") ?? heads,
            headDimension: try reader.size("head_dim") ?? (family == .qwen3 ? 128 : hidden / heads))
        normEpsilon = try reader.positive("rms_norm_eps") ?? 1e-6
        contextLength = try reader.size("max_position_embeddings") ?? (family == .llama ? 2048 : 32_768)
        tiesEmbeddings = try reader.bool("tie_word_embeddings") ?? false
        initializerRange = try reader.positive("initializer_range") ?? 0.02
        try readBiases(reader)
        try readRotary(reader)
        try readTokens(reader, generation: generation.map { try ConfigurationReader($0, file: prefix + "generation_config.json") })
        try refuseUnsupported(reader)
        try checkSizes(reader)
    }

    private mutating func readBiases(_ reader: ConfigurationReader) throws {
        let attention = try reader.bool("attention_bias") ?? false
        switch family {
        case .qwen2:
            // Fixed by the architecture, whatever the key says.
            hasAttentionBias = true
        case .qwen3:
            hasAttentionBias = attention
            hasOutputBias = attention
        case .llama:
            hasAttentionBias = attention
            hasOutputBias = attention
            hasFeedForwardBias = try reader.bool("mlp_bias") ?? false
        }
    }

    /// `rope_theta` beside an optional `rope_scaling`, or both together in `rope_parameters`.
    private mutating func readRotary(_ reader: ConfigurationReader) throws {
        let key = reader.value("rope_parameters") != nil ? "rope_parameters" : "rope_scaling"
        let rotary = try reader.object(key)
        ropeTheta = try rotary?.positive("rope_theta") ?? reader.positive("rope_theta") ?? 10_000
        guard let rotary else { return }
        let typeKey = rotary.value("rope_type") != nil ? "rope_type" : "type"
        let type = try rotary.string(typeKey) ?? "default"
        if let share = try rotary.number("partial_rotary_factor"), share != 1 {
            throw rotary.error("partial_rotary_factor", expected: "1: rotating a part of a head is not supported")
        }
        switch type {
        case "default": ropeScaling = nil
        case "llama3":
            guard let factor = try rotary.positive("factor") else { throw rotary.error("factor", expected: "a number above 0") }
            guard let low = try rotary.positive("low_freq_factor") else {
                throw rotary.error("low_freq_factor", expected: "a number above 0")
            }
            guard let high = try rotary.positive("high_freq_factor"), high > low else {
                throw rotary.error("high_freq_factor", expected: "a number above low_freq_factor, \(low)")
            }
            ropeScaling = Llama3Scaling(
                factor: factor, lowFrequencyFactor: low, highFrequencyFactor: high,
                originalContext: try rotary.size("original_max_position_embeddings") ?? contextLength)
        default: throw rotary.error(typeKey, expected: "default or llama3: other rotary scalings are not supported")
        }
    }

    private mutating func readTokens(_ reader: ConfigurationReader, generation: ConfigurationReader?) throws {
        endTokens = try generation?.tokens("eos_token_id") ?? reader.tokens("eos_token_id") ?? []
        padToken = try generation?.tokens("pad_token_id")?.first ?? reader.tokens("pad_token_id")?.first
        beginToken = try generation?.tokens("bos_token_id")?.first ?? reader.tokens("bos_token_id")?.first
    }

    private func refuseUnsupported(_ reader: ConfigurationReader) throws {
        if let activation = try reader.string("hidden_act"), activation != "silu" {
            throw reader.error("hidden_act", expected: "'silu': other activations are not supported")
        }
        if reader.value("quantization_config") != nil {
            throw reader.error("quantization_config", expected: "nothing: quantised weights are not supported")
        }
        if let kinds = try reader.strings("layer_types") {
            if let other = kinds.first(where: { $0 != "full_attention" }) {
                throw PolicyError.configuration(
                    file: reader.file, key: "layer_types", found: "'\(other)'",
                    expected: "'full_attention' in every layer: other kinds are not supported")
            }
        } else if try reader.bool("use_sliding_window") ?? false, reader.value("sliding_window") != nil,
            try reader.number("max_window_layers") ?? 28 < Double(layerCount)
        {
            throw reader.error("use_sliding_window", expected: "false: attention within a sliding window is not supported")
        }
    }

    private func checkSizes(_ reader: ConfigurationReader) throws {
        guard headCount % keyValueHeadCount == 0 else {
            throw reader.error("num_key_value_heads", expected: "a divisor of num_attention_heads, \(headCount)")
        }
        guard headDimension > 0, headDimension % 2 == 0 else {
            throw PolicyError.configuration(
                file: reader.file, key: "head_dim", found: "\(headDimension)", expected: "an even number: halves of a head rotate together")
        }
        guard layerCount <= 4096 else { throw reader.error("num_hidden_layers", expected: "at most 4096") }
    }

    // MARK: Writing

    /// A `config.json` of this shape, for a model that came from none.
    public func json(dtype: String) -> String {
        var rotary = [("rope_theta", "\(ropeTheta)"), ("rope_type", ropeScaling == nil ? "\"default\"" : "\"llama3\"")]
        if let scaling = ropeScaling {
            rotary += [
                ("factor", "\(scaling.factor)"), ("low_freq_factor", "\(scaling.lowFrequencyFactor)"),
                ("high_freq_factor", "\(scaling.highFrequencyFactor)"),
                ("original_max_position_embeddings", "\(scaling.originalContext)"),
            ]
        }
        var keys = [
            ("architectures", "[\"\(architecture)\"]"), ("attention_dropout", "0.0"), ("bos_token_id", text(beginToken)),
            ("dtype", "\"\(dtype)\""), ("eos_token_id", endTokensText), ("head_dim", "\(headDimension)"), ("hidden_act", "\"silu\""),
            ("hidden_size", "\(hiddenSize)"), ("initializer_range", "\(initializerRange)"), ("intermediate_size", "\(intermediateSize)"),
            ("max_position_embeddings", "\(contextLength)"), ("model_type", "\"\(family.rawValue)\""),
            ("num_attention_heads", "\(headCount)"), ("num_hidden_layers", "\(layerCount)"),
            ("num_key_value_heads", "\(keyValueHeadCount)"), ("pad_token_id", text(padToken)), ("rms_norm_eps", "\(normEpsilon)"),
            ("rope_parameters", Self.object(rotary, indent: "  ")), ("tie_word_embeddings", "\(tiesEmbeddings)"), ("use_cache", "true"),
            ("vocab_size", "\(vocabularySize)"),
        ]
        if family != .qwen2 { keys.append(("attention_bias", "\(hasAttentionBias)")) }
        if family == .llama { keys.append(("mlp_bias", "\(hasFeedForwardBias)")) }
        return Self.object(keys.sorted { $0.0 < $1.0 }, indent: "") + "\n"
    }

    /// A `generation_config.json` with this model's tokens.
    public func generationJSON() -> String {
        Self.object(
            [("bos_token_id", text(beginToken)), ("eos_token_id", endTokensText), ("pad_token_id", text(padToken))], indent: "") + "\n"
    }

    private var architecture: String {
        switch family {
        case .qwen3: "Qwen3ForCausalLM"
        case .qwen2: "Qwen2ForCausalLM"
        case .llama: "LlamaForCausalLM"
        }
    }

    private var endTokensText: String {
        endTokens.count > 1 ? "[\(endTokens.map(String.init).joined(separator: ", "))]" : text(endTokens.first)
    }

    private func text(_ token: Int?) -> String { token.map(String.init) ?? "null" }

    private static func object(_ keys: [(String, String)], indent: String) -> String {
        "{\n" + keys.map { "\(indent)  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n") + "\n\(indent)}"
    }
}
