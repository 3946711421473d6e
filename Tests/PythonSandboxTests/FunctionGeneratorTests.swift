import PythonSandbox
import Rollouts
import SequentialExecution
import Testing

struct FunctionGeneratorTests {
    @Test func generatedFunctionsAreToldAndRunOverTheWholeRange() throws {
        let worker = try PythonWorker()
        let pipeline = InstructionPipeline(
            minimumCases: 1, syntaxTree: worker.syntaxTree,
            execute: { source, arguments in
                switch try worker.call(in: source, arguments: arguments) {
                case .value(let value): return .value(value)
                case let other: return .failed("\(other)")
                }
            })
        var made = 0
        for (stream, low) in [10.0, 30, 60, 100, 150, 190].enumerated() {
            for attempt in 0..<6 {
                let draft = try FunctionGenerator.draft(in: low..<(low + 10), cases: 4, seed: 5, stream: 10 * stream + attempt) {
                    try pipeline.tell($0).complexity.score
                }
                guard let draft else { continue }
                let told = try pipeline.tell(draft.source)
                #expect((low..<(low + 10)).contains(told.complexity.score))
                #expect(try worker.complexity(of: told.function) == told.complexity)
                if let rows = try? pipeline.instructions(taskID: draft.taskID, source: draft.source, cases: draft.cases).rows {
                    for row in rows {
                        let reply = "Output: \(row.answer.output.json)\nStatistics: \(row.answer.statistics.json)"
                        #expect(SequentialVerifier(answer: row.answer).reward(for: reply).value == 1)
                    }
                    made += 1
                    break
                }
            }
        }
        #expect(made == 6)
    }
}
