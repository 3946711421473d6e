import CTorch

// Without a dimension, over all elements. Differentiable but for argmax.
extension Tensor {
    public func sum(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor { try reduce(ct_sum, dimension, keep) }
    public func mean(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor { try reduce(ct_mean, dimension, keep) }
    public func max(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor { try reduce(ct_max, dimension, keep) }
    public func min(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor { try reduce(ct_min, dimension, keep) }
    /// Euclidean norm.
    public func norm(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor { try reduce(ct_norm, dimension, keep) }
    /// log(sum(exp(x))).
    public func logSumExp(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduce(ct_logsumexp, dimension, keep)
    }
    /// The place of the largest element, the first where several are equal on the CPU.
    public func argmax(_ dimension: Int? = nil, keep: Bool = false) throws(TorchError) -> Tensor {
        try reduce(ct_argmax, dimension, keep)
    }

    public func softmax(_ dimension: Int = -1) throws(TorchError) -> Tensor {
        try made { ct_softmax(handle, Int64(dimension), false, $0) }
    }

    public func logSoftmax(_ dimension: Int = -1) throws(TorchError) -> Tensor {
        try made { ct_softmax(handle, Int64(dimension), true, $0) }
    }

    /// Sums of the elements up to and with each.
    public func cumulativeSum(_ dimension: Int = -1) throws(TorchError) -> Tensor {
        try made { ct_cumulative_sum(handle, Int64(dimension), $0) }
    }

    /// The `count` largest elements in descending order, and their places.
    public func topK(_ count: Int, _ dimension: Int = -1) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        var values: ct_tensor?
        var indices: ct_tensor?
        try check(ct_top_k(handle, Int64(count), Int64(dimension), &values, &indices))
        guard let values, let indices else { throw .libtorch("no tensor was made") }
        return (Tensor(owning: values), Tensor(owning: indices))
    }

    private func reduce(_ operation: ct_reduction, _ dimension: Int?, _ keep: Bool) throws(TorchError) -> Tensor {
        try made { ct_reduce(Int32(operation.rawValue), handle, dimension == nil, Int64(dimension ?? 0), keep, $0) }
    }
}
