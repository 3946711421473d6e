import CTorch

// Indexing, views and layout. Negative dimensions count from the last. Differentiable but for the in-place methods.
extension Tensor {
    /// Rows of this table: [V, H] by indices [..] -> [.., H].
    public func embedding(_ indices: Tensor) throws(TorchError) -> Tensor {
        try made { ct_embedding(handle, indices.handle, $0) }
    }

    /// The slices at `indices` along a dimension.
    public func indexSelect(_ dimension: Int = 0, _ indices: Tensor) throws(TorchError) -> Tensor {
        try made { ct_index_select(handle, Int64(dimension), indices.handle, $0) }
    }

    /// One element per index along a dimension; as many dimensions as `indices` has.
    public func gather(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
        try made { ct_gather(handle, Int64(dimension), indices.handle, $0) }
    }

    /// Adds slices of `source` at `indices` in place.
    public func indexAdd(_ dimension: Int, _ indices: Tensor, _ source: Tensor) throws(TorchError) {
        try check(ct_index_add_in_place(handle, Int64(dimension), indices.handle, source.handle))
    }

    /// Writes slices of `source` at `indices` in place.
    public func indexCopy(_ dimension: Int, _ indices: Tensor, _ source: Tensor) throws(TorchError) {
        try check(ct_index_copy_in_place(handle, Int64(dimension), indices.handle, source.handle))
    }

    /// A view of `length` slices from `start` on.
    public func narrow(_ dimension: Int, start: Int, length: Int) throws(TorchError) -> Tensor {
        try made { ct_narrow(handle, Int64(dimension), Int64(start), Int64(length), $0) }
    }

    /// A view of one slice, without its dimension.
    public func select(_ dimension: Int, _ index: Int) throws(TorchError) -> Tensor {
        try made { ct_select(handle, Int64(dimension), Int64(index), $0) }
    }

    /// The slice at an index of the first dimension, a view.
    public subscript(_ index: Int) -> Tensor {
        get throws { try select(0, index) }
    }

    /// The slices in a range of the first dimension, a view.
    public subscript(_ range: Range<Int>) -> Tensor {
        get throws { try narrow(0, start: range.lowerBound, length: range.count) }
    }

    /// One after the other along an existing dimension.
    public static func concatenate(_ tensors: [Tensor], _ dimension: Int = 0) throws(TorchError) -> Tensor {
        try join(tensors, dimension, stack: false)
    }

    /// Beside each other along a new dimension.
    public static func stack(_ tensors: [Tensor], _ dimension: Int = 0) throws(TorchError) -> Tensor {
        try join(tensors, dimension, stack: true)
    }

    /// The same elements in another shape: a view where possible, else a copy. One size may be -1.
    public func reshape(_ shape: [Int]) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_reshape(handle, $0, $1, false, out) } }
    }

    /// The same memory in another shape. One size may be -1.
    public func view(_ shape: [Int]) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_reshape(handle, $0, $1, true, out) } }
    }

    /// A view that repeats dimensions of size 1; -1 keeps a size.
    public func expand(_ shape: [Int]) throws(TorchError) -> Tensor {
        try made { out in withSizes(shape) { ct_expand(handle, $0, $1, out) } }
    }

    /// A view with two dimensions swapped.
    public func transpose(_ first: Int = -2, _ second: Int = -1) throws(TorchError) -> Tensor {
        try made { ct_transpose(handle, Int64(first), Int64(second), $0) }
    }

    /// A view with the dimensions in another order.
    public func permute(_ order: [Int]) throws(TorchError) -> Tensor {
        try made { out in withSizes(order) { ct_permute(handle, $0, $1, out) } }
    }

    /// Itself where contiguous, else a contiguous copy.
    public func contiguous() throws(TorchError) -> Tensor { try made { ct_contiguous(handle, $0) } }

    /// A view with a new dimension of size 1.
    public func unsqueeze(_ dimension: Int) throws(TorchError) -> Tensor {
        try made { ct_unsqueeze(handle, Int64(dimension), $0) }
    }

    /// A view without a dimension of size 1.
    public func squeeze(_ dimension: Int) throws(TorchError) -> Tensor {
        try made { ct_squeeze(handle, Int64(dimension), $0) }
    }

    /// The elements on and below a diagonal of the last two dimensions, zeros above.
    public func lowerTriangle(diagonal: Int = 0) throws(TorchError) -> Tensor {
        try made { ct_triangle(handle, Int64(diagonal), false, $0) }
    }

    /// The elements on and above a diagonal of the last two dimensions, zeros below.
    public func upperTriangle(diagonal: Int = 0) throws(TorchError) -> Tensor {
        try made { ct_triangle(handle, Int64(diagonal), true, $0) }
    }

    private static func join(_ tensors: [Tensor], _ dimension: Int, stack: Bool) throws(TorchError) -> Tensor {
        let handles = tensors.map { Optional($0.handle) }
        return try withExtendedLifetime(tensors) { () throws(TorchError) in
            try made { ct_concatenate(handles, Int64(handles.count), Int64(dimension), stack, $0) }
        }
    }
}
