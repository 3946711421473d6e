import Foundation
import Policy
import Testing

@Suite struct ConfigurationTests {
    private static let base: [String: String] = [
        "model_type": "\"qwen3\"", "vocab_size": "100", "hidden_size": "64", "intermediate_size": "160", "num_hidden_layers": "3",
        "num_attention_heads": "4", "num_key_value_heads": "2", "head_dim": "32",
    ]

    /// The base with keys replaced, added, or (nil) taken away.
    private func read(_ changes: [String: String?], generation: String? = nil) throws -> PolicyConfiguration {
        var keys = Self.base
        for (key, value) in changes { keys[key] = value }
        let text = "{" + keys.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",") + "}"
        return try PolicyConfiguration(json: Data(text.utf8), generation: generation.map { Data($0.utf8) })
    }

    @Test func sizesAndDefaults() throws {
        let configuration = try read([:])
        var expected = PolicyConfiguration(
            family: .qwen3, vocabularySize: 100, hiddenSize: 64, intermediateSize: 160, layerCount: 3, headCount: 4, keyValueHeadCount: 2,
            headDimension: 32)
        expected.tiesEmbeddings = false
        #expect(configuration == expected)
        #expect(configuration.fusedProjectionSize == 256)
        #expect(try read(["head_dim": nil]).headDimension == 128)
        #expect(try read(["head_dim": nil, "model_type": "\"llama\""]).headDimension == 16)
        #expect(try read(["num_key_value_heads": nil]).keyValueHeadCount == 4)
    }

    @Test func bothDialectsOfTheRotation() throws {
        #expect(try read(["rope_theta": "1000000"]).ropeTheta == 1_000_000)
        #expect(try read(["rope_parameters": #"{"rope_theta": 5e5, "rope_type": "default"}"#]).ropeTheta == 500_000)
        let scaling = #""factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64"#
        let old = try read(["rope_theta": "5e5", "rope_scaling": "{\"rope_type\": \"llama3\", \(scaling)}"])
        let new = try read(["rope_parameters": "{\"rope_theta\": 500000.0, \"rope_type\": \"llama3\", \(scaling)}"])
        #expect(old == new)
        #expect(old.ropeScaling == .init(factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 64))
        #expect(try read(["rope_scaling": "null"]).ropeScaling == nil)
    }

    @Test func biasesByFamily() throws {
        let qwen2 = try read(["model_type": "\"qwen2\""])
        #expect(qwen2.hasAttentionBias && !qwen2.hasOutputBias && !qwen2.normalisesHeads)
        let qwen3 = try read(["attention_bias": "true"])
        #expect(qwen3.hasAttentionBias && qwen3.hasOutputBias && qwen3.normalisesHeads && !qwen3.hasFeedForwardBias)
        let llama = try read(["model_type": "\"llama\"", "mlp_bias": "true"])
        #expect(!llama.hasAttentionBias && !llama.hasOutputBias && llama.hasFeedForwardBias)
    }

    @Test func endTokensOfGenerationGoFirst() throws {
        #expect(try read(["eos_token_id": "7"]).endTokens == [7])
        #expect(try read(["eos_token_id": "[7, 8]"]).endTokens == [7, 8])
        #expect(try read(["eos_token_id": "7"], generation: #"{"eos_token_id": [9, 7]}"#).endTokens == [9, 7])
        #expect(try read(["eos_token_id": "7"], generation: #"{"eos_token_id": null}"#).endTokens == [7])
        #expect(try read([:]).endTokens == [])
    }

    @Test(arguments: [
        ("model_type", "\"gpt2\"", "found 'gpt2', expected one of qwen3, qwen2, llama"),
        ("model_type", nil, "found nothing, expected one of qwen3, qwen2, llama"),
        ("hidden_size", nil, "found nothing, expected a whole number"),
        ("hidden_size", "0", "found 0"),
        ("hidden_size", "99999999999", "found 99999999999"),
        ("hidden_size", "\"64\"", "found '64'"),
        ("num_key_value_heads", "3", "found 3, expected a divisor of num_attention_heads, 4"),
        ("head_dim", "7", "found 7, expected an even number"),
        ("hidden_act", "\"gelu\"", "found 'gelu', expected 'silu'"),
        ("rms_norm_eps", "-1", "found -1"),
        ("tie_word_embeddings", "1", "found 1, expected true or false"),
        ("quantization_config", "{}", "quantised weights are not supported"),
        ("layer_types", #"["full_attention", "sliding_attention", "full_attention"]"#, "found 'sliding_attention'"),
        ("eos_token_id", "\"x\"", "found 'x', expected a token id or a list of them"),
    ])
    func errorsNameTheKey(key: String, value: String?, expected: String) throws {
        let error = #expect(throws: PolicyError.self) { try read([key: value]) }
        let message = error?.description ?? ""
        #expect(message.hasPrefix("config.json: \(key): "))
        #expect(message.contains(expected))
    }

    @Test(arguments: [
        (#"{"rope_type": "yarn", "factor": 4.0}"#, "rope_scaling.rope_type: found 'yarn', expected default or llama3"),
        (#"{"type": "linear"}"#, "rope_scaling.type: found 'linear'"),
        (#"{"rope_type": "llama3"}"#, "rope_scaling.factor: found nothing"),
        (#"{"partial_rotary_factor": 0.5}"#, "rope_scaling.partial_rotary_factor: found 0.5"),
        ("3", "rope_scaling: found 3, expected an object"),
    ])
    func otherRotationsAreRefusedByName(scaling: String, expected: String) throws {
        let error = #expect(throws: PolicyError.self) { try read(["rope_scaling": scaling]) }
        #expect(error?.description.contains(expected) == true)
    }

    @Test func slidingWindowsAreRefusedOnlyWhereUsed() throws {
        #expect(throws: PolicyError.self) {
            try read(["use_sliding_window": "true", "sliding_window": "128", "max_window_layers": "1"])
        }
        _ = try read(["use_sliding_window": "false", "sliding_window": "128", "max_window_layers": "1"])
        _ = try read(["use_sliding_window": "true", "sliding_window": "128", "max_window_layers": "3"])
    }

    @Test func noJSONIsAnError() {
        #expect(throws: PolicyError.unreadable(file: "config.json", reason: "not a JSON object")) {
            try PolicyConfiguration(json: Data("[]".utf8))
        }
    }

    @Test(arguments: PolicyConfiguration.Family.allCases)
    func ownTextReadsBack(family: PolicyConfiguration.Family) throws {
        var fresh = PolicyConfiguration(
            family: family, vocabularySize: 16, hiddenSize: 8, intermediateSize: 12, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
            headDimension: 6)
        fresh.ropeScaling = .init(factor: 4, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8)
        fresh.ropeTheta = 12_345.5
        fresh.endTokens = [1, 2]
        fresh.padToken = 0
        let json = Data(fresh.json(dtype: "float32").utf8)
        #expect(try PolicyConfiguration(json: json, generation: Data(fresh.generationJSON().utf8)) == fresh)
        #expect(try PolicyConfiguration(json: json) == fresh)
    }
}
