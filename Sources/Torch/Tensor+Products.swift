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
}
