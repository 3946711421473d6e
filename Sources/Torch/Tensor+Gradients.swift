import CTorch

extension Tensor {
    /// Whether operations on this tensor are recorded for differentiation.
    public var requiresGradient: Bool { ct_requires_grad(handle) }

    /// Asks for this leaf's gradient, or no longer.
    /// - Returns: self, to be used in a chain.
    @discardableResult
    public func requireGradient(_ value: Bool = true) throws(TorchError) -> Tensor {
        try check(ct_set_requires_grad(handle, value))
        return self
    }

    /// The same memory, no longer part of what was recorded.
    public func detached() throws(TorchError) -> Tensor { try made { ct_detach(handle, $0) } }

    /// The gradient accumulated so far, sharing memory with it; nil before the first backward pass.
    public var gradient: Tensor? {
        get throws(TorchError) {
            var gradient: ct_tensor?
            try check(ct_gradient(handle, &gradient))
            return gradient.map { Tensor(owning: $0) }
        }
    }

    /// Replaces the accumulated gradient; nil drops it and its memory.
    public func setGradient(_ gradient: Tensor?) throws(TorchError) {
        try check(ct_set_gradient(handle, gradient?.handle))
    }

    /// Sets the accumulated gradient to zero and keeps its memory.
    public func zeroGradient() throws(TorchError) { try gradient?.fill(0) }

    /// Adds d self / d leaf, weighted by `gradient` (of this tensor's shape; nil for a scalar), to the gradient of every leaf.
    public func backward(_ gradient: Tensor? = nil, retainGraph: Bool = false) throws(TorchError) {
        try Self.backward([self], gradients: [gradient], retainGraph: retainGraph)
    }

    /// The backward pass from several tensors at once.
    public static func backward(
        _ tensors: [Tensor], gradients: [Tensor?], retainGraph: Bool = false
    ) throws(TorchError) {
        guard tensors.count == gradients.count else {
            throw .wrongElementCount(found: gradients.count, expected: tensors.count, shape: [tensors.count])
        }
        let roots = tensors.map { Optional($0.handle) }
        let seeds = gradients.map { $0?.handle }
        try withExtendedLifetime((tensors, gradients)) { () throws(TorchError) in
            try check(ct_backward(roots, seeds, Int64(roots.count), retainGraph))
        }
    }
}

/// Whether operations are recorded for differentiation: libtorch's switch, one per thread, on at first.
public enum GradientMode {
    public static var isEnabled: Bool { ct_grad_enabled() }

    /// Runs `body`, which must stay on its thread, with the switch set, and sets it back.
    public static func with<Value, Failure: Error>(
        enabled: Bool, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let before = ct_grad_enabled()
        ct_set_grad_enabled(enabled)
        defer { ct_set_grad_enabled(before) }
        return try body()
    }
}

/// Runs `body`, which must stay on its thread, without recording anything for differentiation.
public func withoutGradients<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    try GradientMode.with(enabled: false, body)
}
