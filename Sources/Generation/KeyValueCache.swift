import Policy
import Torch

/// Keys and values of all layers in blocks of a fixed number of tokens, allocated once. One block more than the scheduler knows of takes what the
/// rows that only fill up a batch write.
final class KeyValueCache {
    /// Per layer [blocks + 1, kvHeads, blockSize, D].
    private let keys: [Tensor]
    private let values: [Tensor]
    let blockCount: Int
    private let scale: Double

    var scratchBlock: Int { blockCount }

    init(policy: DecoderPolicy, configuration: GenerationEngine.Configuration, context: Int) throws {
        let model = policy.configuration
        let tokenBytes = 2 * model.layerCount * model.keyValueHeadCount * model.headDimension * policy.dtype.size
        blockCount = configuration.blockCount(tokenBytes: tokenBytes, context: context)
        scale = 1 / Double(model.headDimension).squareRoot()
        let shape = [blockCount + 1, model.keyValueHeadCount, configuration.blockSize, model.headDimension]
        func allocate() throws -> Tensor {
            let tensor = try Tensor.empty(shape, dtype: policy.dtype, device: policy.device)
            // The kernels on the CPU never read what nobody wrote, so untouched blocks cost no memory. Composed attention masks what
            // it reads, and a masked NaN would remain one.
            if !policy.device.isCPU { try tensor.fill(0) }
            return tensor
        }
        keys = try (0..<model.layerCount).map { _ in try allocate() }
        values = try (0..<model.layerCount).map { _ in try allocate() }
    }

    func attend(
        layer: Int, query: Tensor, key: Tensor, value: Tensor, slots: [Int64], promptLengths: [Int64], rows: PagedRows
    ) throws -> Tensor {
        try Tensor.cachedAttention(
            query: query, key: key, value: value, keyCache: keys[layer], valueCache: values[layer], slots: slots,
            promptLengths: promptLengths, rows: rows, scale: scale)
    }
}
