import Constraints
import Datasets
import Evaluation
import Foundation
import PythonSandbox
import Rollouts
import SequentialExecution
import Training

/// The training prompts that a configuration names, and what the run's log should say of the language data that their rewards lack.
/// - Parameter file: the configuration's, for messages.
func loadSources(_ configuration: RunConfiguration, file: String) throws -> (sources: [PromptSource], notes: [String]) {
    guard !configuration.sources.isEmpty else {
        throw ConfigurationError.missing(file: file, path: "source", expected: "at least one [[source]]")
    }
    let resources = TextResources.find()
    let judge = try configuration.judge.make()
    var missing: Set<TextNeed> = []
    let sources = try configuration.sources.map { source in
        let prompts = try loadPrompts(source, resources)
        missing.formUnion(prompts.fallbacks(resources))
        let judged = judge.map { prompts.judged(by: $0, weight: configuration.judge.weight) }
        return PromptSource(
            name: source.name, prompts: judged ?? prompts, difficulty: configuration.difficulty(of: source),
            advantageWeight: source.advantageWeight)
    }
    return (sources, fallbackNotes(TextNeed.allCases.filter(missing.contains), resources))
}

/// The benchmarks that a run puts to its policy between steps; none where it is not asked to.
func loadSuites(_ configuration: PeriodicEvaluation.Configuration) throws -> [ItemSuite] {
    guard configuration.every > 0 else { return [] }
    let catalogue = BenchmarkCatalogue(resources: .find())
    return try configuration.benchmarks.map { name in
        try catalogue.suite(name, limit: configuration.limit > 0 ? configuration.limit : nil)
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
        return try loadConstraints(path: path, source: source, resources: resources)
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

/// Constraint rows. One with a constraint that cannot be read stays in with a reward of 0, and is named on standard error.
private func loadConstraints(path: String, source: RunConfiguration.Source, resources: TextResources) throws -> [Prompt] {
    for id in source.weights.keys.sorted() {
        do { _ = try ConstraintRegistry.definition(id, in: .iftrain) } catch {
            throw ConfigurationError.wrongValue(
                file: "the configuration", path: "source \(source.name).weights", found: "\"\(id)\"", expected: "constraint ids: \(error)")
        }
    }
    let combination: GroundTruth.Combination =
        source.grading == .all ? .all : source.weights.isEmpty ? .mean : .weighted(source.weights)
    var faults: [String] = []
    let prompts = try ConstraintDataset.prompts(path: path, source: source.name, combination: combination, resources: resources) {
        faults.append("\($0): \($1)")
    }
    guard let first = faults.first else { return prompts }
    guard faults.count < prompts.count else {
        throw DatasetError.unreadable(path: path, reason: "no row has constraints that can be read; the first fault: \(first)")
    }
    writeWarning("\(source.name): \(faults.count) of \(prompts.count) rows have a constraint that cannot be read; their reward is 0")
    faults.prefix(3).forEach(writeWarning)
    return prompts
}
