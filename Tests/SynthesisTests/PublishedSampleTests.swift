import Datasets
import PythonSandbox
import Rollouts
import SequentialExecution
import Synthesis
import TestSupport
import Testing

/// LogicIF's published sample: its functions, run here, give what it says.
struct PublishedSampleTests {
    private func rows(_ name: String) throws -> [Literal]? {
        guard let path = SharedFiles.path("data/\(name).jsonl") else { return nil }
        let reader = try JSONLinesReader(path: path)
        var rows: [Literal] = []
        while let line = try reader.next() { rows.append(try #require(Literal(json: line.bytes))) }
        return rows
    }

    @Test func functionsGiveThePublishedAnswersAndScores() throws {
        guard let rows = try rows("logicif_sample_result") else { return }
        let worker = try PythonWorker()
        for row in rows {
            let instruction = try SequentialInstruction(row: row)
            let source = try #require(instruction.function)
            let outcome = try worker.call(in: source, arguments: instruction.input)
            guard case .value(let value) = outcome else {
                Issue.record("\(instruction.taskID)/\(instruction.testCaseID): \(outcome)")
                continue
            }
            let published = Literal.list([instruction.answer.output, instruction.answer.statistics])
            #expect(value.equalsByValue(published), "\(instruction.taskID)/\(instruction.testCaseID): \(value.json)")
            #expect(try worker.complexity(of: source).score == instruction.complexity, "\(instruction.taskID)")
        }
        #expect(rows.count == 12)
    }

    /// Questions are functions: one counts only if all its cases are right.
    @Test func theSamplesAccuraciesAreReproduced() throws {
        guard let rows = try rows("logicif_sample_result") else { return }
        func cases(_ verdict: (Literal, SequentialInstruction) throws -> (Bool, Bool)) throws -> [SequentialAccuracy.Case] {
            try rows.map { row in
                let instruction = try SequentialInstruction(row: row)
                let (output, statistics) = try verdict(row, instruction)
                return SequentialAccuracy.Case(
                    taskID: instruction.taskID, complexity: instruction.complexity, outputIsRight: output, statisticsAreRight: statistics)
            }
        }
        // What the sample's own extraction read from the replies, against what is read here.
        let published = try cases { row, instruction in
            let read = try #require(row["llm_output"])
            return (
                read["output"]?.equalsByValue(instruction.answer.output) ?? false,
                read["stats"]?.equalsByValue(instruction.answer.statistics) ?? false
            )
        }
        let ours = try cases { row, instruction in
            let reward = SequentialVerifier(answer: instruction.answer).reward(for: try #require(row["llm_response"]?.stringValue))
            return (reward.components[0].value == 1, reward.components[1].value == 1)
        }
        let accuracy = SequentialAccuracy(ours)
        #expect(accuracy == SequentialAccuracy(published))
        #expect([accuracy.questions, accuracy.cases] == [3, 12])
        let shares: [Double] = [accuracy.caseAccuracy, accuracy.outputAccuracy, accuracy.statisticsAccuracy].map { $0 * 12 }
        #expect(shares.map { Int($0.rounded()) } == [8, 11, 9])
        let questions: [Double] = [accuracy.questionAccuracy, accuracy.questionOutputAccuracy, accuracy.questionStatisticsAccuracy]
        #expect(questions.map { Int(($0 * 3).rounded()) } == [1, 2, 2])
    }

    /// The sample's functions and test cases are seeds as they are published.
    @Test func functionsAndTestCasesAreSeeds() throws {
        guard let functions = SharedFiles.path("data/logicif_sample_functions.jsonl"),
            let cases = SharedFiles.path("data/logicif_sample_test_cases.jsonl")
        else { return }
        let seeds = try SeedFunction.read(path: functions, casesPath: cases)
        let entries = try FunctionEntry.read(path: functions, casesPath: cases)
        #expect(seeds == entries.map(SeedFunction.init))
        #expect(entries.map { $0.cases?.count ?? 0 } == [5, 4, 4])
    }
}
