import SequentialExecution
import Testing

struct InstructionPipelineTests {
    /// CPython's tree of `def g(x): return x`.
    static let tree = Literal.dictionary([
        .init("kind", .string("Module")),
        .init(
            "body",
            .list([
                .dictionary([
                    .init("kind", .string("FunctionDef")), .init("name", .string("g")), .init("line", .integer(1)),
                    .init(
                        "args",
                        .dictionary([
                            .init("args", .list([.dictionary([.init("arg", .string("x"))])])), .init("vararg", .none),
                            .init("kwarg", .none),
                        ])),
                    .init(
                        "body",
                        .list([
                            .dictionary([
                                .init("kind", .string("Return")),
                                .init("value", .dictionary([.init("kind", .string("Name")), .init("id", .string("x"))])),
                            ])
                        ])),
                ])
            ])),
    ])

    private func pipeline(_ results: [Literal: InstructionPipeline.CaseResult]) -> InstructionPipeline {
        InstructionPipeline(
            minimumCases: 1, syntaxTree: { _ in Self.tree }, execute: { _, input in results[input[0]] ?? .failed("no result") })
    }

    private func pair(_ output: Literal, _ count: Int) -> InstructionPipeline.CaseResult {
        .value(.list([output, .dictionary([.init("steps_taken", .integer(count))])]))
    }

    @Test func casesThatTheFiltersRefuseAreNamed() throws {
        let cases: [Literal] = [.integer(1), .integer(2), .integer(3), .integer(4), .integer(20_000_000), .integer(6)]
        let pipeline = pipeline([
            cases[0]: pair(.integer(1), 49), cases[1]: pair(.integer(1), 50), cases[2]: pair(.number(0.1234567), 1),
            cases[3]: .value(.integer(1)), cases[4]: pair(.integer(1), 1),
        ])
        let result = try pipeline.instructions(taskID: "t", source: "", cases: cases.map { [$0] })
        #expect(result.rows.map(\.testCaseID) == [0])
        #expect(result.rejected.map(\.testCaseID) == [1, 2, 3, 4, 5])
        #expect(
            result.rejected.map(\.reason) == [
                "tracker steps_taken is 50, expected less than 50", "a number with more than 6 decimals",
                "it did not return (result, {tracker: count})", "an input beyond 10^7", "no result",
            ])
        #expect(
            result.rows[0].function == "def f(x):\n    steps_taken = 0\n    steps_taken += 1\n    return x, {'steps_taken': steps_taken}")
        #expect(result.rows[0].complexity == 3)
    }

    @Test func tooFewCasesRejectTheFunction() {
        #expect(throws: InstructionPipeline.Rejection.self) {
            try pipeline([:]).instructions(taskID: "t", source: "", cases: [[.integer(1)]])
        }
    }
}
