import CTorch

/// The language-model head over chosen rows, `chunkRows` rows at a time, so that no [T, V] tensor exists.
public struct Head: Sendable {
    /// [V, H].
    public let weight: Tensor
    /// Logits are divided by it.
    public let temperature: Double
    /// Rows whose logits exist at one time.
    public let chunkRows: Int

    public init(weight: Tensor, temperature: Double = 1, chunkRows: Int = 256) {
        self.weight = weight
        self.temperature = temperature
        self.chunkRows = chunkRows
    }

    /// Per target token, its log-probability and the entropy of its distribution.
    public struct Scores: Sendable {
        public var logProbabilities: [Float]
        public var entropies: [Float]
    }

    /// What `coefficients` is given: the rows and their scores.
    public struct Chunk {
        public let rows: Range<Int>
        /// One per row of the chunk.
        public let logProbabilities: UnsafeBufferPointer<Float>
        /// One per row of the chunk.
        public let entropies: UnsafeBufferPointer<Float>
    }

    /// Scores of `targets` (T token ids) under `hidden` [T, H]. Not differentiable: `backward` is its derivative.
    public func scores(_ hidden: Tensor, targets: [Int]) throws(TorchError) -> Scores {
        let ids = try checked(targets, hidden)
        var logProbabilities = [Float](repeating: 0, count: ids.count)
        var entropies = logProbabilities
        try check(
            ct_head_log_probabilities(
                hidden.handle, weight.handle, ids, temperature, Int64(chunkRows), &logProbabilities, &entropies))
        return Scores(logProbabilities: logProbabilities, entropies: entropies)
    }

    /// Log-probabilities alone, without the work that entropies take.
    public func logProbabilities(_ hidden: Tensor, targets: [Int]) throws(TorchError) -> [Float] {
        let ids = try checked(targets, hidden)
        var logProbabilities = [Float](repeating: 0, count: ids.count)
        try check(
            ct_head_log_probabilities(
                hidden.handle, weight.handle, ids, temperature, Int64(chunkRows), &logProbabilities, nil))
        return logProbabilities
    }

    /// Gradient of Σ coefficient[t] · logProbability[t].
    /// - Parameter weightGradient: [V, H], float32 or the weight's type; the head's gradient is added to it. Nil: skipped.
    /// - Returns: the gradient of `hidden` [T, H].
    public func backward(
        _ hidden: Tensor, targets: [Int], coefficients: [Float], weightGradient: Tensor?
    ) throws(TorchError) -> Tensor {
        let ids = try checked(targets, hidden)
        guard coefficients.count == ids.count else {
            throw .wrongElementCount(found: coefficients.count, expected: ids.count, shape: [ids.count])
        }
        return try made {
            ct_head_backward(
                hidden.handle, weight.handle, ids, temperature, Int64(chunkRows), coefficients, weightGradient?.handle, $0)
        }
    }

    /// Scores and gradient in one pass: as soon as a chunk's scores are known, `coefficients` returns one coefficient per row of the
    /// chunk, so logits are computed once.
    public func fused(
        _ hidden: Tensor, targets: [Int], weightGradient: Tensor?, coefficients: (Chunk) -> [Float]
    ) throws(TorchError) -> (scores: Scores, hiddenGradient: Tensor) {
        let ids = try checked(targets, hidden)
        var logProbabilities = [Float](repeating: 0, count: ids.count)
        var entropies = logProbabilities
        let gradient = try withoutActuallyEscaping(coefficients) { (body) throws(TorchError) in
            var box = Callback(body: body)
            return try withUnsafeMutablePointer(to: &box) { (context) throws(TorchError) in
                try made {
                    ct_head_fused(
                        hidden.handle, weight.handle, ids, temperature, Int64(chunkRows), Callback.call, context, &logProbabilities,
                        &entropies, weightGradient?.handle, $0)
                }
            }
        }
        return (Scores(logProbabilities: logProbabilities, entropies: entropies), gradient)
    }

    private struct Callback {
        let body: (Chunk) -> [Float]

        /// C calls back with the pointer to this struct that lives on the stack of `fused`.
        static let call: ct_coefficient_function = { context, first, count, logProbabilities, entropy, coefficients in
            guard let callback = context?.assumingMemoryBound(to: Callback.self), let coefficients else { return }
            let rows = Int(first)..<Int(first + count)
            let values = callback.pointee.body(
                Chunk(
                    rows: rows, logProbabilities: UnsafeBufferPointer(start: logProbabilities, count: rows.count),
                    entropies: UnsafeBufferPointer(start: entropy, count: rows.count)))
            precondition(values.count == rows.count, "one coefficient per row of the chunk")
            for (index, value) in values.enumerated() { coefficients[index] = value }
        }
    }

    /// The targets as C wants them, if there is one per row of `hidden` and each is in the vocabulary.
    private func checked(_ targets: [Int], _ hidden: Tensor) throws(TorchError) -> [Int64] {
        let rows = hidden.shape.first ?? 0
        guard targets.count == rows else { throw .wrongElementCount(found: targets.count, expected: rows, shape: [rows]) }
        let vocabulary = weight.shape.first ?? 0
        if let outside = targets.first(where: { $0 < 0 || $0 >= vocabulary }) {
            throw .libtorch("token id \(outside) is outside the vocabulary of \(vocabulary)")
        }
        return targets.map(Int64.init)
    }
}
