import Foundation
import Studies
import Testing

@Suite struct StudyReportTests {
    @Test func oneRunHasEverySection() throws {
        let report = try StudyReport(runs: [SampleRuns.run("demo")])
        #expect(report.sections.map(\.title) == ["Evaluation", "Rewards", "Curriculum", "Learning"])
        #expect(
            report.charts.map(\.id) == [
                "evaluation", "groups", "evaluation-course", "rewards", "mixture", "unlocked", "intervals", "complexity", "health",
                "rollouts", "speed",
            ])
        #expect(report.differences == nil)
    }

    @Test func whatWasNotRecordedIsLeftOut() throws {
        let empty = try StudyReport(runs: [RunRecord(name: "new", sources: ["ca"])])
        #expect(empty.sections.isEmpty)
        let few = try StudyReport(runs: [
            RunRecord(name: "new", sources: ["ca"], metrics: ["rollouts/ca/reward": [.init(step: 1, value: 0.5)]])
        ])
        #expect(few.charts.map(\.id) == ["rewards"])
        #expect(throws: StudiesError.noRuns) { try StudyReport(runs: []) }
    }

    /// Quotas 8 and 8, then 7 2/3 and 8 1/3: the mixture shows shares of the batch.
    @Test func mixtureShowsShares() throws {
        let report = try StudyReport(runs: [SampleRuns.run("demo", steps: 2)])
        let rows = try dataRows(of: "mixture", in: report)
        #expect(rows.count == 4)
        #expect(rows[0] == ["run": "demo", "source": "ca", "step": 0, "value": 0.5])
        guard case .number(let share)? = rows[1]["value"] else { throw StudiesError.noRuns }
        #expect(abs(share - (8 - 1.0 / 3) / 16) < 1e-12)
    }

    @Test func evaluationsBetweenStepsAreACourse() throws {
        let rows = try dataRows(of: "evaluation-course", in: StudyReport(runs: [SampleRuns.run("demo")]))
        #expect(
            rows
                == [0.0, 5, 10].map { step in
                    [
                        "run": "demo", "benchmark": "reasoning", "metric": "exact", "step": .number(step),
                        "score": .number(100 * (0.1 * step)),
                    ]
                })
    }

    @Test func evaluationTableStandsSideBySide() throws {
        let report = try StudyReport(runs: [SampleRuns.run("demo")])
        let table = try #require(report.sections[0].table)
        #expect(table.header == ["benchmark", "protocol", "metric", "before", "after"])
        #expect(table.rows == [["sequential", "built-in", "exact", "25.0 (7.1 to 59.1)", "75.0 (40.9 to 92.9)"]])
        #expect(
            report.markdown(figures: "figures").hasPrefix(
                """
                # Run demo

                ## Evaluation

                | benchmark | protocol | metric | before | after |
                | --- | --- | --- | --- | --- |
                | sequential | built-in | exact | 25.0 (7.1 to 59.1) | 75.0 (40.9 to 92.9) |

                ![Evaluation](figures/evaluation.png)
                """))
    }

    @Test func runsAreComparedUnderTheirNames() throws {
        var second = SampleRuns.run("demo")
        second.configuration = second.configuration.replacing("decay = 0.8", with: "decay = 1")
        let report = try StudyReport(runs: [SampleRuns.run("demo"), second])
        #expect(report.runs.map(\.name) == ["demo", "demo (2)"])
        #expect(report.differences?.header == ["setting", "demo", "demo (2)"])
        #expect(report.differences?.rows == [["curriculum.decay", "0.8", "1"]])
        let mixture = try dataRows(of: "mixture", in: report)
        #expect(Set(mixture.compactMap { $0["source"]?.text }) == ["\"ca\""])
        #expect(Set(mixture.compactMap { $0["run"]?.text }) == ["\"demo\"", "\"demo (2)\""])
        #expect(report.sections[0].table?.header.suffix(2) == ["demo (2), before", "demo (2), after"])
    }

    @Test func thePageHoldsItsDataWithoutBreaking() throws {
        let page = ReportPage(report: try StudyReport(runs: [SampleRuns.run("demo")]), javascript: "const a = \"</script>\";").html
        #expect(page.contains("const a = \"<\\/script>\";"))
        #expect(!page.contains("Say </script>"))
        #expect(page.contains("Say \\u003c/script> \\u003cb>hi"))
        #expect(page.contains("id=\"chart-mixture\""))
        #expect(!page.contains("src=\"") && !page.contains("href=\""))
        let data = try #require(page.split(separator: "id=\"charts\">").last?.split(separator: "</script>").first)
        let charts = try JSONDecoder().decode([String: JSONValue].self, from: Data(data.utf8))
        #expect(charts.count == 11)
    }

    private func dataRows(of id: String, in report: StudyReport) throws -> [[String: JSONValue]] {
        let chart = try #require(report.charts.first { $0.id == id })
        guard case .object(let members) = chart.specification, case .object(let data)? = members["data"],
            case .array(let rows)? = data["values"]
        else { return [] }
        return rows.compactMap { if case .object(let row) = $0 { row } else { nil } }
    }
}
