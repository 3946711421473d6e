import ArgumentParser
import Constraints
import Datasets
import Evaluation
import Foundation
import Generation
import Training

/// `roifrl eval`: benchmarks of a model, or grading of replies made elsewhere.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Run benchmarks on a model, or grade stored responses.",
        discussion: """
            Benchmarks: sequential, constraints and reasoning are built in (held-out items, the same for every model); gsm8k, gsm8k-cot, bbh,
            ifeval and ifbench read their published files, from --data FOLDER or as NAME=PATH. Every score comes with its protocol and
            a 95 % interval. Replies are sampled once per item, with the paper's decoding unless told otherwise.

            With --responses the replies are rows {"prompt", "response"} or {"id", "response"}; no model is needed.

            Example: roifrl eval --model Models/tiny --benchmarks sequential,constraints,reasoning --greedy --output before.json
            """)

    @Option(help: "A model in a Hugging Face folder.")
    var model: String?
    @Option(help: ArgumentHelp("Stored replies to grade, a JSONL file.", valueName: "file"))
    var responses: String?
    @Option(help: "Names separated by commas, each NAME or NAME=PATH.")
    var benchmarks: String
    @Option(help: ArgumentHelp("A folder with the published files.", valueName: "folder"))
    var data: String?
    @Option(help: "At most this many items of each benchmark, spread evenly.")
    var limit: Int?
    @Option(name: .shortAndLong, help: ArgumentHelp("Where all results go as JSON, item by item.", valueName: "file"))
    var output: String?

    @Flag(help: "Take the most probable token always; the same as --temperature 0.")
    var greedy = false
    @Option(help: "Divides the logits; 0 is greedy.")
    var temperature: Float = 0.7
    @Option(help: "Draw from the K most probable tokens only; 0 is all.")
    var topK = 20
    @Option(help: "Draw from the most probable tokens that make up this probability; 1 is all.")
    var topP: Float = 0.8
    @Option(help: "The most new tokens of a reply, in place of what each benchmark's protocol says.")
    var maxTokens: Int?
    @Option(help: "Selects the random numbers.")
    var seed: UInt64 = 0
    @Flag(help: "Ask for a reasoning section from models whose chat template knows one.")
    var thinking = false
    @Option(help: "float32 or bfloat16.")
    var dtype = "float32"
    @Option(help: "auto, cpu, cuda, cuda:1 or mps.")
    var device = "auto"
    @Option(help: "The most replies computed at one time.")
    var maxRows = 128

    func validate() throws {
        guard (model == nil) != (responses == nil) else { throw ValidationError("expected either --model or --responses") }
        guard ["float32", "bfloat16"].contains(dtype) else {
            throw ValidationError("--dtype: found '\(dtype)', expected float32 or bfloat16")
        }
        if let limit, limit < 1 { throw ValidationError("--limit: found \(limit), expected 1 or more") }
        if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens: found \(maxTokens), expected 1 or more") }
        guard maxRows >= 1 else { throw ValidationError("--max-rows: found \(maxRows), expected 1 or more") }
    }

    func run() async throws {
        let catalogue = BenchmarkCatalogue(data: data, resources: .find(folders: data.map { [$0, $0 + "/nltk_data"] } ?? []))
        let suites = try benchmarks.split(separator: ",").map { name in
            try catalogue.suite(name.trimmingCharacters(in: .whitespaces)).limited(to: limit)
        }
        let missing = Set(suites.flatMap(\.fallbacks))
        warnOfFallbacks(TextNeed.allCases.filter { missing.contains($0.rawValue) }, catalogue.resources)
        let evaluator = Evaluator(generate: try generator())
        var report = EvaluationReport(model: model ?? responses ?? "", results: [])
        for suite in suites { report.results.append(try await evaluator.result(of: suite, maxNewTokens: maxTokens)) }
        print(report.markdown, terminator: "")
        if !report.groupsMarkdown.isEmpty { print("\n" + report.groupsMarkdown, terminator: "") }
        if let output { try writeText(String(decoding: report.json, as: UTF8.self) + "\n", to: output) }
    }

    private func generator() throws -> Evaluator.Generate {
        if let responses {
            let stored = try StoredResponses(path: responses)
            return { items, _ in
                let (replies, missing) = stored.replies(to: items)
                if missing > 0 {
                    FileHandle.standardError.write(Data("\(responses): no reply for \(missing) of \(items.count) items\n".utf8))
                }
                return replies
            }
        }
        var settings = RunConfiguration.Model()
        settings.path = model ?? ""
        settings.device = device
        settings.dtype = RunConfiguration.ComputeType(rawValue: dtype) ?? .float32
        let loaded = try LoadedModel.load(settings, seed: seed)
        let responder = ModelResponder(
            engine: try GenerationEngine(policy: loaded.policy, configuration: .init(maximumRows: maxRows)), chat: loaded.chat,
            sampling: .init(temperature: greedy ? 0 : temperature, topK: topK, topP: topP, seed: seed, thinking: thinking))
        return { items, maxNewTokens in
            let isTerminal = isatty(STDERR_FILENO) == 1
            let replies = try responder.replies(to: items, maxNewTokens: maxNewTokens) { done in
                guard isTerminal else { return }
                FileHandle.standardError.write(Data("\r\(done)/\(items.count) replies ".utf8))
            }
            if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
            return replies
        }
    }
}
