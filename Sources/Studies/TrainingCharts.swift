/// Figures of how training went; each is nil where no run recorded what it shows.
struct TrainingCharts {
    let runs: [RunRecord]

    private var comparesRuns: Bool { runs.count > 1 }

    /// Reward of each source: mean of the step (thin) and moving average (thick).
    var rewards: Chart? {
        var rows: [[String: JSONValue]] = []
        for run in runs {
            for source in run.sources {
                for (kind, name) in [("mean of the step", MetricName.reward), ("moving average", MetricName.movingAverage)] {
                    rows += run.rows(name.of(source), ["source": .string(source), "kind": .string(kind)])
                }
            }
        }
        guard !rows.isEmpty else { return nil }
        let colour = comparesRuns ? "run" : "source"
        let line: JSONValue = [
            "mark": ["type": "line", "clip": true],
            "encoding": [
                "x": Chart.stepAxis, "y": ["field": "value", "type": "quantitative", "title": "reward"],
                "color": Chart.legend(colour),
                "size": [
                    "field": "kind", "type": "nominal", "title": .null,
                    "scale": ["domain": ["mean of the step", "moving average"], "range": [0.8, 2.5]],
                ],
                "opacity": ["condition": ["test": "datum.kind === 'moving average'", "value": 1], "value": 0.55],
            ],
        ]
        return Chart(
            id: "rewards", title: "Reward of each source",
            caption: "Mean reward over a step's rollouts, and the average that steers the mixture.",
            specification: comparesRuns ? faceted(line, rows, by: "source") : sized(line, rows))
    }

    /// The paper's Figure 4: what share of each batch is constraint adherence; all sources where one run is shown.
    var mixture: Chart? {
        let rows = runs.flatMap { run in
            (comparesRuns ? Array(run.sources.prefix(1)) : run.sources).flatMap { source in
                run.shares(of: source).map { point -> [String: JSONValue] in
                    [
                        "run": .string(run.name), "source": .string(source), "step": .number(Double(point.step)),
                        "value": .number(point.value),
                    ]
                }
            }
        }
        guard !rows.isEmpty else { return nil }
        let first = runs.lazy.compactMap(\.sources.first).first ?? ""
        let encoding: JSONValue = [
            "x": Chart.stepAxis,
            "y": [
                "field": "value", "type": "quantitative", "stack": comparesRuns ? .null : "zero", "scale": ["domain": [0, 1]],
                "title": comparesRuns ? .string("share of \(first) prompts") : "share of the batch",
            ],
            "color": Chart.legend(comparesRuns ? "run" : "source"),
        ]
        let mark: JSONValue = comparesRuns ? ["type": "line"] : ["type": "area", "opacity": 0.8, "interpolate": "step-after"]
        return Chart(
            id: "mixture", title: "Mixture of each batch",
            caption: "Share of each source among a step's prompts, as the inter-source balance decided it (the paper's Figure 4).",
            specification: sized(["mark": mark, "encoding": encoding], rows))
    }

    /// How many intervals of a ladder are open.
    var unlocked: Chart? {
        var rows: [[String: JSONValue]] = []
        for run in runs {
            for source in run.sources { rows += run.rows(MetricName.unlocked.of(source), ["source": .string(source)]) }
        }
        guard !rows.isEmpty else { return nil }
        let line: JSONValue = [
            "mark": ["type": "line", "interpolate": "step-after"],
            "encoding": [
                "x": Chart.stepAxis,
                "y": ["field": "value", "type": "quantitative", "title": "intervals open", "axis": ["tickMinStep": 1]],
                "color": Chart.legend(comparesRuns ? "run" : "source"),
            ],
        ]
        return Chart(
            id: "unlocked", title: "Unlocked complexity intervals",
            caption: "Intervals that prompts may be drawn from; the next opens when the source's average reward passes the threshold.",
            specification: sized(line, rows))
    }

    /// Success per interval over the steps.
    var intervals: Chart? {
        var rows: [[String: JSONValue]] = []
        for run in runs {
            for point in run.intervals where point.success != nil {
                rows.append([
                    "run": .string(run.name), "source": .string(point.source), "step": .number(Double(point.step)),
                    "interval": .number(Double(point.interval + 1)), "prompts": .number(Double(point.prompts)),
                    "success": .number(point.success ?? 0),
                ])
            }
        }
        guard !rows.isEmpty else { return nil }
        let cells: JSONValue = [
            "mark": ["type": "rect", "tooltip": true],
            "encoding": [
                "x": ["field": "step", "type": "quantitative", "title": "step", "bin": ["maxbins": 60]],
                "y": ["field": "interval", "type": "ordinal", "title": "interval", "sort": "descending"],
                "color": [
                    "field": "success", "type": "quantitative", "aggregate": "mean", "title": "mean reward",
                    "scale": ["scheme": "viridis", "domain": [0, 1]],
                ],
            ],
        ]
        return Chart(
            id: "intervals", title: "Success per complexity interval",
            caption: "Mean reward of the rollouts drawn from each interval, 1 being the easiest; white where none was drawn.",
            specification: comparesRuns ? faceted(cells, rows, by: "run") : sized(cells, rows))
    }

    /// The paper's Figure 3: how complex the sequential prompts are.
    var complexity: Chart? {
        var rows: [[String: JSONValue]] = []
        for run in runs { rows += run.complexities.map { ["run": .string(run.name), "score": .number($0)] } }
        guard !rows.isEmpty else { return nil }
        let bars: JSONValue = [
            "mark": ["type": "bar"],
            "encoding": [
                "x": ["field": "score", "type": "quantitative", "bin": ["maxbins": 40], "title": "complexity score"],
                "y": ["aggregate": "count", "type": "quantitative", "title": "prompts"],
            ],
        ]
        return Chart(
            id: "complexity", title: "Complexity of the sequential prompts",
            caption: "Score 3 D + 2 F + C + 0.5 L of the functions behind the prompts (the paper's Figure 3).",
            specification: comparesRuns ? faceted(bars, rows, by: "run") : sized(bars, rows))
    }

    /// Numbers that show whether the learning is sound, one small chart each.
    var health: Chart? {
        let rows = runs.flatMap { run in
            MetricName.health.flatMap { run.rows($0.pattern, ["metric": .string($0.title)]) }
        }
        return panels(
            id: "health", title: "Health of the update", caption: "One panel per number the learner reports; scales differ.",
            colour: comparesRuns ? "run" : nil, rows)
    }

    /// What the rollouts of each source look like.
    var rollouts: Chart? {
        let rows = runs.flatMap { run in
            run.sources.flatMap { source in
                MetricName.perSource.flatMap { name in
                    let title = comparesRuns ? "\(source): \(name.title)" : name.title
                    return run.rows(name.of(source), ["metric": .string(title), "source": .string(source)])
                }
            }
        }
        return panels(
            id: "rollouts", title: "Rollouts",
            caption: "Completion length in tokens, share of completions cut off by the budget, share of groups whose rewards all agree.",
            colour: comparesRuns ? "run" : "source", rows)
    }

    /// Tokens and seconds.
    var speed: Chart? {
        let rows = runs.flatMap { run in
            MetricName.speed.flatMap { run.rows($0.pattern, ["metric": .string($0.title)]) }
        }
        return panels(
            id: "speed", title: "Speed", caption: "Tokens per second of generation and of learning, and wall time of a step.",
            colour: comparesRuns ? "run" : nil, rows)
    }

    private func panels(id: String, title: String, caption: String, colour: String?, _ rows: [[String: JSONValue]]) -> Chart? {
        guard !rows.isEmpty else { return nil }
        var encoding: [String: JSONValue] = [
            "x": Chart.stepAxis, "y": ["field": "value", "type": "quantitative", "title": .null, "scale": ["zero": false]],
        ]
        if let colour { encoding["color"] = Chart.legend(colour) }
        let line: JSONValue = ["mark": ["type": "line"], "encoding": .object(encoding)]
        return Chart(
            id: id, title: title, caption: caption,
            specification: [
                "data": Chart.values(rows), "columns": 3, "spec": merged(line, ["width": 220, "height": 120]),
                "facet": ["field": "metric", "type": "nominal", "title": .null, "sort": .null],
                "resolve": ["scale": ["y": "independent"]],
            ])
    }

    private func sized(_ view: JSONValue, _ rows: [[String: JSONValue]]) -> [String: JSONValue] {
        members(merged(view, ["width": 640, "height": 260, "data": Chart.values(rows)]))
    }

    private func faceted(
        _ view: JSONValue, _ rows: [[String: JSONValue]], by field: String
    ) -> [String: JSONValue] {
        [
            "data": Chart.values(rows), "columns": 2, "spec": merged(view, ["width": 330, "height": 220]),
            "facet": ["field": .string(field), "type": "nominal", "title": .null, "sort": .null],
        ]
    }

    private func merged(_ view: JSONValue, _ more: [String: JSONValue]) -> JSONValue {
        .object(members(view).merging(more) { _, new in new })
    }

    private func members(_ value: JSONValue) -> [String: JSONValue] {
        if case .object(let members) = value { return members }
        return [:]
    }
}

extension RunRecord {
    /// A metric's points as rows of chart data, each with the run's name and the given labels.
    func rows(_ metric: String, _ labels: [String: JSONValue]) -> [[String: JSONValue]] {
        (metrics[metric] ?? []).map { point in
            labels.merging(["run": .string(name), "step": .number(Double(point.step)), "value": .number(point.value)]) { _, new in new }
        }
    }

    /// A source's share of the prompts of each step.
    func shares(of source: String) -> [Point] {
        var totals: [Int: Double] = [:]
        for name in sources {
            for point in metrics[MetricName.quota.of(name)] ?? [] { totals[point.step, default: 0] += point.value }
        }
        return (metrics[MetricName.quota.of(source)] ?? []).compactMap { point in
            guard let total = totals[point.step], total > 0 else { return nil }
            return Point(step: point.step, value: point.value / total)
        }
    }
}
