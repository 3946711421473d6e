public import Torch

/// Cosines and sines by which the halves of every head are rotated, one row per token.
public struct RotaryTables: Sendable {
    /// float32 [T, D / 2].
    public let cos: Tensor
    /// float32 [T, D / 2].
    public let sin: Tensor

    public init(cos: Tensor, sin: Tensor) {
        self.cos = cos
        self.sin = sin
    }
}

/// Rotary position embedding (Su et al., 2021), in float32 and in the order of operations of `transformers`, because at a long
/// context the last bit of a frequency is a visible angle.
public struct RotaryEmbedding: Sendable {
    /// Radians per token, float32 [D / 2].
    public let frequencies: Tensor

    public init(_ configuration: PolicyConfiguration, device: Device) throws {
        let dimension = configuration.headDimension
        let exponents = try Tensor.arange(0, dimension, step: 2, dtype: .float32) / Double(dimension)
        var frequencies = try 1 / Tensor.power(configuration.ropeTheta, exponents)
        if let scaling = configuration.ropeScaling { frequencies = try Self.stretched(frequencies, by: scaling) }
        self.frequencies = try frequencies.to(device: device)
    }

    /// The tables for tokens at these positions.
    public func tables(positions: [Int]) throws -> RotaryTables {
        let angles = try Tensor(positions, dtype: .float32, device: frequencies.device).outer(frequencies)
        return RotaryTables(cos: try angles.cos(), sin: try angles.sin())
    }

    /// Llama 3.1: slow rotations slower by the factor, fast ones as they are, a smooth passage between.
    private static func stretched(_ frequencies: Tensor, by scaling: PolicyConfiguration.Llama3Scaling) throws -> Tensor {
        let context = Double(scaling.originalContext)
        let (low, high) = (scaling.lowFrequencyFactor, scaling.highFrequencyFactor)
        let wavelengths = try 2 * Double.pi / frequencies
        let slow = try wavelengths.isGreater(than: context / low)
        let fast = try wavelengths.isLess(than: context / high)
        let slowed = try frequencies / scaling.factor
        let smooth = try (context / wavelengths - low) / (high - low)
        let passage = try (1 - smooth) * frequencies / scaling.factor + smooth * frequencies
        return try Tensor.choose(slow, slowed, Tensor.choose(fast, frequencies, passage))
    }
}
