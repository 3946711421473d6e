import SequentialExecution
import Testing

struct SequentialAccuracyTests {
    @Test func aQuestionCountsOnlyWithAllItsCases() {
        func one(_ task: String, _ output: Bool, _ statistics: Bool) -> SequentialAccuracy.Case {
            .init(taskID: task, complexity: nil, outputIsRight: output, statisticsAreRight: statistics)
        }
        let accuracy = SequentialAccuracy([
            one("a", true, true), one("a", true, false), one("b", true, true), one("b", true, true), one("c", false, true),
        ])
        #expect(accuracy.questions == 3 && accuracy.cases == 5)
        #expect(accuracy.caseAccuracy == 0.6)
        #expect(accuracy.outputAccuracy == 0.8)
        #expect(accuracy.questionAccuracy == 1.0 / 3)
        #expect(accuracy.questionOutputAccuracy == 2.0 / 3)
        #expect(accuracy.questionStatisticsAccuracy == 2.0 / 3)
        #expect(SequentialAccuracy([]).questionAccuracy == 0)
    }
}
