import Foundation
import Learning
import Policy
import TestSupport
import Testing
import Torch

/// Twenty losses with gradients and updated weights, recorded from another trainer on a small model; run where the recording is there.
@Suite(.enabled(if: SharedFiles.path("fixtures/grpo/case.json") != nil))
struct RecordedCasesTests {
    private struct Recording: Decodable {
        struct Case: Decodable {
            var name: String
            var loss: Double
            var norm: Double
            var kind: LossKind
            var level: RatioLevel
            var beta: Double
            var low: Double
            var high: Double
            var limit: Int
            var metrics: [String: Double]

            enum CodingKeys: String, CodingKey {
                case name, loss, beta, metrics
                case norm = "grad_norm"
                case kind = "loss_type"
                case level = "importance_sampling_level"
                case low = "epsilon_low"
                case high = "epsilon_high"
                case limit = "max_completion_length"
            }
        }

        var cases: [Case]
        var promptLengths: [Int]
        var completionLengths: [Int]
        var groupSize: Int

        enum CodingKeys: String, CodingKey {
            case cases
            case promptLengths = "prompt_lengths"
            case completionLengths = "completion_lengths"
            case groupSize = "group_size"
        }
    }

    private let recording: Recording
    private let tensors: SafetensorsFile
    private let fixture: LearnerFixture

    init() throws {
        let json = try #require(SharedFiles.path("fixtures/grpo/case.json"))
        recording = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: URL(filePath: json)))
        tensors = try SafetensorsFile(URL(filePath: try #require(SharedFiles.path("fixtures/grpo/case.safetensors"))))
        fixture = LearnerFixture(
            model: URL(filePath: try #require(SharedFiles.path("fixtures/qwen3-micro"))), groups: try Self.groups(recording, tensors))
    }

    /// Prompts are padded at the left, completions at the right.
    private static func groups(_ recording: Recording, _ file: SafetensorsFile) throws -> [TrainingGroup] {
        let prompts = try file.tensor("prompt_ids")
        let completions = try file.tensor("completion_ids")
        let advantages = try file.tensor("advantages").toFloats()
        func row(_ name: String, _ index: Int) throws -> [Float] {
            Array(try file.tensor(name).select(0, index).toFloats().prefix(recording.completionLengths[index]))
        }
        return try recording.promptLengths.indices.map { group in
            let first = group * recording.groupSize
            return TrainingGroup(
                promptTokens: try prompts.select(0, first).toInts().suffix(recording.promptLengths[group]),
                completions: try (first..<first + recording.groupSize).map { index in
                    TrainingCompletion(
                        tokens: Array(try completions.select(0, index).toInts().prefix(recording.completionLengths[index])),
                        advantage: advantages[index], oldLogProbabilities: try row("old_logps", index),
                        referenceLogProbabilities: try row("ref_logps", index))
                })
        }
    }

    private func learner(_ one: Recording.Case, _ change: (inout Learner.Configuration) -> Void = { _ in }) throws -> Learner {
        try fixture.learner(maxNewTokens: one.limit) {
            $0.loss = one.kind
            $0.ratio = one.level
            $0.klCoefficient = one.beta
            $0.clipLow = one.low
            $0.clipHigh = one.high
            $0.learningRate = 1e-3
            $0.maxGradientNorm = 1
            change(&$0)
        }
    }

    @Test func everyLossAndGradientNorm() throws {
        #expect(recording.cases.count == 20)
        for one in recording.cases {
            let report = try learner(one).gradients(on: fixture.groups).report
            #expect(abs(report.metrics.loss - one.loss) < 1e-5, "\(one.name)")
            #expect(abs(report.gradientNorm - one.norm) < 1e-4 * one.norm, "\(one.name)")
            let metrics = report.metrics
            let mine = [
                "kl": metrics.kl, "entropy": metrics.entropy, "clip_ratio/low_mean": metrics.clipLow,
                "clip_ratio/high_mean": metrics.clipHigh, "clip_ratio/region_mean": metrics.clipFraction,
                "clip_ratio/low_min": metrics.clipLowMinimum, "clip_ratio/high_max": metrics.clipHighMaximum,
                "cispo_clip_ratio": metrics.clipHigh,
            ]
            for (name, value) in one.metrics { #expect(abs(try #require(mine[name]) - value) < 1e-5, "\(one.name) \(name)") }
        }
    }

    @Test(arguments: ["grpo", "dapo"])
    func gradientsAndUpdatedWeights(kind: String) throws {
        let one = try #require(recording.cases.first { $0.name == "\(kind).token.beta0.001" })
        for (shared, checkpointing, budget, chunk) in [(true, false, 16384, 1024), (false, true, 25, 7), (true, true, 20, 3)] {
            let learner = try learner(one) {
                $0.sharedPrefix = shared
                $0.gradientCheckpointing = checkpointing
                $0.microBatchTokens = budget
                $0.headChunk = chunk
            }
            let gradients = try learner.policy.exportNamed(learner.gradients(on: fixture.groups).gradients)
            for (name, tensor) in gradients {
                let distance = try relativeDistance([(name, tensor)]) { try tensors.tensor("\(kind).grad.\($0)") }
                #expect(distance < 1e-5, "\(name)")
            }
            _ = try learner.update(on: fixture.groups)
            for (name, tensor) in try learner.policy.exportNamed(learner.policy.parameters) {
                let mine = try tensor.toFloats()
                let stored = try tensors.tensor("\(kind).after_adamw.\(name)").toFloats()
                let gradient = try tensors.tensor("\(kind).grad.\(name)").toFloats()
                // The first step of Adam divides a gradient by its own size: where that is no larger than rounding, so is the step's direction.
                let settled = gradient.indices.filter { abs(gradient[$0]) > 1e-5 }
                #expect(settled.count > gradient.count / 2, "\(name)")
                #expect(settled.allSatisfy { abs(mine[$0] - stored[$0]) < 1e-6 }, "\(name)")
                #expect(zip(mine, stored).allSatisfy { abs($0 - $1) <= 2.01e-3 }, "\(name)")
            }
        }
    }
}
