import ArgumentParser
import Foundation
import Policy
import Torch

/// `roifrl score`: log-probabilities of given completions.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Log-probabilities of given completions, per token.",
        discussion: """
            Input: one JSON object a line, {"prompt_ids", "completion_ids"}, the prompt of at least one token. Output: one row per input
            row, in order: {"logprobs"}, one number per completion token.

            Example: echo '{"prompt_ids": [1, 2], "completion_ids": [3, 4]}' | roifrl score --model Models/tiny --input -
            """)

    @Option(help: "A folder with config.json and safetensors.")
    var model: String
    @Option(help: "The rows, a JSONL file; - is standard input.")
    var input = "-"
    @Option(help: "Where the rows go; - is standard output.")
    var output = "-"
    @Option(help: "float32 or bfloat16.")
    var dtype = "float32"
    @Option(help: "auto, cpu, cuda, cuda:1 or mps.")
    var device = "auto"
    @Option(help: "Tokens that go through the model at one time.")
    var batchTokens = 8192

    func validate() throws {
        guard ["float32", "bfloat16"].contains(dtype) else {
            throw ValidationError("--dtype: found '\(dtype)', expected float32 or bfloat16")
        }
        guard batchTokens >= 1 else { throw ValidationError("--batch-tokens: found \(batchTokens), expected 1 or more") }
    }

    func run() throws {
        let place = try Device(named: device)
        let policy = try DecoderPolicy.load(
            folder: URL(filePath: model), device: place, dtype: DType(name: dtype) ?? .float32)
        let scorer = CompletionScorer(policy: policy, tokenBudget: batchTokens)
        let rows = try JSONLinesInput<ScoreRow>(path: input)
        let scores = try JSONLinesOutput(path: output)
        var batch: [CompletionScorer.Row] = []
        var tokens = 0
        while let (line, row) = try rows.next() {
            if let problem = row.problem(vocabulary: policy.configuration.vocabularySize) { throw rows.failure(line: line, problem) }
            batch.append(.init(prompt: row.promptIDs, completion: row.completionIDs))
            tokens += row.promptIDs.count + row.completionIDs.count
            // Several packs at a time, so that few of them are cut short by the end of a batch.
            if tokens / 4 >= batchTokens {
                try score(batch, with: scorer, to: scores)
                (batch, tokens) = ([], 0)
            }
        }
        try score(batch, with: scorer, to: scores)
    }

    private func score(_ batch: [CompletionScorer.Row], with scorer: CompletionScorer, to output: JSONLinesOutput) throws {
        for logProbabilities in try scorer.score(batch) { try output.write(ScoreResult(logprobs: logProbabilities)) }
    }
}

/// A row of `roifrl score`.
private struct ScoreRow: Decodable {
    var promptIDs: [Int]
    var completionIDs: [Int]

    enum CodingKeys: String, CodingKey {
        case promptIDs = "prompt_ids"
        case completionIDs = "completion_ids"
    }

    /// What is wrong with the row, naming its key; nil where nothing is.
    func problem(vocabulary: Int) -> String? {
        if promptIDs.isEmpty { return "prompt_ids: found no tokens, expected at least one" }
        for (key, ids) in [("prompt_ids", promptIDs), ("completion_ids", completionIDs)] {
            guard let index = ids.firstIndex(where: { $0 < 0 || $0 >= vocabulary }) else { continue }
            return "\(key).[\(index)]: found token id \(ids[index]), expected 0 ..< \(vocabulary)"
        }
        return nil
    }
}

/// What `roifrl score` writes.
private struct ScoreResult: Encodable {
    var logprobs: [Float]
}
