import Policy
import Torch

/// Draws tokens from hidden states: logits of the rows that need them, never more of them at one time than `logitsBytes`, each row with its own
/// parameters and its own place in its own random stream. The arrays are kept from step to step.
struct Sampler {
    private(set) var tokens: [Int] = []
    private(set) var logProbabilities: [Float] = []
    private var temperatures: [Float] = []
    private var topKs: [Int32] = []
    private var topPs: [Float] = []
    private var uniforms: [Double] = []
    /// The request of each draw and the place of its token; for errors.
    private var names: [(request: UInt64, index: Int)] = []
    /// The row of logits that each draw reads.
    private var sources: [Int] = []

    private let policy: DecoderPolicy
    private let packed: PackedPolicy?
    private let rowMultiple: Int
    /// Rows of logits at one time; a multiple of `rowMultiple`.
    private let chunkRows: Int

    init(policy: DecoderPolicy, packed: PackedPolicy?, configuration: GenerationEngine.Configuration) {
        self.policy = policy
        self.packed = packed
        rowMultiple = configuration.rowMultiple
        let rowBytes = policy.configuration.vocabularySize * policy.dtype.size
        chunkRows = max(1, configuration.logitsBytes / rowBytes / rowMultiple) * rowMultiple
    }

    var count: Int { sources.count }

    mutating func removeAll() {
        temperatures.removeAll(keepingCapacity: true)
        topKs.removeAll(keepingCapacity: true)
        topPs.removeAll(keepingCapacity: true)
        uniforms.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
    }

    /// One draw: new token `index` of the sequence, from the logits in row `source`.
    mutating func add(_ sequence: TokenSequence, index: Int, source: Int) {
        let parameters = sequence.sampling
        temperatures.append(parameters.temperature)
        topKs.append(Int32(parameters.topK))
        topPs.append(parameters.topP)
        let stream = RandomStream(seed: parameters.seed, stream: sequence.request)
        uniforms.append(parameters.temperature == 0 ? 0 : stream.uniform(at: UInt64(index)))
        names.append((sequence.request, index))
        sources.append(source)
    }

    /// Draws for rows that only fill up the batch.
    mutating func fill(to count: Int) {
        while sources.count < count {
            temperatures.append(0)
            topKs.append(0)
            topPs.append(1)
            uniforms.append(0)
            names.append((0, 0))
            sources.append(sources.count)
        }
    }

    /// Draw i reads row i of `hidden` [count, H].
    mutating func draw(hidden: Tensor) throws {
        prepareResults()
        for first in stride(from: 0, to: count, by: chunkRows) {
            let rows = min(chunkRows, count - first)
            let logits = try logits(of: hidden.narrow(0, start: first, length: rows))
            try sample(logits, first: first)
        }
    }

    /// Draws read the rows of `hidden` at `places`, by `sources`; those come in ascending order. Each row's logits are computed once.
    mutating func drawShared(hidden: Tensor, places: [Int]) throws {
        prepareResults()
        let padding = paddedCount(places.count, multiple: rowMultiple) - places.count
        let last = try hidden.indexSelect(0, Tensor(places + Array(repeating: 0, count: padding), device: hidden.device))
        var next = 0
        for first in stride(from: 0, to: places.count, by: chunkRows) {
            let rows = min(chunkRows, places.count + padding - first)
            let logits = try logits(of: last.narrow(0, start: first, length: rows))
            while next < count, sources[next] < first + rows {
                let end = min(next + chunkRows, sources[next...].firstIndex { $0 >= first + rows } ?? count)
                try sample(selected(from: logits, places: sources[next..<end].map { $0 - first }), first: next)
                next = end
            }
        }
    }

    /// These rows of a matrix, ascending. Most steps draw once from each in turn, which needs no copy.
    private func selected(from matrix: Tensor, places: [Int]) throws -> Tensor {
        guard let first = places.first, places.elementsEqual(first..<first + places.count) else {
            return try matrix.indexSelect(0, Tensor(places, device: matrix.device))
        }
        return try matrix.narrow(0, start: first, length: places.count)
    }

    /// [rows, H] -> [rows, V].
    private func logits(of hidden: Tensor) throws -> Tensor {
        if let packed { return try hidden.linear(packed.head) }
        return try hidden.linear(policy.headWeight)
    }

    private mutating func prepareResults() {
        tokens.removeAll(keepingCapacity: true)
        logProbabilities.removeAll(keepingCapacity: true)
    }

    /// The draws from `first` on, one for each row of `logits`.
    private mutating func sample(_ logits: Tensor, first: Int) throws {
        let draws = first..<first + (logits.shape.first ?? 0)
        let drawn = try logits.sample(
            temperature: Array(temperatures[draws]), topK: Array(topKs[draws]), topP: Array(topPs[draws]),
            uniform: Array(uniforms[draws]))
        if let bad = drawn.logProbabilities.firstIndex(where: \.isNaN) {
            throw GenerationError.undefinedLogits(request: names[first + bad].request, tokenIndex: names[first + bad].index)
        }
        tokens.append(contentsOf: drawn.tokens)
        logProbabilities.append(contentsOf: drawn.logProbabilities)
    }
}
