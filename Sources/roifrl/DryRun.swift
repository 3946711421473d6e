import Datasets
import Evaluation
import Foundation
import Learning
import Policy
import RunStore
import Training

/// What `--dry-run` finds out without training: the resolved configuration, and what the files that it names hold.
///
/// A file that is not there is said so and is no error: a configuration can be checked on a machine without the data.
struct DryRun {
    let configuration: RunConfiguration
    /// Whether training holds a frozen reference where the divergence counts.
    var withReference = true

    /// The configuration as TOML, findings behind it as comments.
    /// - Parameters:
    ///   - count: how many items a source has; asked only where its files are there.
    ///   - things: what the items are called.
    /// - Throws: what is wrong with files that are there.
    func text(counting things: String, _ count: (RunConfiguration.Source) throws -> Int) throws -> String {
        var findings = [try model] + companions
        for (index, source) in configuration.sources.enumerated() {
            let missing = source.path.filter { !exists($0) }.map { "missing: \($0) (source.\(index).path)" }
            let found = try missing.isEmpty ? ["\(count(source)) \(things)"] : missing
            findings += found.map { "source \(source.name): \($0)" }
        }
        findings += try loadSuites(configuration.evaluation).map { "evaluation \($0.name): \($0.items.count) items" }
        if RunFolder.holdsRun(URL(fileURLWithPath: configuration.run.path)) {
            findings.append("run: \(configuration.run.path) holds a run; continue it with --resume or choose another run.path")
        }
        return configuration.toml + "\n" + findings.map { "# \($0)\n" }.joined()
    }

    private var model: String {
        get throws {
            let (path, file) = (configuration.model.path, configuration.model.path + "/config.json")
            guard exists(file) else { return "model: missing: \(file) (model.path)" }
            let json = try Data(contentsOf: URL(filePath: file))
            let parameters = try PolicyConfiguration(json: json, folder: path).storedParameters
            let count = parameters.reduce(0.0) { $0 + $1.shape.reduce(1.0) { $0 * Double($1) } }
            let weights = exists(path + "/model.safetensors") || exists(path + "/model.safetensors.index.json")
            let missing = configuration.model.randomWeights || weights ? "" : "; missing: \(path)/model.safetensors"
            return "model: \(String(format: "%.0f", count)) parameters, \(gigabytes(count)) of memory before any activation" + missing
        }
    }

    /// Other folders that the model needs and that are not there.
    private var companions: [String] {
        let folders = [
            ("model.tokenizer", configuration.model.tokenizer, "tokenizer.json"),
            ("model.reference", configuration.model.reference, "config.json"),
        ]
        return folders.compactMap { key, folder, file in
            folder.flatMap { exists("\($0)/\(file)") ? nil : "model: missing: \($0)/\(file) (\(key))" }
        }
    }

    /// Weights, float32 gradients and the optimiser's two averages, float32 masters of smaller weights, and the reference.
    private func gigabytes(_ parameters: Double) -> String {
        let isSmall = configuration.model.dtype == .bfloat16
        let weight = isSmall ? 2 : 4
        let reference = withReference && configuration.learning.klCoefficient > 0 ? weight : 0
        let bytes = weight + (isSmall ? 4 : 0) + 4 + 8 + reference
        return String(format: "%.2f GB", parameters * Double(bytes) * 1e-9)
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
