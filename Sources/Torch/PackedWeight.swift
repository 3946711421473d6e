import CTorch

/// A weight [O, I] as the CPU's product kernels read it, packed once for many products instead of anew for each: decoding multiplies a few
/// rows at a time by the same weights, thousands of times.
///
/// ```swift
/// if let packed = try PackedWeight(weight) {
///     try packed.refresh()
///     let y = try x.linear(packed)  // the bits of x.linear(weight)
/// }
/// ```
// @unchecked: the handle never changes; `refresh` is called while nobody multiplies, like all that changes tensors.
public final class PackedWeight: @unchecked Sendable {
    /// Owned: released in `deinit`.
    fileprivate let handle: ct_packed

    /// Nil where products of this weight go through libtorch: on other devices, in other types, on processors without the instructions.
    /// Holds no elements before `refresh`.
    public init?(_ weight: Tensor) throws(TorchError) {
        var packed: ct_packed?
        try check(ct_pack_weight(weight.handle, &packed))
        guard let packed else { return nil }
        handle = packed
    }

    deinit { ct_release_packed(handle) }

    /// Memory of the packed elements.
    public var bytes: Int { Int(ct_packed_bytes(handle)) }

    /// Takes the weight's elements if the weight was changed in place since the last time.
    public func refresh() throws(TorchError) { try check(ct_refresh_packed(handle)) }
}

extension Tensor {
    /// x Wᵀ + b for a packed weight, to the bit what `linear` gives for the weight itself: [T, I] -> [T, O]. Not differentiable.
    public func linear(_ weight: PackedWeight, bias: Tensor? = nil) throws(TorchError) -> Tensor {
        try made { ct_linear_packed(handle, weight.handle, bias?.handle, nil, $0) }
    }

    /// self + x Wᵀ for a packed weight, to the bit what `addingLinear` gives for the weight itself. Not differentiable.
    public func addingLinear(_ input: Tensor, _ weight: PackedWeight) throws(TorchError) -> Tensor {
        try made { ct_linear_packed(input.handle, weight.handle, nil, handle, $0) }
    }
}
