import CTorch

extension Tensor {
    /// Matrix product, batched over leading dimensions. Differentiable.
    public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
        try made { ct_matmul(handle, other.handle, $0) }
    }

    /// x Wᵀ + b: [.., I] by weight [O, I] and bias [O] -> [.., O]. Differentiable.
    public func linear(_ weight: Tensor, bias: Tensor? = nil) throws(TorchError) -> Tensor {
        try made { ct_linear(handle, weight.handle, bias?.handle, $0) }
    }

    /// self + x Wᵀ in one pass: self [T, O], input [T, I], weight [O, I]. Differentiable.
    public func addingLinear(_ input: Tensor, _ weight: Tensor) throws(TorchError) -> Tensor {
        try made { ct_linear_add(handle, input.handle, weight.handle, $0) }
    }

    /// self [N], other [M] -> [N, M]. Differentiable.
    public func outer(_ other: Tensor) throws(TorchError) -> Tensor { try made { ct_outer(handle, other.handle, $0) } }

    /// ATen's softmax attention. query [.., T, D], key and value [.., S, D] -> [.., T, D]. Differentiable.
    /// - Parameter mask: truth values (true: seen) or numbers to add to the scores, [.., T, S].
    public static func dotProductAttention(
        query: Tensor, key: Tensor, value: Tensor, mask: Tensor? = nil, causal: Bool = false, scale: Double
    ) throws(TorchError) -> Tensor {
        try made { ct_dot_product_attention(query.handle, key.handle, value.handle, mask?.handle, causal, scale, $0) }
    }
}
