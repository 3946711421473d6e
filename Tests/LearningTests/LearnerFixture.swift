import Foundation
import Learning
import Policy
import Rollouts
import TestSupport
import Testing
import Torch

/// A stored model, a batch of rollouts, and what a reference made of them.
struct LearnerFixture {
    struct Case: Decodable {
        var name: String
        var losses: [Double]
        var norms: [Double]
    }

    let model: URL
    let groups: [TrainingGroup]

    /// The model of two layers of `Tests/Fixtures/learner.py`.
    static func own() throws -> (fixture: LearnerFixture, cases: [Case], expected: SafetensorsFile) {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/learner")
        let text = try String(contentsOf: folder.appending(path: "rollouts.jsonl"), encoding: .utf8)
        let rows = try rolloutRows(text)
        let groups = try TrainingGroup.groups(from: rows, name: "rollouts.jsonl", advantages: AdvantageEstimator())
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: folder.appending(path: "cases.json")))
        return (LearnerFixture(model: folder, groups: groups), cases, try SafetensorsFile(folder.appending(path: "expected.safetensors")))
    }

    func policy(dtype: DType = .float32) throws -> DecoderPolicy {
        try DecoderPolicy.load(folder: model, dtype: dtype)
    }

    func learner(
        dtype: DType = .float32, reference: DecoderPolicy? = nil, maxNewTokens: Int = 16,
        _ change: (inout Learner.Configuration) -> Void = { _ in }
    ) throws -> Learner {
        var configuration = Learner.Configuration()
        configuration.learningRate = 1e-2
        configuration.weightDecay = 0.01
        configuration.maxGradientNorm = 0.5
        configuration.klCoefficient = 0.1
        change(&configuration)
        return try Learner(policy: try policy(dtype: dtype), reference: reference, configuration: configuration, maxNewTokens: maxNewTokens)
    }
}

/// Rows of a JSONL text with the numbers of their lines.
func rolloutRows(_ text: String) throws -> [(line: Int, row: RolloutRow)] {
    try text.split(separator: "\n").enumerated().map { ($0 + 1, try JSONDecoder().decode(RolloutRow.self, from: Data($1.utf8))) }
}

/// ‖mine − theirs‖ / ‖theirs‖ over all tensors together.
func relativeDistance(_ mine: [(name: String, tensor: Tensor)], _ theirs: (String) throws -> Tensor) throws -> Double {
    var (distance, norm) = (0.0, 0.0)
    for (name, tensor) in mine {
        let other = try theirs(name).toDoubles()
        let values = try tensor.detached().toDoubles()
        #expect(values.count == other.count)
        for (left, right) in zip(values, other) {
            distance += (left - right) * (left - right)
            norm += right * right
        }
    }
    return (distance / norm).squareRoot()
}

/// A copy that later updates do not change.
func snapshot(_ tensors: [(name: String, tensor: Tensor)]) throws -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: try tensors.map { ($0.name, try $0.tensor.detached().clone()) })
}
