import Foundation
public import Torch

/// A decoder-only transformer in the Hugging Face layout: Qwen3, Qwen2, Llama 3. One forward pass for training and generation; only
/// the attention given to it differs.
///
/// ```swift
/// let policy = try DecoderPolicy.load(folder: folder)
/// let attention = try SegmentAttention(segments: [Segment(start: 0, length: tokens.count)])
/// let hidden = try policy.hiddenStates(tokens: tokens, positions: attention.positions, attention: attention)
/// let logits = try hidden.linear(policy.headWeight)  // [T, V]
/// ```
///
/// T is the number of packed tokens, H the hidden size. Weights of projections that read the same input are stored as one.
public final class DecoderPolicy: Sendable {
    public let configuration: PolicyConfiguration
    /// The type of all parameters and of what goes between layers.
    public let dtype: DType
    public let device: Device
    /// All parameters by stored name, in the order of `PolicyConfiguration.storedParameters`. Changing them in place changes the policy.
    public let parameters: [(name: String, tensor: Tensor)]
    /// [V, H]; the embedding itself where they are tied.
    public let headWeight: Tensor

    /// The texts and files to save beside the weights.
    let origin: Origin
    private let embedding: Tensor
    let layers: [LayerWeights]
    private let finalNormWeight: Tensor
    private let rotary: RotaryEmbedding

    /// Where a policy came from.
    struct Origin: Sendable {
        /// `config.json` as it was; nil for a model from nothing.
        var configuration: String?
        /// `generation_config.json` as it was.
        var generation: String?
        /// The folder whose tokenizer belongs to the model.
        var folder: URL?
    }

    /// Takes tensors in the order of `configuration.storedParameters`.
    init(configuration: PolicyConfiguration, tensors: [Tensor], dtype: DType, device: Device, origin: Origin) throws {
        self.configuration = configuration
        self.dtype = dtype
        self.device = device
        self.origin = origin
        parameters = zip(configuration.storedParameters, tensors).map { ($0.name, $1) }
        let byName = Dictionary(parameters.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        guard let embedding = byName["model.embed_tokens.weight"], let norm = byName["model.norm.weight"] else {
            throw PolicyError.missingTensors(folder: "policy", names: ["model.embed_tokens.weight", "model.norm.weight"])
        }
        self.embedding = embedding
        finalNormWeight = norm
        headWeight = byName["lm_head.weight"] ?? embedding
        layers = try (0..<configuration.layerCount).map { try LayerWeights(byName, layer: $0) }
        rotary = try RotaryEmbedding(configuration, device: device)
    }

    public var layerCount: Int { layers.count }

    /// The number of numbers in all parameters.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.count } }

    // MARK: Forward

    /// The features of every token after the final norm, [T, H].
    /// - Parameter packed: this policy's weights as `packed(atMost:)` made them, refreshed; the results are the same bits, without gradients.
    public func hiddenStates(
        tokens: [Int], positions: [Int], attention: any AttentionMechanism, packed: PackedPolicy? = nil
    ) throws -> Tensor {
        let rotary = try rotaryTables(positions: positions)
        var hidden = try embed(tokens)
        for index in layers.indices {
            hidden = try layer(index, hidden: hidden, rotary: rotary, attention: attention, packed: packed?.layers[index])
        }
        return try finalNorm(hidden)
    }

    /// [T, H] of T token ids.
    public func embed(_ tokens: [Int]) throws -> Tensor {
        if let outside = tokens.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
            throw PolicyError.token(found: outside, vocabulary: configuration.vocabularySize)
        }
        return try embedding.embedding(Tensor(tokens, device: device))
    }

    /// What layers need to know of the tokens' positions.
    public func rotaryTables(positions: [Int]) throws -> RotaryTables { try rotary.tables(positions: positions) }

    /// One layer: hidden [T, H] -> [T, H].
    public func layer(_ index: Int, hidden: Tensor, rotary: RotaryTables, attention: any AttentionMechanism) throws -> Tensor {
        try layer(index, hidden: hidden, rotary: rotary, attention: attention, packed: nil)
    }

    private func layer(
        _ index: Int, hidden: Tensor, rotary: RotaryTables, attention: any AttentionMechanism, packed: PackedPolicy.Layer?
    ) throws -> Tensor {
        let weights = layers[index]
        let normed = try hidden.rmsNorm(weights.inputNorm, epsilon: configuration.normEpsilon)
        let projected = try Projection(weights.qkv, packed?.qkv, bias: weights.qkvBias).apply(normed)
        let seen = try attend(index, weights, projected: projected, rotary: rotary, attention: attention)
        let afterAttention = try Projection(weights.output, packed?.output, bias: weights.outputBias).apply(seen, addedTo: hidden)
        let postNormed = try afterAttention.rmsNorm(weights.postNorm, epsilon: configuration.normEpsilon)
        let gated = try Projection(weights.gateUp, packed?.gateUp, bias: weights.gateUpBias).apply(postNormed).swiGLU()
        return try Projection(weights.down, packed?.down, bias: weights.downBias).apply(gated, addedTo: afterAttention)
    }

    /// [T, H] -> [T, H], ready for the head.
    public func finalNorm(_ hidden: Tensor) throws -> Tensor {
        try hidden.rmsNorm(finalNormWeight, epsilon: configuration.normEpsilon)
    }

    /// [T, (heads + 2 kvHeads) D] -> [T, heads D].
    private func attend(
        _ index: Int, _ weights: LayerWeights, projected: Tensor, rotary: RotaryTables, attention: any AttentionMechanism
    ) throws -> Tensor {
        let heads = try projected.splitRotary(
            queryNorm: weights.queryNorm, keyNorm: weights.keyNorm, epsilon: configuration.normEpsilon, cos: rotary.cos, sin: rotary.sin,
            heads: configuration.headCount, kvHeads: configuration.keyValueHeadCount)
        let seen = try attention.attend(layer: index, query: heads.query, key: heads.key, value: heads.value)
        return try seen.reshape([-1, configuration.headCount * configuration.headDimension])
    }

    /// A weight, perhaps packed, and its bias.
    private struct Projection {
        let weight: Tensor
        let packed: PackedWeight?
        let bias: Tensor?

        init(_ weight: Tensor, _ packed: PackedWeight?, bias: Tensor?) {
            self.weight = weight
            self.packed = packed
            self.bias = bias
        }

        func apply(_ x: Tensor) throws -> Tensor {
            if let packed { return try x.linear(packed, bias: bias) }
            return try x.linear(weight, bias: bias)
        }

        /// hidden + x W^T (+ bias), rounded once where there is no bias.
        func apply(_ x: Tensor, addedTo hidden: Tensor) throws -> Tensor {
            if bias != nil { return try hidden + apply(x) }
            if let packed { return try hidden.addingLinear(x, packed) }
            return try hidden.addingLinear(x, weight)
        }
    }

    // MARK: Names

    /// Tensors by stored name -> views of them by the names of a Hugging Face checkpoint. Parameters, their gradients and their
    /// optimiser state alike; names that are no stored parameter's are an error.
    public func exportNamed(_ tensors: [(name: String, tensor: Tensor)]) throws -> [(name: String, tensor: Tensor)] {
        let stored = Dictionary(configuration.storedParameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let unknown = tensors.map(\.name).filter { stored[$0] == nil }
        guard unknown.isEmpty else { throw PolicyError.unexpectedTensors(folder: "policy", names: unknown) }
        return try tensors.flatMap { name, tensor in
            try (stored[name]?.parts ?? []).map { part in
                (part.name, try tensor.narrow(0, start: part.rows.lowerBound, length: part.rows.count))
            }
        }
    }

    /// A policy with weights of its own, equal to these: a frozen reference, say.
    public func copy(dtype: DType? = nil, device: Device? = nil) throws -> DecoderPolicy {
        let type = dtype ?? self.dtype
        let place = device ?? self.device
        let tensors = try withoutGradients {
            try parameters.map { _, tensor in
                let copy = try Tensor.empty(tensor.shape, dtype: type, device: place)
                try copy.copy(from: tensor)
                return copy
            }
        }
        return try DecoderPolicy(configuration: configuration, tensors: tensors, dtype: type, device: place, origin: origin)
    }
}
