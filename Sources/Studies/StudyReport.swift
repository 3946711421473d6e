/// A report over one run or several: sections of figures and tables, the rollouts to read, the configuration.
///
/// What no run recorded leaves its section out.
public struct StudyReport: Sendable {
    public struct Section: Sendable {
        public var title: String
        public var charts: [Chart]
        public var table: ReportTable?
    }

    public var title: String
    public var sections: [Section]
    public var runs: [RunRecord]
    /// Keys whose values differ between the runs; nil for one run.
    public var differences: ReportTable?

    /// - Throws: ``StudiesError/noRuns``.
    public init(runs: [RunRecord]) throws {
        guard !runs.isEmpty else { throw StudiesError.noRuns }
        let runs = Self.distinctlyNamed(runs)
        let training = TrainingCharts(runs: runs)
        let evaluation = EvaluationCharts(runs: runs)
        title = runs.count == 1 ? "Run \(runs[0].name)" : "Runs " + runs.map(\.name).joined(separator: ", ")
        let all = [
            Section(
                title: "Evaluation", charts: [evaluation.scores, evaluation.groups, evaluation.course].compactMap(\.self),
                table: evaluation.table),
            Section(title: "Rewards", charts: [training.rewards].compactMap(\.self)),
            Section(
                title: "Curriculum",
                charts: [training.mixture, training.unlocked, training.intervals, training.complexity].compactMap(\.self)),
            Section(title: "Learning", charts: [training.health, training.rollouts, training.speed].compactMap(\.self)),
        ]
        sections = all.filter { !$0.charts.isEmpty || $0.table != nil }
        self.runs = runs
        differences = runs.count > 1 ? ConfigurationTable.differences(runs) : nil
    }

    public var charts: [Chart] { sections.flatMap(\.charts) }

    /// Tables only, with links to the figures where a folder of them is named.
    public func markdown(figures folder: String? = nil) -> String {
        var text = "# \(title)\n"
        for section in sections where section.table != nil || folder != nil {
            text += "\n## \(section.title)\n\n"
            if let table = section.table { text += table.markdown + "\n" }
            if let folder { text += section.charts.map { "![\($0.title)](\(folder)/\($0.id).png)\n" }.joined() }
        }
        if let differences { text += "\n## Configuration\n\n" + differences.markdown }
        return text
    }

    /// Two runs of one folder name get a number, so that charts keep them apart.
    private static func distinctlyNamed(_ runs: [RunRecord]) -> [RunRecord] {
        var seen: [String: Int] = [:]
        return runs.map { run in
            var run = run
            seen[run.name, default: 0] += 1
            if let count = seen[run.name], count > 1 { run.name += " (\(count))" }
            return run
        }
    }
}
