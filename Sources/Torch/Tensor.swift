package import CTorch

/// An n-dimensional array of libtorch, on any device, recorded for differentiation where asked.
///
/// ```swift
/// let weight = try Tensor([1, 2, 3, 4], shape: [2, 2])
/// let product = try Tensor([5, 6], shape: [1, 2]).linear(weight)
/// print(try product.toFloats())  // [17.0, 39.0]
/// ```
///
/// A `Tensor` is one handle: copies of the reference and views share memory, as in PyTorch.
// @unchecked: the handle never changes and libtorch counts references atomically. Elements change only through the in-place methods,
// which the owner of a tensor calls while nobody else uses it.
public final class Tensor: @unchecked Sendable {
    /// Owned: released in `deinit`, never elsewhere.
    package let handle: ct_tensor

    /// Takes over a handle that the shim gave to the caller.
    package init(owning handle: ct_tensor) { self.handle = handle }

    deinit { ct_release(handle) }

    // MARK: Description

    /// The number of dimensions.
    public var rank: Int { Int(ct_rank(handle)) }

    /// The size of every dimension.
    public var shape: [Int] {
        let rank = Int(ct_rank(handle))
        return withUnsafeTemporaryAllocation(of: Int64.self, capacity: Swift.max(rank, 1)) { sizes in
            guard let base = sizes.baseAddress else { return [] }
            ct_shape(handle, base)
            return (0..<rank).map { Int(sizes[$0]) }
        }
    }

    /// The number of elements.
    public var count: Int { Int(ct_element_count(handle)) }

    /// The elements' type.
    public var dtype: DType {
        guard let type = DType(rawValue: ct_dtype_of(handle)) else {
            preconditionFailure("tensors of other element types are never made here")
        }
        return type
    }

    /// Where the elements are.
    public var device: Device {
        if ct_is_cpu(handle) { return .cpu }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { name in
            guard let base = name.baseAddress else { return .cpu }
            ct_device_of(handle, base, 32)
            return Device(unchecked: String(cString: base))
        }
    }

    /// Whether the elements lie in memory in row-major order without gaps.
    public var isContiguous: Bool { ct_is_contiguous(handle) }
}

extension Tensor: CustomStringConvertible {
    public var description: String { "Tensor(shape: \(shape), dtype: \(dtype.name), device: \(device))" }
}
