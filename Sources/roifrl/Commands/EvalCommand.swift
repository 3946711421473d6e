import ArgumentParser
import Constraints
import Datasets
import Endpoints
import Evaluation
import Foundation
import PythonSandbox

/// `roifrl eval`: benchmarks of a model or an endpoint, or grading of replies made elsewhere.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Run benchmarks on \(RoIFRL.hasTorch ? "a model or " : "")an endpoint, or grade stored responses.",
        discussion: """
            Benchmarks: sequential, constraints and reasoning are built in (held-out items, the same for every model). The published ones
            read their files, JSONL, JSON or Parquet, from --data FOLDER, as NAME=PATH or as NAME=hub: gsm8k (gsm8k-cot, gsm8k-5shot), math500
            (math500-boxed), mmlu-lite, bbh (bbh-cot, bbh-fewshot), mbpp+, ifeval, ifbench and logicif; in parentheses further
            protocols of the same file. Every score comes with its protocol and a 95 % interval. Replies are sampled once per item, with
            the paper's decoding (0.7, top-p 0.8, top-k 20, 8,192 tokens) unless told otherwise.

            --output FILE.json writes everything; FILE.jsonl holds a row per item, and FILE.sqlite every reply from the moment it
            comes. An evaluation that was interrupted goes on with --resume.

            With --endpoint the model is asked over HTTP. With --responses the replies are rows {"prompt", "response"} or
            {"id", "response"}; no model is needed. Items without a reply count as wrong and are reported.

            \(modelExample)Example: roifrl eval --endpoint http://127.0.0.1:8000/v1 --benchmarks gsm8k,mmlu-lite --data Data/benchmarks --output a.json
            """)

    private static let modelExample =
        RoIFRL.hasTorch
        ? "Example: roifrl eval --model Models/tiny --benchmarks sequential,constraints,reasoning --greedy --output before.json\n" : ""

    @Option(help: ArgumentHelp("A model in a Hugging Face folder.", visibility: .withTorch))
    var model: String?
    @OptionGroup var remote: EvalEndpointOptions
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
    @Flag(help: "Go on with the interrupted evaluation of the same --output.")
    var resume = false

    @Flag(help: "Take the most probable token always; the same as --temperature 0.")
    var greedy = false
    @Option(help: "Divides the logits; 0 is greedy.")
    var temperature: Float = 0.7
    @Option(help: "Draw from the K most probable tokens only; 0 is all.")
    var topK = 20
    @Option(help: "Draw from the most probable tokens that make up this probability; 1 is all.")
    var topP: Float = 0.8
    @Option(help: "The most new tokens of a reply, in place of what each benchmark says.")
    var maxTokens: Int?
    @Option(help: "Selects the random numbers.")
    var seed: UInt64 = 0
    @Flag(help: ArgumentHelp("Ask for a reasoning section from models whose chat template knows one.", visibility: .withTorch))
    var thinking = false
    @Option(help: ArgumentHelp("float32 or bfloat16.", visibility: .withTorch))
    var dtype = "float32"
    @Option(help: ArgumentHelp("auto, cpu, cuda, cuda:1 or mps.", visibility: .withTorch))
    var device = "auto"
    @Option(help: ArgumentHelp("The most replies computed at one time.", visibility: .withTorch))
    var maxRows = 128
    @Option(
        help: ArgumentHelp("Memory for keys and values in GiB: at least a longest prompt with its reply must fit.", visibility: .withTorch))
    var cache = 1.0
    @Flag(help: "Refuse to run the programs of mbpp+ without namespaces (bubblewrap).")
    var requireSandbox = false

    func validate() throws {
        guard [model, remote.endpoint, responses].compactMap({ $0 }).count == 1 else {
            throw ValidationError("expected one of \(RoIFRL.hasTorch ? "--model, " : "")--endpoint and --responses")
        }
        guard ["float32", "bfloat16"].contains(dtype) else {
            throw ValidationError("--dtype: found '\(dtype)', expected float32 or bfloat16")
        }
        if let limit, limit < 1 { throw ValidationError("--limit: found \(limit), expected 1 or more") }
        if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens: found \(maxTokens), expected 1 or more") }
        guard maxRows >= 1 else { throw ValidationError("--max-rows: found \(maxRows), expected 1 or more") }
        guard cache > 0, cache < 65_536 else { throw ValidationError("--cache: found \(cache), expected more than 0") }
        guard temperature >= 0 else { throw ValidationError("--temperature: found \(temperature), expected 0 or more") }
        guard !resume || storePath != nil else { throw ValidationError("--resume needs --output, the file to go on with") }
    }

    func run() async throws {
        let catalogue = BenchmarkCatalogue(
            data: data, resources: .find(folders: data.map { [$0, $0 + "/nltk_data"] } ?? []),
            workers: GradingWorkers(required: requireSandbox ? .namespaces : nil))
        let suites = try benchmarks.split(separator: ",").map { name in
            try catalogue.suite(name.trimmingCharacters(in: .whitespaces), limit: limit)
        }
        let (name, generate) = try responder()
        let store = try storePath.map { try EvaluationStore(URL(filePath: $0), settings: settings(name), resume: resume) }
        let missing = Set(suites.flatMap(\.fallbacks))
        warnOfFallbacks(TextNeed.allCases.filter { missing.contains($0.rawValue) }, catalogue.resources)
        let evaluator = Evaluator(generate: generate)
        var report = EvaluationReport(model: name, results: [])
        for suite in suites {
            let result = try await evaluator.result(of: suite, maxNewTokens: maxTokens, keeping: store)
            if result.unanswered > 0 { note(result) }
            report.results.append(result)
        }
        try write(report)
        try store?.finish()
    }

    /// Says how many items have no reply, and why the first has none.
    private func note(_ result: EvaluationResult) {
        let reason = result.items.lazy.compactMap(\.reply.failure).first ?? ""
        let text = "\(result.suite): no reply to \(result.unanswered) of \(result.items.count) items; the first: \(reason)\n"
        FileHandle.standardError.write(Data(text.utf8))
    }

    private func write(_ report: EvaluationReport) throws {
        print(report.markdown, terminator: "")
        if !report.groupsMarkdown.isEmpty { print("\n" + report.groupsMarkdown, terminator: "") }
        if let output { try writeText(String(decoding: report.json, as: UTF8.self) + "\n", to: output) }
        if let stem { try writeText(report.rows, to: stem + ".jsonl") }
    }

    // MARK: What answers

    /// Its name, and the function that asks it.
    private func responder() throws -> (String, Evaluator.Generate) {
        if let responses { return (responses, try StoredResponses(path: responses).answer) }
        if let model { return (model, try engine(model)) }
        let client = try remote.client()
        let sampling = EndpointResponder.Sampling(
            temperature: greedy ? 0 : Double(temperature), topK: topK, topP: Double(topP), seed: seed, fields: remote.endpointFields)
        let responder = EndpointResponder(client: client, sampling: sampling)
        return (
            "\(client.endpoint.url.absoluteString) \(client.endpoint.model)",
            { questions, maxNewTokens, onReply in
                let progress = ReplyProgress(questions.count)
                try responder.answer(questions, maxNewTokens: maxNewTokens) { index, reply in
                    onReply(index, reply)
                    progress.advance()
                }
            }
        )
    }

    // MARK: What is kept

    /// The output's path without `.json`; nil where there is no file.
    private var stem: String? {
        guard let output, output != "-" else { return nil }
        return output.hasSuffix(".json") ? String(output.dropLast(5)) : output
    }

    private var storePath: String? { stem.map { $0 + ".sqlite" } }

    /// Everything that replies depend on.
    private func settings(_ name: String) -> [String: String] {
        var settings = [
            "model": name, "temperature": greedy ? "0.0" : "\(temperature)", "top-k": "\(topK)", "top-p": "\(topP)", "seed": "\(seed)",
            "thinking": "\(thinking)", "max-tokens": maxTokens.map { "\($0)" } ?? "as each benchmark says",
            "limit": limit.map { "\($0)" } ?? "none", "endpoint-fields": remote.endpointFields ?? "",
        ]
        if let model { settings["model's weights"] = Self.fingerprint(of: model) }
        return settings
    }

    /// Sizes and dates of a model's weights, so that replies of one model are never taken for those of another in the same folder.
    private static func fingerprint(of folder: String) -> String {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".safetensors") }.sorted()
        return names.map { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(name) \(attributes?[.size] ?? 0) \(Int(date))"
        }.joined(separator: ", ")
    }
}
