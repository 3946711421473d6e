import CTorch

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019), in the order of operations of torch.optim.AdamW:
/// `p ← p (1 − lr·wd)`, `m ← m + (1 − β₁)(g − m)`, `v ← β₂ v + (1 − β₂) g²`, `p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)`.
/// Parameters and state are float32; gradients float32 or bfloat16.
public final class AdamW {
    public struct Configuration: Sendable, Hashable, Codable {
        public var learningRate: Double = 1e-6
        public var beta1: Double = 0.9
        public var beta2: Double = 0.999
        /// Added to the denominator.
        public var epsilon: Double = 1e-8
        /// Times the learning rate, the share of a parameter that every step takes away.
        public var weightDecay: Double = 0

        public init(
            learningRate: Double = 1e-6, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0
        ) {
            self.learningRate = learningRate
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    /// One parameter with what belongs to it.
    private struct Slot {
        let name: String
        let parameter: Tensor
        let average: Tensor
        let squareAverage: Tensor
        /// Receives the parameter after every step in its own, smaller type.
        let rounded: Tensor?
    }

    /// May be changed between steps.
    public var configuration: Configuration
    /// Steps done.
    public private(set) var step: Int = 0
    private let slots: [Slot]

    /// - Parameters:
    ///   - parameters: float32, changed in place by every step; names must differ.
    ///   - rounded: per parameter a tensor (bfloat16, say) that receives its value after every step; nil for none.
    public init(
        parameters: [(name: String, tensor: Tensor)], rounded: [Tensor]? = nil, configuration: Configuration
    ) throws(TorchError) {
        self.configuration = configuration
        if let rounded, rounded.count != parameters.count {
            throw .wrongElementCount(found: rounded.count, expected: parameters.count, shape: [parameters.count])
        }
        var slots: [Slot] = []
        for (index, (name, tensor)) in parameters.enumerated() {
            guard tensor.dtype == .float32 else {
                throw .invalidState(tensor: name, found: tensor.dtype.name, expected: "a float32 parameter")
            }
            slots.append(
                Slot(
                    name: name, parameter: tensor, average: try tensor.zerosLike(), squareAverage: try tensor.zerosLike(),
                    rounded: rounded?[index]))
        }
        self.slots = slots
    }

    /// One step. A parameter without a gradient is left as it is.
    /// - Parameters:
    ///   - gradients: one per parameter, in their order.
    ///   - scale: multiplies every gradient first; how clipping enters.
    public func step(gradients: [Tensor?], scale: Double = 1) throws(TorchError) {
        guard gradients.count == slots.count else {
            throw .wrongElementCount(found: gradients.count, expected: slots.count, shape: [slots.count])
        }
        step += 1
        for (slot, gradient) in zip(slots, gradients) {
            guard let gradient else { continue }
            try check(
                ct_adamw_step(
                    slot.parameter.handle, gradient.handle, slot.average.handle, slot.squareAverage.handle, slot.rounded?.handle,
                    configuration.learningRate, configuration.beta1, configuration.beta2, configuration.epsilon,
                    configuration.weightDecay, Int64(step), scale))
        }
    }

    /// One step with the gradients that the parameters have accumulated.
    public func step(scale: Double = 1) throws(TorchError) {
        var gradients: [Tensor?] = []
        for slot in slots { gradients.append(try slot.parameter.gradient) }
        try step(gradients: gradients, scale: scale)
    }

    // MARK: State

    /// The averages as `NAME.exp_avg` and `NAME.exp_avg_sq`, sharing memory with this optimiser, and `step` (int64, one element).
    public func state() throws(TorchError) -> [(name: String, tensor: Tensor)] {
        var state: [(name: String, tensor: Tensor)] = [("step", try Tensor([step]))]
        for slot in slots {
            state.append((slot.name + ".exp_avg", slot.average))
            state.append((slot.name + ".exp_avg_sq", slot.squareAverage))
        }
        return state
    }

    /// Goes on from a state that `state()` gave, from where `tensor` gets each by its name.
    /// - Throws: `TorchError.invalidState` where a shape differs; what `tensor` throws where one is missing.
    public func restore(_ tensor: (String) throws -> Tensor) throws {
        let steps = try tensor("step").toInts()
        guard let count = steps.first, steps.count == 1, count >= 0 else {
            throw TorchError.invalidState(tensor: "step", found: "\(steps)", expected: "one number of steps, 0 or more")
        }
        for slot in slots {
            for (suffix, target) in [(".exp_avg", slot.average), (".exp_avg_sq", slot.squareAverage)] {
                let source = try tensor(slot.name + suffix)
                guard source.shape == target.shape else {
                    throw TorchError.invalidState(
                        tensor: slot.name + suffix, found: "shape \(source.shape)", expected: "shape \(target.shape)")
                }
                try target.copy(from: source)
            }
        }
        step = count
    }
}

/// The Euclidean norm of gradients over all tensors, and what clipping to a maximum multiplies them with.
public enum GradientNorm {
    /// √(Σ‖g‖²), as torch.nn.utils.clip_grad_norm_ computes it.
    public static func total(_ gradients: [Tensor]) throws(TorchError) -> Double {
        var norm = 0.0
        let handles = gradients.map { Optional($0.handle) }
        try withExtendedLifetime(gradients) { () throws(TorchError) in
            try check(ct_global_norm(handles, Int64(handles.count), &norm))
        }
        return norm
    }

    /// min(1, maximum / (norm + 1e-6)): the factor of torch.nn.utils.clip_grad_norm_.
    public static func clipFactor(norm: Double, maximum: Double) -> Double { Swift.min(1, maximum / (norm + 1e-6)) }

    /// Scales gradients in place so that their norm is at most `maximum`.
    /// - Returns: the norm before.
    @discardableResult
    public static func clip(_ gradients: [Tensor], maximum: Double) throws(TorchError) -> Double {
        let norm = try total(gradients)
        let factor = clipFactor(norm: norm, maximum: maximum)
        if factor < 1 || factor.isNaN {
            for gradient in gradients { try gradient.multiply(inPlace: factor) }
        }
        return norm
    }
}
