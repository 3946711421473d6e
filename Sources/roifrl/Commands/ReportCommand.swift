public import ArgumentParser
import Evaluation
import Foundation
public import Studies

/// `roifrl report`: what happened in a run, or in several; benchmark tables of several models.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a run's report, figures, tables and rollouts in one HTML page, or a table of benchmarks.",
        discussion: """
            Several runs are compared in the same figures. Evaluations are read from RUN/evaluation/LABEL.json, as `roifrl eval --output`
            writes them; `before` and `after` stand first. The page needs no network.

            With --table the arguments are evaluations instead, NAME=FILE.json each (or FILE.json), and the result is the paper's
            Table 1 (reasoning) or Table 2 (full): a row per model, averages, and the change against the --base that stands before it.

            Example: roifrl report runs/demo --output runs/demo/report.html --figures runs/demo/figures
            Example: roifrl report --table reasoning --base Qwen3-0.6B Qwen3-0.6B=base.json IFRL=ifrl.json RoIFRL=roifrl.json
            """)

    @Argument(help: "Run folders; with --table, evaluations.")
    var runs: [String]
    @Option(name: .shortAndLong, help: "The page, or the table's file. (default: report.html, a table on standard output)")
    var output: String?
    @Option(help: ArgumentHelp("Also write every figure as SVG and PNG, with its Vega-Lite specification.", valueName: "folder"))
    var figures: String?
    @Option(help: ArgumentHelp("Also write the tables as Markdown; - is standard output.", valueName: "file"))
    var markdown: String?
    @Option(help: "A table of benchmarks in place of a report: reasoning or full.")
    var table: BenchmarkTable.Layout?
    @Option(help: "How the table is written: markdown or latex.")
    var format = TableFormat.markdown
    @Option(help: "A model that those after it are compared with; may be given several times.")
    var base: [String] = []
    @Flag(help: "A row of changes under every model that has a base, also in the full table.")
    var changes = false

    enum TableFormat: String, ExpressibleByArgument {
        case markdown
        case latex
    }

    func validate() throws {
        guard table != nil || (base.isEmpty && !changes) else { throw ValidationError("--base and --changes go with --table") }
    }

    func run() throws {
        if let table { return try write(table) }
        let reader = RunReader()
        let output = output ?? "report.html"
        let report = try StudyReport(runs: runs.map { try reader.record(of: URL(filePath: $0)) })
        if let markdown { try writeText(report.markdown(figures: figures), to: markdown) }
        let renderer = ChartRenderer(python: PythonEnvironment.interpreter())
        try writeText(ReportPage(report: report, javascript: renderer.javascript()).html, to: output)
        if let figures { try renderer.write(report.charts, to: URL(filePath: figures)) }
        if markdown != "-" { print("\(output): \(report.charts.count) figures") }
    }

    // MARK: Tables

    private func write(_ layout: BenchmarkTable.Layout) throws {
        let entries = try runs.map(entry)
        for name in base where !entries.contains(where: { $0.name == name }) {
            throw ValidationError("--base: found '\(name)', expected one of \(entries.map(\.name).joined(separator: ", "))")
        }
        let table = BenchmarkTable(layout: layout, entries: entries, withChanges: changes ? true : nil)
        try writeText(format == .latex ? table.latex : table.markdown, to: output ?? "-")
    }

    /// `NAME=FILE`, or a file whose model is the name.
    private func entry(_ argument: String) throws -> BenchmarkTable.Entry {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        let path = FileManager.default.fileExists(atPath: argument) ? argument : parts.last ?? argument
        let report: EvaluationReport
        do { report = try EvaluationReport(json: Data(readText(path).utf8)) } catch let error as DecodingError {
            throw FileError(path: path, problem: "expected an evaluation as `roifrl eval --output` writes it: \(error)")
        }
        let name = path == argument ? report.model : parts.first ?? report.model
        return BenchmarkTable.Entry(name: name, report: report, isBase: base.contains(name))
    }
}

extension BenchmarkTable.Layout: ExpressibleByArgument {}
