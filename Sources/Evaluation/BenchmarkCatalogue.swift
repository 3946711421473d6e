public import Constraints
import Datasets
import Foundation

/// The benchmarks by name: built in, or read from their published files.
public struct BenchmarkCatalogue: Sendable {
    /// A folder with published files under their published names.
    public var data: String?
    /// Language data that some constraints read.
    public var resources: TextResources

    public init(data: String? = nil, resources: TextResources) {
        self.data = data
        self.resources = resources
    }

    /// Every name, with the file it reads by default; nil for what is built in.
    public static let names: [(name: String, file: String?)] = [
        ("sequential", nil), ("constraints", nil), ("reasoning", nil), ("gsm8k", "gsm8k_test.jsonl"), ("gsm8k-cot", "gsm8k_test.jsonl"),
        ("bbh", "bbh"), ("ifeval", "ifeval_input_data.jsonl"), ("ifbench", "IFBench_test.jsonl"),
    ]

    /// - Parameter text: `name`, or `name=path` for another file.
    /// - Throws: ``EvaluationError`` and `DatasetError`.
    public func suite(_ text: String) throws -> ItemSuite {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let known = Self.names.first(where: { $0.name == parts.first }) else {
            throw EvaluationError.unknownBenchmark(name: parts.first ?? text, known: Self.names.map(\.name))
        }
        if parts.count == 2 { return try load(known.name, path: parts[1]) }
        guard let file = known.file else { return builtIn(known.name) }
        guard let data else {
            throw EvaluationError.needsFile(name: known.name, file: file)
        }
        return try load(known.name, path: data + "/" + file)
    }

    private func builtIn(_ name: String) -> ItemSuite {
        switch name {
        case "sequential": return SequentialSuite.builtIn()
        case "constraints": return ConstraintSuites.builtIn(resources: resources)
        default: return ReasoningSuite.builtIn()
        }
    }

    private func load(_ name: String, path: String) throws -> ItemSuite {
        let file = URL(fileURLWithPath: path).lastPathComponent
        switch name {
        case "sequential": return SequentialSuite.suite(of: try SequentialDataset.instructions(path: path), variant: file)
        case "constraints": return try ConstraintSuites.training(path: path, resources: resources)
        case "reasoning": return ReasoningSuite.suite(of: try problems(path), variant: file)
        case "gsm8k": return try GSM8KSuite.load(path: path)
        case "gsm8k-cot": return try GSM8KSuite.load(path: path, variant: .zeroShot)
        case "bbh": return try BBHSuite.load(path: path)
        case "ifeval": return try ConstraintSuites.benchmark(.ifeval, path: path, resources: resources)
        default: return try ConstraintSuites.benchmark(.ifbench, path: path, resources: resources)
        }
    }

    private func problems(_ path: String) throws -> [ReasoningTasks.Problem] {
        var problems: [ReasoningTasks.Problem] = []
        let reader = try JSONLinesReader(path: path)
        while let line = try reader.next() {
            guard let row = try? JSONDecoder().decode(ReasoningTasks.Problem.self, from: Data(line.bytes)) else {
                throw EvaluationError.badRow(path: path, line: line.number, reason: "expected the texts id, task, prompt and answer")
            }
            problems.append(row)
        }
        return problems
    }
}
