import PythonSandbox
import SequentialExecution
import Synthesis
import Testing

struct WorkedSolutionTests {
    /// Constants are written as the values beside them and as the instruction says them, not as Python writes them.
    @Test func constantsAreWrittenAsValuesAre() throws {
        let source = """
            def f(word, other, flag):
                steps = 0
                if other is None:
                    steps += 1
                if word == 'in' and flag == True:
                    steps += 2
                return steps
            """
        var options = InstructionPipeline.Options()
        options.minimumCases = 1
        options.solutions = 1
        let pipeline = InstructionPipeline(worker: try PythonWorker(), options: options, limits: ExecutionLimits())
        let cases: [[Literal]] = [[.string("in"), .none, .boolean(true)]]
        let made = try pipeline.instructions(taskID: "constants", source: source, cases: cases)
        let solution = try #require(made.rows[0].solution)
        #expect(solution.contains("null is null: yes"), "\(solution)")
        #expect(solution.contains(#""in" == "in" and true == true: yes"#), "\(solution)")
        #expect(!solution.contains("None") && !solution.contains("'in'"))
    }
}
