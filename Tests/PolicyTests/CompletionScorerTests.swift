import Policy
import Testing
import Torch

@Suite struct CompletionScorerTests {
    private static let rows: [CompletionScorer.Row] = [
        .init(prompt: [1, 5, 9], completion: [3, 4, 8]), .init(prompt: [2], completion: []), .init(prompt: [1, 5, 9], completion: [11]),
        .init(prompt: [7, 7], completion: [6, 6, 20, 1, 0]), .init(prompt: [1, 5, 9], completion: [3, 4, 8, 23]),
    ]

    /// The slow way: every row alone, all logits.
    private func reference(_ policy: DecoderPolicy, _ row: CompletionScorer.Row) throws -> [Float] {
        let logProbabilities = try policy.logits(row.prompt + row.completion).logSoftmax()
        return try row.completion.enumerated().map { index, token in
            try logProbabilities[row.prompt.count + index - 1][token].toFloats()[0]
        }
    }

    @Test(arguments: [1, 8, 1000], [1, 2, 256])
    func packsGiveWhatEveryRowGivesAlone(tokenBudget: Int, chunkRows: Int) throws {
        let policy = try DecoderPolicy.load(folder: Fixtures.folder("qwen3-bias"))
        let scores = try CompletionScorer(policy: policy, tokenBudget: tokenBudget, chunkRows: chunkRows).score(Self.rows)
        #expect(scores.map(\.count) == [3, 0, 1, 5, 4])
        for (row, score) in zip(Self.rows, scores) {
            for (one, two) in zip(score, try reference(policy, row)) { #expect(abs(one - two) < 1e-5) }
        }
    }

    @Test func impossibleRowsAreRefused() throws {
        let scorer = CompletionScorer(policy: try DecoderPolicy.load(folder: Fixtures.folder("qwen3")))
        #expect(throws: PolicyError.self) { try scorer.score([.init(prompt: [], completion: [1])]) }
        #expect(throws: PolicyError.token(found: 24, vocabulary: 24)) { try scorer.score([.init(prompt: [24], completion: [1])]) }
        #expect(throws: TorchError.self) { try scorer.score([.init(prompt: [1], completion: [24])]) }
        #expect(try scorer.score([]) == [])
    }
}
