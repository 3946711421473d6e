import Torch

/// The float32 gradients of all parameters, added up over the micro-batches of an update.
///
/// float32 parameters accumulate into these tensors directly; those of other types have their own gradients added here after
/// every micro-batch, so that nothing is lost to rounding.
final class GradientStore {
    let sums: [Tensor]
    private let parameters: [Tensor]

    init(for parameters: [Tensor]) throws {
        self.parameters = parameters
        sums = try parameters.map { try Tensor.zeros($0.shape, dtype: .float32, device: $0.device) }
        for (parameter, sum) in zip(parameters, sums) {
            try parameter.requireGradient()
            try parameter.setGradient(parameter.dtype == .float32 ? sum : nil)
        }
    }

    /// Forgets what was added.
    func clear() throws {
        for (parameter, sum) in zip(parameters, sums) {
            try sum.fill(0)
            if parameter.dtype != .float32 { try parameter.setGradient(nil) }
        }
    }

    /// Takes the gradients of one micro-batch over.
    func collect() throws {
        for (parameter, sum) in zip(parameters, sums) where parameter.dtype != .float32 {
            guard let gradient = try parameter.gradient else { continue }
            try sum.add(inPlace: gradient)
            try parameter.setGradient(nil)
        }
    }
}
