import Constraints
import Datasets
import Evaluation
import Foundation
import PythonSandbox
import Rollouts
import SequentialExecution
import Training

/// The training prompts that a configuration names.
/// - Parameter file: the configuration's, for messages.
func loadSources(_ configuration: RunConfiguration, file: String) throws -> [PromptSource] {
    guard !configuration.sources.isEmpty else {
        throw ConfigurationError.missing(file: file, path: "source", expected: "at least one [[source]]")
    }
    let resources = TextResources.find()
    let judge = try configuration.judge.make()
    return try configuration.sources.map { source in
        let prompts = try loadPrompts(source, resources)
        let judged = judge.map { prompts.judged(by: $0, weight: configuration.judge.weight) }
        return PromptSource(
            name: source.name, prompts: judged ?? prompts, difficulty: configuration.difficulty(of: source),
            advantageWeight: source.advantageWeight)
    }
}

/// The benchmarks that a run puts to its policy between steps; none where it is not asked to.
func loadSuites(_ configuration: PeriodicEvaluation.Configuration) throws -> [ItemSuite] {
    guard configuration.every > 0 else { return [] }
    let catalogue = BenchmarkCatalogue(resources: .find())
    return try configuration.benchmarks.map { name in
        try catalogue.suite(name).limited(to: configuration.limit > 0 ? configuration.limit : nil)
    }
}

/// The prompts of one source, at least one.
func loadPrompts(_ source: RunConfiguration.Source, _ resources: TextResources) throws -> [Prompt] {
    let prompts = try DataFiles.expand(source.path).flatMap { try loadPrompts(path: $0, source: source, resources: resources) }
    guard !prompts.isEmpty else { throw TrainingError.emptySource(name: source.name, path: source.path.joined(separator: ", ")) }
    return source.limit > 0 ? Array(prompts.prefix(source.limit)) : prompts
}

private func loadPrompts(path: String, source: RunConfiguration.Source, resources: TextResources) throws -> [Prompt] {
    switch source.kind {
    case .constraints:
        return try ConstraintDataset.prompts(
            path: path, source: source.name, combination: source.grading == .all ? .all : .mean, resources: resources)
    case .sequential:
        return try SequentialDataset.prompts(
            path: path, source: source.name, grading: source.grading == .graded ? .graded : .exact)
    case .math:
        return try MathDataset.prompts(path: path, source: source.name, equivalence: try .shared())
    case .chat:
        throw ConfigurationError.wrongValue(
            file: "the configuration", path: "source \(source.name).kind", found: "\"chat\"",
            expected: "a kind with rewards: \"constraints\", \"sequential\" or \"math\"")
    }
}
