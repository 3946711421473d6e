import Foundation
import Generation
import Policy
import Rollouts
import Torch

/// The obvious generation: the whole text goes through the model again for every token, alone.
func slowCompletion(_ policy: DecoderPolicy, _ request: GenerationRequest) throws -> Completion {
    var text = request.promptTokens
    var logProbabilities: [Float] = []
    let stream = RandomStream(seed: request.sampling.seed, stream: request.id)
    while true {
        let logits = try lastLogits(policy, text)
        let scale = request.sampling.temperature == 0 ? 1 : Double(request.sampling.temperature)
        let largest = logits.max() ?? 0
        let weights = logits.map { exp(($0 - largest) / scale) }
        let sum = weights.reduce(0, +)
        var token = logits.firstIndex(of: largest) ?? 0
        if request.sampling.temperature > 0 {
            let target = stream.uniform(at: UInt64(logProbabilities.count)) * sum
            var cumulative = 0.0
            token =
                weights.firstIndex { weight in
                    cumulative += weight
                    return target < cumulative
                } ?? weights.count - 1
        }
        text.append(token)
        logProbabilities.append(Float(log(weights[token] / sum)))
        let stopped = request.sampling.stopTokens.contains(token)
        if stopped || logProbabilities.count == request.sampling.maxNewTokens {
            let tokens = Array(text[request.promptTokens.count...])
            return Completion(tokens: tokens, logProbabilities: logProbabilities, finishReason: stopped ? .stop : .length)
        }
    }
}

/// Logits after a text.
private func lastLogits(_ policy: DecoderPolicy, _ text: [Int]) throws -> [Double] {
    try withoutGradients {
        let attention = try SegmentAttention(segments: [Segment(start: 0, length: text.count)])
        let hidden = try policy.hiddenStates(tokens: text, positions: Array(text.indices), attention: attention)
        return try hidden.narrow(0, start: text.count - 1, length: 1).linear(policy.headWeight).toDoubles()
    }
}

/// A model of two layers with weights large enough for an uneven distribution.
func tinyPolicy(vocabulary: Int, dtype: DType) throws -> DecoderPolicy {
    var configuration = PolicyConfiguration(
        vocabularySize: vocabulary, hiddenSize: 32, intermediateSize: 48, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
        headDimension: 16)
    configuration.contextLength = 512
    configuration.initializerRange = 0.3
    return try DecoderPolicy.random(configuration, seed: 17, dtype: dtype)
}

/// Numbers that look random and are the same everywhere.
struct Numbers {
    private let stream: RandomStream
    private var index: UInt64 = 0

    init(seed: UInt64) { stream = RandomStream(seed: seed, stream: 99) }

    mutating func next(in range: ClosedRange<Int>) -> Int {
        index += 1
        return range.lowerBound + Int(stream.uniform(at: index) * Double(range.count))
    }

    mutating func tokens(_ count: Int, below vocabulary: Int) -> [Int] { (0..<count).map { _ in next(in: 0...vocabulary - 1) } }
}
