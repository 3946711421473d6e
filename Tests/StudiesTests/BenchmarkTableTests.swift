import Evaluation
import Foundation
import Studies
import Testing
import Tokenization

/// The layout of the paper's Tables 1 and 2.
@Suite struct BenchmarkTableTests {
    private struct Fixed: ReplyGrader {
        func verdict(on reply: String) -> Verdict { Verdict(scores: [.init("score", reply == "right" ? 1 : 0)]) }
    }

    /// A report in which so many of 10 items are right.
    private func report(_ scores: [(String, Int)], tokens: Int, variant: String = "v") -> EvaluationReport {
        let results = scores.map { name, right in
            let items = (0..<10).map { EvaluationItem(id: "\($0)", messages: [ChatMessage(role: "user", content: "")], grader: Fixed()) }
            let suite = ItemSuite(name: name, variant: variant, metrics: ["score"], maxNewTokens: 1, items: items)
            let replies = (0..<10).map { EvaluationReply(text: $0 < right ? "right" : "", tokens: tokens) }
            return EvaluationResult(suite: suite, replies: replies, seconds: 1)
        }
        return EvaluationReport(model: "m", results: results)
    }

    private var base: EvaluationReport {
        report([("gsm8k", 4), ("math500", 3), ("mmlu-lite", 5), ("bbh", 3), ("mbpp+", 4), ("ifeval", 6), ("ifbench", 2)], tokens: 248)
    }

    private var trained: EvaluationReport {
        report([("gsm8k", 6), ("math500", 4), ("mmlu-lite", 5), ("bbh", 2), ("mbpp+", 3), ("ifeval", 8), ("ifbench", 4)], tokens: 190)
    }

    @Test func tableOne() {
        let table = BenchmarkTable(
            layout: .reasoning,
            entries: [.init(name: "Base", report: base, isBase: true), .init(name: "R|L", report: trained)])
        #expect(
            table.markdown.components(separatedBy: "\n\n")[0] == """
                | Model | GSM8K | MATH500 | MMLU-Lite | BBH | MBPP+ | Avg. | Avg. Tokens |
                | --- | --: | --: | --: | --: | --: | --: | --: |
                | Base | 40.0 | 30.0 | 50.0 | 30.0 | 40.0 | 38.0 | 248 |
                | R\\|L | 60.0 | 40.0 | 50.0 | 20.0 | 30.0 | 40.0 | 190 |
                | Δ (Base → R\\|L) | +20.0 | +10.0 | 0.0 | -10.0 | -10.0 | +2.0 | -58 |
                """)
        #expect(table.notes[0] == "GSM8K: gsm8k, v, score, 10 items")
    }

    @Test func tableTwoInLaTeX() {
        let partial = report([("gsm8k-cot", 7), ("ifeval", 7), ("ifbench", 3)], tokens: 9, variant: "other")
        let table = BenchmarkTable(
            layout: .full,
            entries: [
                .init(name: "Base_1", report: base, isBase: true), .init(name: "RL", report: trained),
                .init(name: "B", report: partial, isBase: true),
            ])
        let expected = """
            \\begin{tabular}{lrrrrrrrrr}
            \\toprule
             & \\multicolumn{6}{c}{Multi-Step Reasoning} & \\multicolumn{3}{c}{Instruction Following} \\\\
            \\cmidrule(lr){2-7} \\cmidrule(lr){8-10}
            Model & GSM8K & MATH500 & MMLU-Lite & BBH & MBPP+ & Avg. & IFEval & IFBench & Avg. \\\\
            \\midrule
            Base\\_1 & 40.0 & 30.0 & 50.0 & 30.0 & 40.0 & 38.0 & 60.0 & 20.0 & 40.0 \\\\
            RL & 60.0 & 40.0 & 50.0 & 20.0 & 30.0 & 40.0 & 80.0 & 40.0 & 60.0 \\\\
            \\midrule
            B & 70.0 & -- & -- & -- & -- & -- & 70.0 & 30.0 & 50.0 \\\\
            \\bottomrule
            \\end{tabular}

            """
        #expect(table.latex.hasSuffix(expected))
        #expect(table.notes[0].hasPrefix("GSM8K: protocols differ and do not compare: gsm8k, v, score, 10 items; gsm8k-cot, other"))
    }

    @Test func changesInLaTeXHaveAMinusSign() {
        let table = BenchmarkTable(
            layout: .full, entries: [.init(name: "A", report: trained, isBase: true), .init(name: "B", report: base)], withChanges: true)
        #expect(table.latex.contains("$\\Delta$ (A $\\rightarrow$ B) & $-$20.0 & $-$10.0 & 0.0 & +10.0"))
    }
}
