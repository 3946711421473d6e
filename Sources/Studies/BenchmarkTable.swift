public import Evaluation
import Foundation

/// Several models' scores in the layout of the paper's Tables 1 and 2: models down, benchmarks across, with averages and the change
/// against the base model.
///
/// Every cell is the headline metric of its benchmark in percent. A benchmark that a model was not evaluated on is a dash, and so is an
/// average that would need it: averages over fewer benchmarks do not compare.
public struct BenchmarkTable: Sendable {
    /// Which table.
    public enum Layout: String, Sendable, CaseIterable {
        /// Table 1: multi-step reasoning, its average, tokens, and a row of changes under every model that has a base.
        case reasoning
        /// Table 2: multi-step reasoning and instruction following, each with its average.
        case full

        var blocks: [Block] {
            let reasoning = Block(
                title: "Multi-Step Reasoning",
                columns: [
                    .init("GSM8K", "gsm8k"), .init("MATH500", "math500"), .init("MMLU-Lite", "mmlu-lite"), .init("BBH", "bbh"),
                    .init("MBPP+", "mbpp+"),
                ])
            let following = Block(title: "Instruction Following", columns: [.init("IFEval", "ifeval"), .init("IFBench", "ifbench")])
            return self == .reasoning ? [reasoning] : [reasoning, following]
        }
    }

    /// Benchmarks that are averaged together.
    struct Block: Sendable {
        struct Column: Sendable {
            var title: String
            /// The benchmark's name; its further protocols (`gsm8k-cot`) stand in where it was not run.
            var benchmark: String

            init(_ title: String, _ benchmark: String) {
                self.title = title
                self.benchmark = benchmark
            }
        }
        var title: String
        var columns: [Column]
    }

    /// One model.
    public struct Entry: Sendable {
        public var name: String
        public var report: EvaluationReport
        /// Whether the models after it are compared with it.
        public var isBase: Bool

        public init(name: String, report: EvaluationReport, isBase: Bool = false) {
            self.name = name
            self.report = report
            self.isBase = isBase
        }
    }

    public let layout: Layout
    public let entries: [Entry]
    private let withChanges: Bool

    /// - Parameter withChanges: a row of changes under each model that follows a base; nil: as the layout has it.
    public init(layout: Layout, entries: [Entry], withChanges: Bool? = nil) {
        self.layout = layout
        self.entries = entries
        self.withChanges = withChanges ?? (layout == .reasoning)
    }

    /// A line of the table: its name and its numbers, nil where there is none.
    struct Line: Sendable, Equatable {
        var name: String
        var values: [Double?]
        var isChange = false
        /// Whether a rule stands above it: a base begins a group.
        var opensGroup = false
    }

    var header: [String] {
        ["Model"] + layout.blocks.flatMap { $0.columns.map(\.title) + ["Avg."] } + (layout == .reasoning ? ["Avg. Tokens"] : [])
    }

    var lines: [Line] {
        var base: Line?
        return entries.flatMap { entry -> [Line] in
            var line = Line(name: entry.name, values: values(of: entry.report))
            if entry.isBase {
                line.opensGroup = base != nil
                base = line
                return [line]
            }
            guard let base, withChanges else { return [line] }
            return [line, Line(name: "Δ (\(base.name) → \(entry.name))", values: change(from: base, to: line), isChange: true)]
        }
    }

    private func values(of report: EvaluationReport) -> [Double?] {
        let results = layout.blocks.map { block in block.columns.map { Self.result($0.benchmark, in: report) } }
        let scores = results.flatMap { block -> [Double?] in
            let values = block.map { $0?.metrics.first.map { 100 * $0.value } }
            return values + [Self.mean(values)]
        }
        return layout == .reasoning ? scores + [Self.mean(results.joined().map { $0?.meanTokens })] : scores
    }

    /// The benchmark by its name, else by one of its further protocols.
    private static func result(_ name: String, in report: EvaluationReport) -> EvaluationResult? {
        report.results.first { $0.suite == name } ?? report.results.first { $0.suite.hasPrefix(name + "-") }
    }

    /// nil unless there is a value for all.
    private static func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap(\.self)
        return known.count == values.count && !known.isEmpty ? known.reduce(0, +) / Double(known.count) : nil
    }

    /// Of the numbers as they are printed, so that a reader who subtracts finds the same.
    private func change(from base: Line, to line: Line) -> [Double?] {
        zip(zip(base.values, line.values), line.values.indices).map { pair, column in
            guard let before = pair.0, let after = pair.1 else { return nil }
            let scale = isTokens(column) ? 1.0 : 10
            return ((after * scale).rounded() - (before * scale).rounded()) / scale
        }
    }

    private func isTokens(_ column: Int) -> Bool { layout == .reasoning && column == header.count - 2 }

    private func text(_ value: Double?, _ column: Int, isChange: Bool) -> String {
        guard let value else { return "–" }
        let digits = String(format: isTokens(column) ? "%.0f" : "%.1f", value)
        return isChange && value > 0 ? "+" + digits : digits
    }
}

extension BenchmarkTable {
    /// The protocols behind the columns; a warning where models differ in one.
    public var notes: [String] {
        layout.blocks.flatMap(\.columns).compactMap { column in
            let variants = entries.compactMap { entry in
                Self.result(column.benchmark, in: entry.report).map { result in
                    "\(result.suite), \(result.variant), \(result.metrics.first?.name ?? ""), \(result.items.count) items"
                }
            }
            let different = variants.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            guard let first = different.first else { return nil }
            let warning = different.count > 1 ? "protocols differ and do not compare: \(different.joined(separator: "; "))" : first
            return "\(column.title): \(warning)"
        }
    }

    /// As a Markdown table with the protocols below.
    public var markdown: String {
        let rule = ["---"] + header.dropFirst().map { _ in "--:" }
        let rows = lines.map { line in
            [line.name] + line.values.enumerated().map { text($1, $0, isChange: line.isChange) }
        }
        let table = ([header, rule] + rows).map { "| " + $0.map(Self.cell).joined(separator: " | ") + " |\n" }.joined()
        return table + "\n" + notes.map { "- \($0)\n" }.joined()
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// As a LaTeX `tabular` in the style of booktabs, with the protocols as comments.
    public var latex: String {
        var rows: [String] = []
        if layout.blocks.count > 1 { rows.append(spanningHeader) }
        rows.append(header.map(Self.latex).joined(separator: " & ") + " \\\\")
        rows.append("\\midrule")
        for line in lines {
            if line.opensGroup { rows.append("\\midrule") }
            let cells = line.values.enumerated().map { column, value in
                text(value, column, isChange: line.isChange).replacing("–", with: "--").replacing("-", with: value == nil ? "-" : "$-$")
            }
            rows.append(([Self.latex(line.name)] + cells).joined(separator: " & ") + " \\\\")
        }
        let columns = "l" + String(repeating: "r", count: header.count - 1)
        let comments = notes.map { "% \($0)" }
        return (comments + ["\\begin{tabular}{\(columns)}", "\\toprule"] + rows + ["\\bottomrule", "\\end{tabular}"])
            .joined(separator: "\n") + "\n"
    }

    /// The blocks' titles over their columns.
    private var spanningHeader: String {
        let spans = layout.blocks.map { "\\multicolumn{\($0.columns.count + 1)}{c}{\(Self.latex($0.title))}" }
        var first = 2
        let rules = layout.blocks.map { block -> String in
            defer { first += block.columns.count + 1 }
            return "\\cmidrule(lr){\(first)-\(first + block.columns.count)}"
        }
        return " & " + spans.joined(separator: " & ") + " \\\\\n" + rules.joined(separator: " ")
    }

    /// A text with what LaTeX reads as commands made harmless.
    private static func latex(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&", "%", "$", "#", "_", "{", "}": result += "\\\(character)"
            case "\\": result += "\\textbackslash{}"
            case "~": result += "\\textasciitilde{}"
            case "^": result += "\\textasciicircum{}"
            case "Δ": result += "$\\Delta$"
            case "→": result += "$\\rightarrow$"
            case "–": result += "--"
            default: result.append(character)
            }
        }
        return result
    }
}
