import Foundation
import Generation
import Testing
import Torch

@Suite struct SamplingTests {
    let logits: [Double] = [0.5, -1, 2, 2, -30, 1.25]

    /// The tokens that `count` evenly spaced uniforms draw, as counts per token, and the log-probability reported for each token.
    func draw(_ count: Int, temperature: Float, topK: Int32 = 0, topP: Float = 1) throws -> (counts: [Int], logProbabilities: [Int: Float])
    {
        let row = try Tensor(logits.map(Float.init), shape: [1, logits.count])
        let rows = try row.expand([count, logits.count])
        let drawn = try rows.sample(
            temperature: Array(repeating: temperature, count: count), topK: Array(repeating: topK, count: count),
            topP: Array(repeating: topP, count: count), uniform: (0..<count).map { (Double($0) + 0.5) / Double(count) })
        var counts = Array(repeating: 0, count: logits.count)
        for token in drawn.tokens { counts[token] += 1 }
        return (counts, Dictionary(zip(drawn.tokens, drawn.logProbabilities)) { first, _ in first })
    }

    func probabilities(temperature: Double, of kept: [Int]? = nil) -> [Double] {
        let weights = logits.indices.map { kept?.contains($0) ?? true ? exp(logits[$0] / temperature) : 0 }
        return weights.map { $0 / weights.reduce(0, +) }
    }

    func expectFrequencies(_ counts: [Int], _ probabilities: [Double]) {
        let total = Double(counts.reduce(0, +))
        // Evenly spaced uniforms hit an interval of probability p within one of p * total times.
        for (count, probability) in zip(counts, probabilities) { #expect(abs(Double(count) - probability * total) <= 1.01) }
    }

    @Test(arguments: [0.5, 1, 2]) func frequenciesAreTheProbabilitiesAtTheTemperature(temperature: Double) throws {
        let (counts, logProbabilities) = try draw(10_000, temperature: Float(temperature))
        let expected = probabilities(temperature: temperature)
        expectFrequencies(counts, expected)
        for (token, value) in logProbabilities { #expect(abs(Double(value) - log(expected[token])) < 1e-5) }
    }

    @Test func topKKeepsTheMostProbable() throws {
        let (counts, logProbabilities) = try draw(1000, temperature: 1, topK: 3)
        expectFrequencies(counts, probabilities(temperature: 1, of: [2, 3, 5]))
        // The reported log-probability is that under the whole distribution.
        #expect(abs(Double(logProbabilities[5] ?? 0) - log(probabilities(temperature: 1)[5])) < 1e-5)
        // Of the two equal ones the lower id is kept.
        #expect(try draw(100, temperature: 1, topK: 1).counts == [0, 0, 100, 0, 0, 0])
    }

    @Test func topPKeepsTheSmallestSufficientSet() throws {
        let whole = probabilities(temperature: 1)
        // Tokens 2 and 3 have about 0.36 each, 5 about 0.17: 0.75 needs all three, 0.7 only two.
        #expect(whole[2] + whole[3] > 0.7 && whole[2] + whole[3] < 0.75)
        expectFrequencies(try draw(1000, temperature: 1, topP: 0.7).counts, probabilities(temperature: 1, of: [2, 3]))
        expectFrequencies(try draw(1000, temperature: 1, topP: 0.75).counts, probabilities(temperature: 1, of: [2, 3, 5]))
        // At temperature 2 the distribution is flatter, and the cut comes after the temperature.
        expectFrequencies(try draw(1000, temperature: 2, topP: 0.7).counts, probabilities(temperature: 2, of: [2, 3, 5]))
    }

    @Test func greedyTakesTheFirstOfTheLargest() throws {
        let (counts, logProbabilities) = try draw(10, temperature: 0)
        #expect(counts == [0, 0, 10, 0, 0, 0])
        #expect(abs(Double(logProbabilities[2] ?? 0) - log(probabilities(temperature: 1)[2])) < 1e-5)
    }

    /// The distribution over request ids: what a group of rollouts sees.
    @Test func streamsOfManyRequestsFollowTheDistribution() throws {
        let count = 20_000
        let rows = try Tensor(logits.map(Float.init), shape: [1, logits.count]).expand([count, logits.count])
        let uniforms = (0..<UInt64(count)).map { RandomStream(seed: 5, stream: $0).uniform(at: 7) }
        let ones = Array(repeating: 1 as Float, count: count)
        let drawn = try rows.sample(temperature: ones, topK: Array(repeating: 0, count: count), topP: ones, uniform: uniforms)
        for (token, probability) in probabilities(temperature: 1).enumerated() {
            let found = Double(drawn.tokens.count { $0 == token }) / Double(count)
            let deviation = (probability * (1 - probability) / Double(count)).squareRoot()
            #expect(abs(found - probability) <= 4 * deviation)
        }
    }
}
