import Policy
import Torch

/// A forward pass over packed tokens that can be gone back through once.
protocol DecoderPass {
    /// [T, H], after the final norm.
    var hidden: Tensor { get }

    /// Adds to the gradients of the decoder's parameters, embedding apart.
    /// - Parameter gradient: of `hidden`
    /// - Returns: the gradient of the embedded tokens [T, H]
    mutating func backward(_ gradient: Tensor) throws -> Tensor
}

/// Records every operation: the fastest, and keeps all that the derivative needs.
struct RecordedPass: DecoderPass {
    let hidden: Tensor
    private let embedded: Tensor

    init(_ policy: DecoderPolicy, embedded: Tensor, rotary: RotaryTables, attention: any AttentionMechanism) throws {
        try embedded.requireGradient()
        var state = embedded
        for index in 0..<policy.layerCount {
            state = try policy.layer(index, hidden: state, rotary: rotary, attention: attention)
        }
        hidden = try policy.finalNorm(state)
        self.embedded = embedded
    }

    mutating func backward(_ gradient: Tensor) throws -> Tensor {
        try hidden.backward(gradient)
        return try embedded.takeGradient()
    }
}

/// Keeps only the input of each layer, and runs a layer again when its derivative is wanted.
struct CheckpointedPass: DecoderPass {
    let hidden: Tensor
    private let policy: DecoderPolicy
    private let rotary: RotaryTables
    private let attention: any AttentionMechanism
    /// The input of every layer and, last, of the final norm; each is dropped as soon as it has been used.
    private var inputs: [Tensor]
    private let onLayer: () throws -> Void

    /// - Parameter onLayer: called when the gradients of a layer's parameters are there, so that they need not all be kept.
    init(
        _ policy: DecoderPolicy, embedded: Tensor, rotary: RotaryTables, attention: any AttentionMechanism,
        onLayer: @escaping () throws -> Void = {}
    ) throws {
        let (inputs, hidden) = try withoutGradients {
            var inputs = [embedded]
            for index in 0..<policy.layerCount {
                inputs.append(try policy.layer(index, hidden: inputs[index], rotary: rotary, attention: attention))
            }
            return (inputs, try policy.finalNorm(inputs[policy.layerCount]))
        }
        self.inputs = inputs
        self.hidden = hidden
        self.policy = policy
        self.rotary = rotary
        self.attention = attention
        self.onLayer = onLayer
    }

    mutating func backward(_ gradient: Tensor) throws -> Tensor {
        var gradient = gradient
        if let input = inputs.popLast() {
            gradient = try Self.again(input, gradient) { try policy.finalNorm($0) }
        }
        while let input = inputs.popLast() {
            let index = inputs.count
            gradient = try Self.again(input, gradient) {
                try policy.layer(index, hidden: $0, rotary: rotary, attention: attention)
            }
            try onLayer()
        }
        return gradient
    }

    private static func again(_ input: Tensor, _ gradient: Tensor, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        let input = try input.detached().requireGradient()
        try body(input).backward(gradient)
        return try input.takeGradient()
    }
}

extension Tensor {
    /// The gradient of a leaf that a backward pass has just reached.
    fileprivate func takeGradient() throws -> Tensor {
        if let gradient = try gradient { return gradient }
        return try zerosLike()
    }
}
