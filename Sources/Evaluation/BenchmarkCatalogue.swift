public import Constraints
import Datasets
public import Endpoints
import Foundation
import PythonSandbox

/// The benchmarks by name: built in, or read from their published files.
public struct BenchmarkCatalogue: Sendable {
    /// A folder with published files under their published names.
    public var data: String?
    /// Language data that some constraints read.
    public var resources: TextResources
    private let workers: GradingWorkers
    private let hub: HubCache

    /// - Parameters:
    ///   - workers: what grades with Python; started where a benchmark needs it.
    ///   - hub: what fetches `NAME=hub`.
    public init(
        data: String? = nil, resources: TextResources, workers: GradingWorkers = GradingWorkers(), hub: HubCache = HubCache()
    ) {
        self.data = data
        self.resources = resources
        self.workers = workers
        self.hub = hub
    }

    /// One benchmark on the command line.
    public struct Entry: Sendable {
        public let name: String
        /// Names under which its file is looked for in a folder of data, beside `NAME.jsonl`, `NAME.json` and `NAME.parquet`; empty for
        /// what is built in.
        public let files: [String]
        /// Where it is published; nil where it is not one file.
        public let hub: HubFile?

        init(_ name: String, _ files: String..., hub: HubFile? = nil) {
            self.name = name
            self.files = files
            self.hub = hub
        }

        var isBuiltIn: Bool { files.isEmpty }

        var candidates: [String] { files + ["jsonl", "json", "parquet"].map { "\(name).\($0)" } }
    }

    /// Everything there is.
    public static let entries: [Entry] = [
        Entry("sequential"), Entry("constraints"), Entry("reasoning"), Entry("gsm8k", "gsm8k_test.jsonl", hub: gsm8k),
        Entry("gsm8k-cot", "gsm8k_test.jsonl", hub: gsm8k), Entry("gsm8k-5shot", "gsm8k_test.jsonl"),
        Entry("math500", "math500_test.jsonl", "MATH-500.jsonl", "MATH-500/test.jsonl", hub: math500),
        Entry("math500-boxed", "math500_test.jsonl", "MATH-500.jsonl", "MATH-500/test.jsonl", "math500.jsonl", hub: math500),
        Entry(
            "mmlu-lite", "mmlu_lite_en.jsonl", "Global-MMLU-Lite/en/test-00000-of-00001.parquet",
            hub: HubFile("CohereLabs/Global-MMLU-Lite", "en/test-00000-of-00001.parquet")),
        Entry("bbh", "bbh"), Entry("bbh-cot", "bbh"), Entry("bbh-fewshot", "bbh"),
        Entry(
            "mbpp+", "mbppplus.jsonl", "MbppPlus.jsonl", "mbppplus/data/test-00000-of-00001-d5781c9c51e02795.parquet",
            hub: HubFile("evalplus/mbppplus", "data/test-00000-of-00001-d5781c9c51e02795.parquet")),
        Entry("ifeval", "ifeval_input_data.jsonl", hub: HubFile("google/IFEval", "ifeval_input_data.jsonl")),
        Entry("ifbench", "IFBench_test.jsonl", hub: HubFile("allenai/IFBench_test", "data/train-00000-of-00001.parquet")),
        Entry("logicif", "logic-if-eval.jsonl", "logic-if-eval-mini.jsonl", "logicifeval.jsonl"),
    ]

    private static let gsm8k = HubFile("openai/gsm8k", "main/test-00000-of-00001.parquet")
    private static let math500 = HubFile("HuggingFaceH4/MATH-500", "test.jsonl")

    /// - Parameters:
    ///   - text: `name`, `name=path` for another file, `name=hub` for the published one, or `name=hub:owner/dataset/file`.
    ///   - limit: the most items, spread evenly over the suite; what is generated is not made in greater number.
    /// - Throws: ``EvaluationError``, `DatasetError`, from the hub `EndpointError` and, where Python grades, `PythonSandboxError`.
    public func suite(_ text: String, limit: Int? = nil) throws -> ItemSuite {
        try whole(text, limit).limited(to: limit)
    }

    private func whole(_ text: String, _ limit: Int?) throws -> ItemSuite {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let known = Self.entries.first(where: { $0.name == parts.first }) else {
            throw EvaluationError.unknownBenchmark(name: parts.first ?? text, known: Self.entries.map(\.name))
        }
        if parts.count == 2 { return try load(known.name, path: try published(parts[1], known) ?? parts[1]) }
        return known.isBuiltIn ? try builtIn(known.name, limit) : try load(known.name, path: try file(of: known))
    }

    /// The kept file that `hub` or `hub:...` names; nil for any other path.
    private func published(_ path: String, _ entry: Entry) throws -> String? {
        guard path == "hub" || path.hasPrefix("hub:") else { return nil }
        guard let file = path == "hub" ? entry.hub : HubFile(String(path.dropFirst(4))) else {
            throw EvaluationError.notOnHub(name: entry.name, found: path)
        }
        return try hub.file(file)
    }

    private func file(of entry: Entry) throws -> String {
        let places = data.map { folder in entry.candidates.map { "\(folder)/\($0)" } } ?? []
        guard let found = places.first(where: FileManager.default.fileExists) else {
            throw EvaluationError.needsFile(name: entry.name, file: entry.candidates.joined(separator: " or "))
        }
        return found
    }

    private func builtIn(_ name: String, _ limit: Int?) throws -> ItemSuite {
        switch name {
        case "sequential":
            let most = SequentialSuite.builtInCount
            return try SequentialSuite.builtIn(count: min(limit ?? most, most), sandbox: try workers.sandbox())
        case "constraints": return ConstraintSuites.builtIn(resources: resources)
        default: return ReasoningSuite.builtIn()
        }
    }

    private func load(_ name: String, path: String) throws -> ItemSuite {
        if let variant = GSM8KSuite.Variant(rawValue: name) { return try GSM8KSuite.load(path: path, variant: variant) }
        if let variant = BBHSuite.Variant(rawValue: name) { return try BBHSuite.load(path: path, variant: variant) }
        if let variant = Math500Suite.Variant(rawValue: name) {
            return try Math500Suite.load(path: path, variant: variant, equivalence: try workers.equivalence())
        }
        let file = URL(fileURLWithPath: path).lastPathComponent
        switch name {
        case "sequential": return SequentialSuite.suite(of: try SequentialDataset.instructions(path: path), variant: file)
        case "logicif": return SequentialSuite.logicIF(of: try SequentialDataset.instructions(path: path))
        case "constraints": return try ConstraintSuites.training(path: path, resources: resources)
        case "reasoning": return ReasoningSuite.suite(of: try problems(path), variant: file)
        case "mmlu-lite": return try MMLULiteSuite.load(path: path)
        case "mbpp+": return try MBPPPlusSuite.load(path: path, sandbox: try workers.sandbox())
        case "ifeval": return try ConstraintSuites.benchmark(.ifeval, path: path, resources: resources)
        default: return try ConstraintSuites.benchmark(.ifbench, path: path, resources: resources)
        }
    }

    private func problems(_ path: String) throws -> [ReasoningTasks.Problem] {
        try BenchmarkRows.read(
            ReasoningTasks.Problem.self, path: path, benchmark: "reasoning", expected: "the texts id, task, prompt and answer")
    }
}
