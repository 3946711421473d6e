import Policy
public import Torch

extension Learner {
    /// What a checkpoint must hold beside the policy's weights: the optimiser's averages and step, and the float32 masters where the
    /// weights are of a smaller type. The tensors share memory with the learner.
    public func state() throws -> [(name: String, tensor: Tensor)] {
        let averages = try optimizer.state().map { (name: Self.optimizerPrefix + $0.name, tensor: $0.tensor) }
        return averages + (masters ?? []).map { (name: Self.masterPrefix + $0.name, tensor: $0.tensor) }
    }

    /// Goes on from a state that `state()` gave, bit for bit. The policy's weights are the caller's to restore where they are float32;
    /// otherwise they follow from the masters.
    /// - Parameter tensor: gives each tensor by its name
    public func restore(_ tensor: (String) throws -> Tensor) throws {
        var sources: [(target: Tensor, source: Tensor)] = []
        for (name, master) in masters ?? [] {
            let source = try tensor(Self.masterPrefix + name)
            guard source.shape == master.shape, source.dtype == .float32 else {
                throw LearningError.state(
                    name: Self.masterPrefix + name, found: "\(source.dtype.name) \(source.shape)", expected: "float32 \(master.shape)")
            }
            sources.append((master, source))
        }
        try optimizer.restore { try tensor(Self.optimizerPrefix + $0) }
        for (target, source) in sources { try target.copy(from: source) }
        guard let masters else { return }
        for (parameter, master) in zip(policy.parameters, masters) { try parameter.tensor.detached().copy(from: master.tensor) }
    }

    private static var optimizerPrefix: String { "optimizer." }
    private static var masterPrefix: String { "master." }
}
