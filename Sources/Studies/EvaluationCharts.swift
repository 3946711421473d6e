import Evaluation

/// Figures and tables of evaluations: before and after, run against run.
struct EvaluationCharts {
    let runs: [RunRecord]

    /// Every metric's score with its 95 % interval.
    var scores: Chart? {
        let rows = entries.map { entry -> [String: JSONValue] in
            [
                "column": .string(entry.column), "benchmark": .string(entry.suite), "score": .number(100 * entry.metric.value),
                "low": .number(100 * entry.metric.interval.low), "high": .number(100 * entry.metric.interval.high),
            ]
        }
        guard !rows.isEmpty else { return nil }
        let y: JSONValue = ["field": "benchmark", "type": "nominal", "title": .null, "sort": .null]
        let offset: JSONValue = ["field": "column", "type": "nominal", "sort": .null]
        return Chart(
            id: "evaluation", title: "Evaluation",
            caption: "Score in percent with its 95 % interval; the headline metric of each benchmark.",
            specification: [
                "data": Chart.values(rows), "width": 560, "height": ["step": 16],
                "layer": [
                    [
                        "mark": ["type": "rule", "strokeWidth": 2],
                        "encoding": [
                            "x": ["field": "low", "type": "quantitative", "title": "score, %", "scale": ["domain": [0, 100]]],
                            "x2": ["field": "high"], "y": y, "yOffset": offset, "color": Chart.legend("column"),
                        ],
                    ],
                    [
                        "mark": ["type": "point", "filled": true, "size": 70, "opacity": 1],
                        "encoding": [
                            "x": ["field": "score", "type": "quantitative"], "y": y, "yOffset": offset, "color": Chart.legend("column"),
                        ],
                    ],
                ],
            ])
    }

    /// Headline score of each group, such as an interval, side by side.
    var groups: Chart? {
        var rows: [[String: JSONValue]] = []
        for (column, report) in columns {
            for result in report.results {
                for group in result.groups {
                    guard let metric = group.metrics.first else { continue }
                    rows.append([
                        "column": .string(column), "benchmark": .string(result.suite), "group": .string(group.name),
                        "score": .number(100 * metric.value),
                    ])
                }
            }
        }
        guard !rows.isEmpty else { return nil }
        return Chart(
            id: "groups", title: "Evaluation by group", caption: "Headline score in percent of each complexity interval or subtask.",
            specification: [
                "data": Chart.values(rows), "columns": 1,
                "facet": ["field": "benchmark", "type": "nominal", "title": .null, "sort": .null],
                "resolve": ["scale": ["x": "independent"]],
                "spec": [
                    "mark": ["type": "bar"], "width": 640, "height": 160,
                    "encoding": [
                        "x": ["field": "group", "type": "nominal", "title": .null, "sort": .null],
                        "xOffset": ["field": "column", "type": "nominal", "sort": .null],
                        "y": ["field": "score", "type": "quantitative", "title": "score, %", "scale": ["domain": [0, 100]]],
                        "color": Chart.legend("column"),
                    ],
                ],
            ])
    }

    /// Scores of the benchmarks that runs put to their policies between steps.
    var course: Chart? {
        let rows = runs.flatMap { run in
            run.evaluationCourse.map { point -> [String: JSONValue] in
                [
                    "run": .string(run.name), "benchmark": .string(point.benchmark), "metric": .string(point.metric),
                    "step": .number(Double(point.step)), "score": .number(100 * point.value),
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        let comparesRuns = runs.count > 1
        return Chart(
            id: "evaluation-course", title: "Evaluation between steps",
            caption: "Score in percent of held-out items, answered greedily by the policy as it was after so many steps.",
            specification: [
                "data": Chart.values(rows), "columns": 2,
                "facet": ["field": "benchmark", "type": "nominal", "title": .null, "sort": .null],
                "spec": [
                    "mark": ["type": "line", "point": true], "width": 330, "height": 200,
                    "encoding": [
                        "x": Chart.stepAxis, "y": ["field": "score", "type": "quantitative", "title": "score, %"],
                        "color": Chart.legend(comparesRuns ? "run" : "metric"),
                        comparesRuns ? "strokeDash" : "detail": ["field": "metric", "type": "nominal", "title": .null],
                    ],
                ],
            ])
    }

    /// Benchmarks down, evaluations across: the paper's Table 2.
    var table: ReportTable? {
        let columns = columns
        guard !columns.isEmpty else { return nil }
        var names: [RowName] = []
        for (_, report) in columns {
            for result in report.results {
                for metric in result.metrics {
                    let name = RowName(suite: result.suite, variant: result.variant, metric: metric.name)
                    if !names.contains(name) { names.append(name) }
                }
            }
        }
        let rows = names.map { name in [name.suite, name.variant, name.metric] + columns.map { cell(name, in: $0.report) } }
        return ReportTable(header: ["benchmark", "protocol", "metric"] + columns.map(\.name), rows: rows)
    }

    private struct RowName: Equatable {
        var suite: String
        var variant: String
        var metric: String
    }

    private func cell(_ name: RowName, in report: EvaluationReport) -> String {
        guard let result = report.results.first(where: { $0.suite == name.suite && $0.variant == name.variant }),
            let metric = result.metrics.first(where: { $0.name == name.metric })
        else { return "" }
        return "\(percent(metric.value)) (\(percent(metric.interval.low)) to \(percent(metric.interval.high)))"
    }

    private func percent(_ value: Double) -> String {
        String((value * 1_000).rounded() / 10)
    }

    private var entries: [(column: String, suite: String, metric: MetricSummary)] {
        columns.flatMap { column, report in
            report.results.compactMap { result in result.metrics.first.map { (column, "\(result.suite), \($0.name)", $0) } }
        }
    }

    /// Every evaluation of every run under a name of its own.
    private var columns: [(name: String, report: EvaluationReport)] {
        runs.flatMap { run in
            run.evaluations.map { (runs.count > 1 ? "\(run.name), \($0.label)" : $0.label, $0.report) }
        }
    }
}
