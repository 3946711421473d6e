import Foundation
import Learning
import TestSupport
import Testing

/// The stored case of `Tests/Fixtures/objective.py`.
private struct Fixture: Decodable {
    struct Case: Decodable {
        var loss: LossKind
        var ratio: RatioLevel
        var kl: Double
        var corrected: Bool
        var cap: Double?
        var low: Double
        var high: Double
        var value: Double
        var gradient: [[Double]]
    }

    var limit: Int
    var advantages: [Float]
    var current: [[Float]]
    var old: [[Float]]
    var reference: [[Float]]
    var sampler: [[Float]]
    var cases: [Case]

    static func load() throws -> Fixture {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: tests.appending(path: "Fixtures/objective.json")))
    }

    func samples(reference withReference: Bool) -> [CompletionSample] {
        current.indices.map {
            CompletionSample(
                tokens: current[$0].count, advantage: advantages[$0], old: old[$0], reference: withReference ? reference[$0] : nil,
                sampler: sampler[$0])
        }
    }

    func objective(_ one: Case) -> Objective {
        let tokens = current.reduce(0) { $0 + $1.count }
        return Objective(
            configuration: Objective.Configuration(
                loss: one.loss, ratio: one.ratio, clip: ClipRange(low: one.low, high: one.high), klCoefficient: one.kl,
                klRatioCorrection: one.corrected, importanceCap: one.cap),
            totals: BatchTotals(completions: current.count, tokens: tokens, maxNewTokens: limit))
    }
}

@Suite struct ObjectiveParityTests {
    @Test func everyLossMatchesAutomaticDifferentiation() throws {
        let fixture = try Fixture.load()
        #expect(fixture.cases.count == 60)
        for one in fixture.cases {
            let result = ObjectiveTests.evaluate(
                fixture.objective(one), fixture.samples(reference: one.kl != 0), fixture.current)
            #expect(abs(result.loss - one.value) < 1e-12, "\(one.loss) \(one.ratio) \(one.kl)")
            for (mine, theirs) in zip(result.gradient.joined(), one.gradient.joined()) {
                #expect(abs(Double(mine) - theirs) <= 1e-6 * max(1, abs(theirs)), "\(one.loss) \(one.ratio) \(one.kl)")
            }
        }
    }

    @Test func derivativeMatchesFiniteDifferences() throws {
        let fixture = try Fixture.load()
        let step: Float = 0x1p-10
        // The clamped ratio of CISPO is held fixed, so its derivative is not that of its value.
        for one in fixture.cases where one.loss != .cispo {
            let objective = fixture.objective(one)
            let samples = fixture.samples(reference: one.kl != 0)
            let result = ObjectiveTests.evaluate(objective, samples, fixture.current)
            for row in fixture.current.indices {
                for token in fixture.current[row].indices {
                    var (up, down) = (fixture.current, fixture.current)
                    up[row][token] += step
                    down[row][token] -= step
                    let distance = Double(up[row][token]) - Double(down[row][token])
                    let slope =
                        (ObjectiveTests.evaluate(objective, samples, up).loss - ObjectiveTests.evaluate(objective, samples, down).loss)
                        / distance
                    #expect(abs(Double(result.gradient[row][token]) - slope) < 2e-6)
                }
            }
        }
    }

    /// A completion evaluated in runs, as the head's chunks give them, is the completion evaluated at once, bit for bit.
    @Test func runsOfACompletionAddUp() throws {
        let fixture = try Fixture.load()
        for one in fixture.cases where one.ratio == .token {
            let objective = fixture.objective(one)
            let sample = fixture.samples(reference: true)[0]
            let current = fixture.current[0]
            let entropies = current.map { -$0 }
            let whole = objective.evaluate(sample, logProbabilities: current, entropies: entropies)
            var coefficients = [Float](repeating: 9, count: current.count)
            var statistics = CompletionStatistics()
            for run in [0..<2, 2..<3, 3..<5] {
                current.withUnsafeBufferPointer { values in
                    entropies.withUnsafeBufferPointer { entropy in
                        coefficients.withUnsafeMutableBufferPointer {
                            objective.accumulate(
                                sample, from: run.lowerBound, logProbabilities: UnsafeBufferPointer(rebasing: values[run]),
                                entropies: UnsafeBufferPointer(rebasing: entropy[run]),
                                coefficients: UnsafeMutableBufferPointer(rebasing: $0[run]), statistics: &statistics)
                        }
                    }
                }
            }
            #expect(coefficients == whole.coefficients)
            #expect(statistics == whole.statistics)
        }
    }
}
