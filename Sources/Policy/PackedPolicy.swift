public import Torch

/// A policy's weights packed for products, for whoever runs it many times over a few rows without changing it: see `PackedWeight`.
public struct PackedPolicy: Sendable {
    /// One layer's projections.
    struct Layer: Sendable {
        let qkv: PackedWeight
        let output: PackedWeight
        let gateUp: PackedWeight
        let down: PackedWeight

        var all: [PackedWeight] { [qkv, output, gateUp, down] }
    }

    let layers: [Layer]
    /// The head's weight.
    public let head: PackedWeight

    /// Takes the elements of weights that were changed since the last time.
    public func refresh() throws {
        for weight in layers.flatMap(\.all) { try weight.refresh() }
        try head.refresh()
    }
}

extension DecoderPolicy {
    /// The weights to be packed, in memory of at most `bytes` beside the weights themselves; nil where they need more or where products go
    /// through libtorch.
    public func packed(atMost bytes: Int) throws -> PackedPolicy? {
        let projections = layers.flatMap { [$0.qkv, $0.output, $0.gateUp, $0.down] } + [headWeight]
        guard projections.reduce(0, { $0 + $1.count * dtype.size }) <= bytes else { return nil }
        guard let head = try PackedWeight(headWeight) else { return nil }
        let packed = try layers.compactMap { layer -> PackedPolicy.Layer? in
            guard let qkv = try PackedWeight(layer.qkv), let output = try PackedWeight(layer.output),
                let gateUp = try PackedWeight(layer.gateUp), let down = try PackedWeight(layer.down)
            else { return nil }
            return PackedPolicy.Layer(qkv: qkv, output: output, gateUp: gateUp, down: down)
        }
        return packed.count == layers.count ? PackedPolicy(layers: packed, head: head) : nil
    }
}
