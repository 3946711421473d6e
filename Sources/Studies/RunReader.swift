import Evaluation
public import Foundation
import RunStore

/// Reads a run's folder, also while the run is still being trained.
public struct RunReader: Sendable {
    /// How many rollouts the report shows of each step and source, and of how many steps.
    public var rolloutsPerStep = 8
    public var rolloutSteps = 40

    public init() {}

    /// - Throws: ``StudiesError/unreadableRun(path:reason:)``.
    public func record(of folder: URL) throws -> RunRecord {
        do {
            let database = try RunDatabase(reading: RunFolder.databaseURL(folder))
            var run = RunRecord(name: folder.standardizedFileURL.lastPathComponent)
            run.configuration = (try? String(contentsOf: folder.appending(path: "config.toml"), encoding: .utf8)) ?? ""
            run.sources = try sources(database)
            run.metrics = try metrics(database)
            run.intervals = intervals(run)
            run.rollouts = try rollouts(database, sources: run.sources)
            run.evaluations = try evaluations(folder.appending(path: "evaluation"))
            run.evaluationCourse = try database.evaluations().filter(\.value.isFinite).map {
                .init(step: $0.step, benchmark: $0.benchmark, metric: $0.metric, value: $0.value)
            }
            run.complexities = try RunFolder.complexities(of: folder)
            return run
        } catch let error as DecodingError {
            throw StudiesError.unreadableRun(path: folder.path, reason: "complexities.json: \(error)")
        } catch let error as RunStoreError {
            throw StudiesError.unreadableRun(path: folder.path, reason: error.localizedDescription)
        }
    }

    private struct Decision: Decodable {
        struct Source: Decodable {
            var name: String
        }
        var sources: [Source]
    }

    /// In the order of the first decision, which is the configuration's.
    private func sources(_ database: RunDatabase) throws -> [String] {
        guard let first = try database.decisions().first else { return [] }
        return (try? JSONDecoder().decode(Decision.self, from: Data(first.decision.utf8)))?.sources.map(\.name) ?? []
    }

    /// Metrics and timings under their names; values that are no numbers are gaps.
    private func metrics(_ database: RunDatabase) throws -> [String: [RunRecord.Point]] {
        var metrics: [String: [RunRecord.Point]] = [:]
        for name in try database.metricNames() {
            metrics[name] = try database.metric(name).filter(\.value.isFinite).map { .init(step: $0.step, value: $0.value) }
        }
        for step in 0...(try database.lastStep() ?? 0) {
            for timing in try database.timings(step: step) where timing.seconds.isFinite {
                metrics[timing.name, default: []].append(.init(step: step, value: timing.seconds))
            }
        }
        return metrics
    }

    private func intervals(_ run: RunRecord) -> [RunRecord.IntervalPoint] {
        run.sources.flatMap { source -> [RunRecord.IntervalPoint] in
            let prefix = "curriculum/\(source)/interval/"
            return run.metrics.flatMap { name, points -> [RunRecord.IntervalPoint] in
                guard name.hasPrefix(prefix), name.hasSuffix("/prompts") else { return [] }
                let path = name.dropLast("/prompts".count)
                guard let interval = Int(path.dropFirst(prefix.count)) else { return [] }
                let success = Dictionary((run.metrics[path + "/success"] ?? []).map { ($0.step, $0.value) }) { first, _ in first }
                return points.map {
                    .init(step: $0.step, source: source, interval: interval, prompts: Int($0.value), success: success[$0.step])
                }
            }.sorted { ($0.step, $0.interval) < ($1.step, $1.interval) }
        }
    }

    /// Some rollouts of some steps, spread evenly over the run.
    private func rollouts(_ database: RunDatabase, sources: [String]) throws -> [RunRecord.SampledRollout] {
        guard let last = try database.lastStep() else { return [] }
        let steps = last < rolloutSteps ? Array(0...last) : (0..<rolloutSteps).map { 1 + $0 * (last - 1) / max(rolloutSteps - 1, 1) }
        return try steps.flatMap { step in
            try sources.flatMap { try database.rollouts(step: step, source: $0, limit: rolloutsPerStep) }.map(sampled)
        }
    }

    private struct Component: Decodable {
        var name: String
        var value: Double
        var evidence: String?
    }

    private func sampled(_ rollout: RolloutRecord) -> RunRecord.SampledRollout {
        let components = (try? JSONDecoder().decode([Component].self, from: Data(rollout.components.utf8))) ?? []
        return RunRecord.SampledRollout(
            step: rollout.step, source: rollout.source, prompt: rollout.prompt, reply: rollout.completion, reward: rollout.reward ?? 0,
            tokens: rollout.tokens,
            verdicts: components.map {
                "\($0.name): \(String(format: "%g", $0.value))" + ($0.evidence.map { $0.isEmpty ? "" : " (\($0))" } ?? "")
            })
    }

    /// `evaluation/LABEL.json`, before and after first.
    private func evaluations(_ folder: URL) throws -> [RunRecord.LabelledEvaluation] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".json") }
        let labels = names.map { String($0.dropLast(5)) }.sorted { (order($0), $0) < (order($1), $1) }
        return try labels.map { label in
            let file = folder.appending(path: label + ".json")
            do {
                return .init(label: label, report: try EvaluationReport(json: Data(contentsOf: file)))
            } catch {
                throw StudiesError.unreadableRun(path: file.path, reason: "no evaluation as `roifrl eval --output` writes it: \(error)")
            }
        }
    }

    private func order(_ label: String) -> Int {
        ["before", "after"].firstIndex(of: label) ?? 2
    }
}
