public import Endpoints
import Foundation
public import SequentialExecution

/// What a run with a language model made, left out and spent, over all calls of the command in its folder.
public struct ModelSynthesisSummary: Sendable {
    /// One stage's part.
    public struct StageCount: Sendable, Equatable {
        public var stage: String
        public var given: Int
        public var kept: Int
        /// Functions that are left out.
        public var rejected: Int
        /// Functions that the endpoint's failures cost; the same command tries them again.
        public var lost: Int
        /// Questions that the model answered for this stage, and the tokens they took.
        public var calls: Int
        public var tokens: TokenUsage

        /// Functions that are not dealt with yet.
        public var open: Int { given - kept - rejected - lost }
    }

    public var seeds: Int
    public var stages: [StageCount] = []
    public var histogram: ComplexityHistogram
    /// Instructions that the sample left out.
    public var instructionsLeftOut = 0
    /// Functions that were left out, by stage and the reason's first words.
    public var reasons: [String: [String: Int]] = [:]
    /// Cases that were left out, by the reason's first words.
    public var rejectedCases: [String: Int] = [:]
    /// Why the run ended before it was done, nil where it is done.
    public var stopped: String?
    /// What this call alone asked of the endpoint.
    public var account = EndpointClient.Account()

    init(seeds: Int, histogram: ComplexityHistogram) {
        self.seeds = seeds
        self.histogram = histogram
    }

    /// - Parameter rejections: of all stages and functions.
    mutating func add(_ stage: Stage, given: Int, kept: [Draft], _ rejections: [RejectionFile.Rejection]) {
        let own = rejections.filter { $0.stage == stage }
        let functions = own.filter { $0.testCaseID == nil }
        for rejection in functions {
            reasons[stage.rawValue, default: [:]][SynthesisSummary.sort(of: rejection.reason), default: 0] += 1
        }
        for rejection in own where rejection.testCaseID != nil {
            rejectedCases[SynthesisSummary.sort(of: rejection.reason), default: 0] += 1
        }
        let usage = (kept.map(\.usage) + functions.map(\.usage)).reduce(ModelUsage(), +)
        stages.append(
            StageCount(
                stage: stage.rawValue, given: given, kept: kept.count, rejected: functions.count { !$0.isPassing },
                lost: functions.count { $0.isPassing }, calls: usage.calls, tokens: usage.tokens))
    }

    public var instructions: Int { histogram.instructions }

    /// All tokens of the folder's run.
    public var tokens: TokenUsage { stages.map(\.tokens).reduce(TokenUsage(), +) }

    /// The summary as lines of a table.
    /// - Parameter price: what tokens cost; a price of nothing leaves the cost out.
    public func lines(price: TokenPrice = TokenPrice()) -> [String] {
        var lines = [Self.row(["stage", "in", "kept", "left out", "lost", "calls", "prompt tokens", "completion tokens"])]
        for stage in stages {
            let numbers = [
                stage.given, stage.kept, stage.rejected, stage.lost, stage.calls, stage.tokens.prompt, stage.tokens.completion,
            ]
            lines.append(Self.row([stage.stage] + numbers.map(String.init)))
        }
        for stage in stages {
            let counts = reasons[stage.stage] ?? [:]
            if !counts.isEmpty { lines.append("left out of \(stage.stage):") }
            lines += Self.counts(counts)
        }
        if !rejectedCases.isEmpty { lines.append("cases left out: \(rejectedCases.values.reduce(0, +))") }
        lines += Self.counts(rejectedCases)
        if stopped == nil {
            lines.append("functions     \(histogram.functions)")
            lines.append("instructions  \(instructions)" + (instructionsLeftOut > 0 ? " of \(instructions + instructionsLeftOut)" : ""))
        }
        return lines + [spending(price)]
    }

    private func spending(_ price: TokenPrice) -> String {
        let costs = [account.usage, tokens].map { String(format: "%.4f", price.cost(of: $0)) }
        let cost = price == TokenPrice() ? "" : ", cost \(costs[0]) (of the whole run \(costs[1]))"
        return "this call: \(account.requests) requests, \(account.retries) of them repeated, \(account.cached) answers from the cache, "
            + "\(account.usage.prompt) + \(account.usage.completion) tokens\(cost)"
    }

    private static func counts(_ reasons: [String: Int]) -> [String] {
        reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "  \($0.value)  \($0.key)" }
    }

    /// Columns of even width, the first to the left and the others to the right.
    private static func row(_ cells: [String]) -> String {
        let widths = [12, 7, 7, 9, 6, 7, 14, 18]
        return zip(cells, widths).enumerated().map { index, cell in
            let space = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
            return index == 0 ? cell.0 + space : space + cell.0
        }.joined()
    }
}
