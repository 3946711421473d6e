import Foundation
import Generation
import Policy
import TestSupport
import Testing
import Torch

/// Greedy tokens of `transformers`.
@Suite struct GreedyParityTests {
    /// What `generate` of transformers 5.23 makes of the first seven tokens of each tiny checkpoint under Tests/Fixtures/policy, and the sum of
    /// the tokens' log-probabilities.
    @Test(arguments: [
        ("qwen3", [0, 23] + Array(repeating: 7, count: 22), -37.1949),
        ("qwen3-bias", Array(repeating: 15, count: 24), -55.9636),
        ("qwen2", [19, 19, 19, 19, 4, 19, 19, 19, 19, 19, 4] + Array(repeating: 19, count: 13), -52.577),
        ("llama3", Array(repeating: 13, count: 8) + Array(repeating: 16, count: 11) + Array(repeating: 10, count: 5), -50.1732),
    ]) func tinyCheckpoints(name: String, expected: [Int], logProbability: Double) throws {
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/policy/\(name)")
        let prompt = try SafetensorsFile(folder.appending(path: "expected.safetensors")).tensor("tokens").toInts().prefix(7)
        let engine = try GenerationEngine(policy: .load(folder: folder), configuration: .init(blockSize: 4, cacheTokens: 64))
        let completion = try engine.generate([
            GenerationRequest(id: 0, promptTokens: Array(prompt), sampling: .greedy(maxNewTokens: 24))
        ])[0]
        #expect(completion.tokens == expected)
        #expect(abs(completion.logProbabilities.reduce(0) { $0 + Double($1) } - logProbability) < 2e-3)
    }

    /// Continuations of the recorded prompts of a larger checkpoint, where it is at hand.
    @Test(.enabled(if: SharedFiles.path("fixtures/qwen3-micro") != nil)) func recordedPrompts() throws {
        let path = try #require(SharedFiles.path("fixtures/qwen3-micro"))
        let folder = URL(fileURLWithPath: path)
        let expected = try SafetensorsFile(folder.appending(path: "expected.safetensors"))
        // Padded on the left.
        let prompts = try expected.tensor("padded.input_ids")
        let lengths = try expected.tensor("padded.attention_mask").sum(1).toInts()
        let greedy = try expected.tensor("greedy.tokens")
        let engine = try GenerationEngine(policy: .load(folder: folder), configuration: .init(cacheTokens: 1024))
        let requests = try (0..<prompts.shape[0]).map { row in
            GenerationRequest(
                id: UInt64(row), promptTokens: Array(try prompts[row].toInts().suffix(lengths[row])),
                sampling: .greedy(maxNewTokens: greedy.shape[1]))
        }
        for (row, completion) in try engine.generate(requests).enumerated() {
            #expect(completion.tokens == (try greedy[row].toInts()))
        }
    }
}
