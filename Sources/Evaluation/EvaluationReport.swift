public import Foundation

/// All suites' outcomes for one model: what `roifrl eval --output` writes and the run report reads.
public struct EvaluationReport: Sendable, Codable, Equatable {
    /// The model's folder, endpoint or file of stored responses.
    public var model: String
    public var results: [EvaluationResult]

    public init(model: String, results: [EvaluationResult]) {
        self.model = model
        self.results = results
    }

    /// Reads a report written by ``json``.
    public init(json: Data) throws {
        self = try JSONDecoder().decode(EvaluationReport.self, from: json)
    }

    public var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }

    /// One row per metric; percentages with their 95 % interval.
    public var markdown: String {
        var lines = [
            "| benchmark | protocol | items | metric | score % | 95 % interval | tokens | truncated % | no answer % | unanswered | s |",
            "|---|---|--:|---|--:|---|--:|--:|--:|--:|--:|",
        ]
        for result in results {
            for (index, metric) in result.metrics.enumerated() {
                let head = index == 0 ? [result.suite, result.variant, String(result.items.count)] : ["", "", ""]
                let tail = index == 0 ? Self.tail(of: result) : ["", "", "", "", ""]
                let interval = "\(Self.percent(metric.interval.low)) to \(Self.percent(metric.interval.high))"
                lines.append("| " + (head + [metric.name, Self.percent(metric.value), interval] + tail).joined(separator: " | ") + " |")
            }
        }
        for result in results {
            guard let fallbacks = result.fallbacks else { continue }
            lines.append("\n\(result.suite): judged without \(fallbacks.joined(separator: ", ")) data, rules stand in for them")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The headline metric of every group, as a table per suite that has groups.
    public var groupsMarkdown: String {
        results.filter { !$0.groups.isEmpty }.map { result in
            let rows = result.groups.map { group in
                "| \(group.name) | \(group.items) | \(group.metrics.first.map { Self.percent($0.value) } ?? "") |"
            }
            let metric = result.metrics.first?.name ?? ""
            return (["| \(result.suite) | items | \(metric) % |", "|---|--:|--:|"] + rows).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private static func tail(of result: EvaluationResult) -> [String] {
        [
            result.meanTokens.map { decimal($0) } ?? "", result.truncationRate.map { percent($0) } ?? "",
            percent(result.extractionFailureRate), String(result.unanswered), decimal(result.seconds),
        ]
    }

    static func percent(_ share: Double) -> String { decimal(share * 100) }

    private static func decimal(_ value: Double) -> String { String(format: "%.1f", value) }
}
