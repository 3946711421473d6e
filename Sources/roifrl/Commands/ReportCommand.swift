import ArgumentParser
import Foundation
import Studies

/// `roifrl report`: what happened in a run, or in several.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a run's report: figures, tables and rollouts in one HTML page.",
        discussion: """
            Several runs are compared in the same figures. Evaluations are read from RUN/evaluation/LABEL.json, as `roifrl eval --output`
            writes them; `before` and `after` stand first. The page needs no network.

            Example: roifrl report runs/demo --output runs/demo/report.html --figures runs/demo/figures
            """)

    @Argument(help: "Run folders.")
    var runs: [String]
    @Option(name: .shortAndLong, help: "The page.")
    var output = "report.html"
    @Option(help: ArgumentHelp("Also write every figure as SVG and PNG, with its Vega-Lite specification.", valueName: "folder"))
    var figures: String?
    @Option(help: ArgumentHelp("Also write the tables as Markdown; - is standard output.", valueName: "file"))
    var markdown: String?

    func run() throws {
        let reader = RunReader()
        let report = try StudyReport(runs: runs.map { try reader.record(of: URL(filePath: $0)) })
        if let markdown { try writeText(report.markdown(figures: figures), to: markdown) }
        let renderer = ChartRenderer(python: PythonEnvironment.interpreter())
        try writeText(ReportPage(report: report, javascript: renderer.javascript()).html, to: output)
        if let figures { try renderer.write(report.charts, to: URL(filePath: figures)) }
        if markdown != "-" { print("\(output): \(report.charts.count) figures") }
    }
}
