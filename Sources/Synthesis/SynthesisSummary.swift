import Foundation
public import SequentialExecution

/// What a run made and left out.
public struct SynthesisSummary: Sendable, Equatable {
    public var histogram: ComplexityHistogram
    public var solutions = 0
    /// Solutions that could not be told step by step.
    public var bareSolutions = 0
    /// Functions that were left out, by the reason's first words.
    public var rejectedFunctions: [String: Int] = [:]
    /// Cases that were left out, by the reason's first words.
    public var rejectedCases: [String: Int] = [:]
    /// Functions that were asked for and not found.
    public var missing = 0

    init(histogram: ComplexityHistogram) {
        self.histogram = histogram
    }

    public var functions: Int { histogram.functions }
    public var instructions: Int { histogram.instructions }

    /// A reason without what is particular to one function or case.
    static func sort(of reason: String) -> String {
        let general = reason.prefix { $0 != ":" && $0 != ";" }
        // Where something stands is particular to one function.
        let everywhere = general.components(separatedBy: ", line ")[0]
        let words = everywhere.split(separator: " ").map { $0.contains(where: \.isNumber) || $0.contains("_") ? "..." : String($0) }
        return words.joined(separator: " ")
    }

    /// The summary as lines of a table.
    public var lines: [String] {
        var lines = ["functions     \(functions)", "instructions  \(instructions)", "solutions     \(solutions)"]
        if bareSolutions > 0 { lines.append("  of which without steps  \(bareSolutions)") }
        if missing > 0 { lines.append("not found     \(missing)") }
        for (title, reasons) in [("functions left out", rejectedFunctions), ("cases left out", rejectedCases)] where !reasons.isEmpty {
            lines.append("\(title): \(reasons.values.reduce(0, +))")
            lines += reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "  \($0.value)  \($0.key)" }
        }
        return lines
    }
}
