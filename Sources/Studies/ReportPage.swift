/// The report as one HTML file that needs nothing else: libraries, data and figures are inside.
public struct ReportPage: Sendable {
    public var report: StudyReport
    /// Vega, Vega-Lite and Vega-Embed as one script (``ChartRenderer/javascript()``).
    public var javascript: String

    public init(report: StudyReport, javascript: String) {
        self.report = report
        self.javascript = javascript
    }

    public var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(escaped(report.title))</title>
        <style>\(Self.style)</style></head><body>
        <h1>\(escaped(report.title))</h1>
        \(report.sections.map(section).joined())\(rollouts)\(configuration)
        <script>\(javascript.replacing("</script", with: "<\\/script"))</script>
        <script type="application/json" id="charts">\(charts.text)</script>
        <script type="application/json" id="rollout-data">\(rolloutData.text)</script>
        <script>\(Self.script)</script>
        </body></html>

        """
    }

    private func section(_ section: StudyReport.Section) -> String {
        let figures = section.charts.map { chart in
            """
            <figure><h3>\(escaped(chart.title))</h3><div class="chart" id="chart-\(chart.id)"></div>
            <figcaption>\(escaped(chart.caption))</figcaption></figure>

            """
        }
        return "<h2>\(escaped(section.title))</h2>\n\(section.table?.html ?? "")\(figures.joined())"
    }

    private var charts: JSONValue {
        .object(Dictionary(report.charts.map { ("chart-" + $0.id, $0.specification) }) { first, _ in first })
    }

    private var rollouts: String {
        guard report.runs.contains(where: { !$0.rollouts.isEmpty }) else { return "" }
        return """
            <h2>Rollouts</h2>
            <p class="filters"><label>run <select id="run"></select></label> <label>source <select id="source"></select></label>
            <label>reward <select id="reward"><option value="">any</option><option value="full">full</option><option value="part">part</option>
            <option value="none">none</option></select></label> <label>text <input id="text" type="search"></label>
            <span id="count"></span></p>
            <div id="rollouts"></div>

            """
    }

    private var rolloutData: JSONValue {
        .array(
            report.runs.flatMap { run in
                run.rollouts.map { rollout in
                    [
                        "run": .string(run.name), "step": .number(Double(rollout.step)), "source": .string(rollout.source),
                        "prompt": .string(rollout.prompt), "reply": .string(rollout.reply), "reward": .number(rollout.reward),
                        "tokens": .number(Double(rollout.tokens)), "verdicts": .array(rollout.verdicts.map { .string($0) }),
                    ]
                }
            })
    }

    private var configuration: String {
        let texts = report.runs.filter { !$0.configuration.isEmpty }.map { run in
            "<details><summary>\(escaped(run.name))</summary><pre>\(escaped(run.configuration))</pre></details>\n"
        }
        if texts.isEmpty { return "" }
        return "<h2>Configuration</h2>\n\(report.differences?.html ?? "")\(texts.joined())"
    }

    private static let style = """
        body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid #ddd; } h3 { font-size: 1rem; margin: 0 0 .5rem; }
        figure { margin: 1.5rem 0; } figcaption, .filters, .meta { color: #555; font-size: .9rem; } .chart { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9rem; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #eee; }
        pre { white-space: pre-wrap; background: #f6f6f6; padding: .6rem; font-size: .85rem; } summary { cursor: pointer; }
        select, input { font: inherit; margin-right: .8rem; }
        """

    /// Draws the charts and lists at most 200 of the rollouts that pass the filters.
    private static let script = """
        const charts = JSON.parse(document.getElementById("charts").textContent);
        for (const [id, spec] of Object.entries(charts)) vegaEmbed("#" + id, spec, { actions: { export: true, source: false, editor: false, compiled: false }, renderer: "svg" });
        const rows = JSON.parse(document.getElementById("rollout-data").textContent), list = document.getElementById("rollouts");
        const control = id => document.getElementById(id), element = (name, text, kind) => {
          const node = document.createElement(name); node.textContent = text; if (kind) node.className = kind; return node; };
        function show() {
          const wanted = row => (!control("run").value || row.run === control("run").value) && (!control("source").value || row.source === control("source").value)
            && (!control("reward").value || control("reward").value === (row.reward >= 1 ? "full" : row.reward > 0 ? "part" : "none"))
            && (row.prompt + row.reply).toLowerCase().includes(control("text").value.toLowerCase());
          const found = rows.filter(wanted);
          control("count").textContent = found.length + " of " + rows.length + (found.length > 200 ? ", the first 200 shown" : "");
          list.replaceChildren(...found.slice(0, 200).map(row => {
            const box = document.createElement("details"), head = "step " + row.step + ", " + row.source + ", reward " + row.reward.toFixed(2) + ", " + row.tokens + " tokens";
            box.append(element("summary", (row.run ? row.run + ": " : "") + head), element("div", "prompt", "meta"), element("pre", row.prompt),
              element("div", "reply", "meta"), element("pre", row.reply), ...row.verdicts.map(text => element("div", text, "meta")));
            return box;
          }));
        }
        if (list) {
          for (const id of ["run", "source"]) {
            control(id).append(new Option("any", ""), ...[...new Set(rows.map(row => row[id]))].map(value => new Option(value, value)));
          }
          for (const id of ["run", "source", "reward", "text"]) control(id).addEventListener("input", show);
          show();
        }
        """
}
