import ArgumentParser
import Datasets
import Foundation
import Generation
import Policy
import Rollouts
import Tokenization
import Torch

/// `roifrl generate`: prompts in, completions out.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Sample completions from a model.",
        discussion: """
            Input: one JSON object a line with exactly one of "prompt" (text as it stands), "messages" (through the model's chat
            template) and "prompt_ids" (token ids), and optionally "ignore_eos": true, which goes on to --max-tokens.
            Output: one row per input row, in order: {"text", "token_ids", "logprobs", "finish_reason"}; text is null where the model's folder has no
            tokenizer.json. With --group-size above 1 a row is {"completions": [...]} with one such object each.
            A row's tokens depend on its content, its number and the seed only, not on the other rows.

            Example: echo '{"prompt": "Once"}' | roifrl generate --model Models/tiny --max-tokens 64 --temperature 0.7 --seed 1
            """)

    @Option(help: "A model in a Hugging Face folder.")
    var model: String
    @Option(help: "The rows, a JSONL file; - is standard input.")
    var input = "-"
    @Option(help: "Where the rows go; - is standard output.")
    var output = "-"
    @Flag(help: "Take the most probable token always; the same as --temperature 0.")
    var greedy = false
    @Option(help: "The most new tokens of a completion.")
    var maxTokens = 256
    @Option(help: "Divides the logits; 0 is greedy.")
    var temperature: Float = 1
    @Option(help: "Draw from the K most probable tokens only; 0 is all.")
    var topK = 0
    @Option(help: "Draw from the most probable tokens that make up this probability; 1 is all.")
    var topP: Float = 1
    @Option(help: "Selects the random numbers.")
    var seed: UInt64 = 0
    @Option(name: [.customShort("n"), .long], help: "Completions per row.")
    var groupSize = 1
    @Option(help: ArgumentHelp("Text that ends a completion and is cut off; may be repeated.", valueName: "text"))
    var stop: [String] = []
    @Flag(help: "Ask for a reasoning section from models whose chat template knows one.")
    var thinking = false
    @Option(help: "float32 or bfloat16.")
    var dtype = "float32"
    @Option(help: "auto, cpu, cuda, cuda:1 or mps.")
    var device = "auto"
    @Option(help: "The most completions computed at one time.")
    var maxRows = 128
    @Option(help: "The most memory of the key-value cache, in MiB.")
    var cacheMemory = 1024
    @Option(help: "Where counts and times go, as a JSON file; - is standard output.")
    var metrics: String?

    func validate() throws {
        guard groupSize >= 1 else { throw ValidationError("--group-size: found \(groupSize), expected 1 or more") }
        guard cacheMemory >= 1, cacheMemory <= 1 << 30 else {
            throw ValidationError("--cache-memory: found \(cacheMemory), expected 1 MiB or more")
        }
    }

    func run() throws {
        guard let type = DType(name: dtype), type == .float32 || type == .bfloat16 else {
            throw ValidationError("--dtype: found \(dtype), expected float32 or bfloat16")
        }
        let folder = URL(fileURLWithPath: model)
        let text = try ModelText(folder: folder)
        let policy = try DecoderPolicy.load(folder: folder, device: Device(named: device), dtype: type)
        let (requests, lineNumbers) = try requests(text: text, endTokens: Set(policy.configuration.endTokens))
        let engine = try GenerationEngine(
            policy: policy, configuration: .init(maximumRows: maxRows, cacheBytes: cacheMemory << 20), decode: text.decode)
        let completions: [Completion]
        do {
            completions = try engine.generate(requests)
        } catch let error as GenerationError {
            guard let request = error.request else { throw error }
            throw badLine(lineNumbers[Int(request) / groupSize], "\(error)")
        }
        try writeText(try lines(completions, text: text), to: output)
        try report(engine.metrics)
    }

    private func badLine(_ number: Int, _ reason: String) -> DatasetError {
        .badLine(path: input == "-" ? "standard input" : input, line: number, reason: reason)
    }

    /// `groupSize` requests for every row, one after the other, and the rows' line numbers.
    private func requests(text: ModelText, endTokens: Set<Int>) throws -> ([GenerationRequest], lineNumbers: [Int]) {
        let reader = try JSONLinesReader(path: input)
        var requests: [GenerationRequest] = []
        var lineNumbers: [Int] = []
        while let line = try reader.next() {
            do {
                let row = try GenerateRow(line: line.bytes)
                let tokens = try text.promptTokens(of: row, thinking: thinking)
                let sampling = sampling(stopTokens: row.ignoreEndOfSequence == true ? [] : endTokens)
                for place in 0..<groupSize {
                    let id = UInt64(lineNumbers.count * groupSize + place)
                    requests.append(GenerationRequest(id: id, group: lineNumbers.count, promptTokens: tokens, sampling: sampling))
                }
            } catch let problem as GenerateRow.RowProblem {
                throw badLine(line.number, problem.reason)
            } catch let error as TokenizationError {
                throw badLine(line.number, "\(error)")
            }
            lineNumbers.append(line.number)
        }
        return (requests, lineNumbers)
    }

    private func sampling(stopTokens: Set<Int>) -> SamplingParameters {
        SamplingParameters(
            temperature: greedy ? 0 : temperature, topK: topK, topP: topP, maxNewTokens: maxTokens, stopTokens: stopTokens,
            stopStrings: stop, seed: seed)
    }

    private func lines(_ completions: [Completion], text: ModelText) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let rows = completions.map { completion in
            GeneratedRow(
                text: text.reply(completion.tokens, cutAt: stop), tokenIDs: completion.tokens,
                logProbabilities: completion.logProbabilities,
                finishReason: completion.finishReason.rawValue)
        }
        return try stride(from: 0, to: rows.count, by: groupSize).map { first in
            let line =
                try groupSize == 1 ? encoder.encode(rows[first]) : encoder.encode(["completions": Array(rows[first..<first + groupSize])])
            return String(decoding: line, as: UTF8.self) + "\n"
        }.joined()
    }

    private func report(_ counts: GenerationMetrics) throws {
        let seconds = String(format: "%.2f", counts.seconds)
        let speed = String(format: "%.0f", counts.tokensPerSecond)
        let line = "generated \(counts.generatedTokens) tokens in \(seconds) s, \(speed) tokens/s\n"
        try FileHandle.standardError.write(contentsOf: Data(line.utf8))
        guard let metrics else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try writeText(String(decoding: try encoder.encode(counts), as: UTF8.self) + "\n", to: metrics)
    }
}
