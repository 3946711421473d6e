import SequentialExecution
import Testing

struct InstructionPipelineTests {
    private static func pipeline(
        _ options: InstructionPipeline.Options = .init(), _ results: [Literal: InstructionPipeline.CaseResult]
    ) -> InstructionPipeline {
        var options = options
        options.withInstruction = false
        return InstructionPipeline(
            options: options, syntaxTree: { _ in .none },
            execute: { _, cases in cases.map { results[$0[0]] ?? .failed("no result") } })
    }

    private static let function = FunctionDefinition(
        name: "g", parameters: [.init("x")],
        body: [
            .conditional(test: .compare(.name("x"), .less, .integer(3)), body: [.returning(.name("x"))], otherwise: []),
            .returning(.integer(0)),
        ])

    private static func pair(_ output: Literal, _ count: Int) -> InstructionPipeline.CaseResult {
        .value(.list([output, .dictionary([.init("x_below", .integer(count))])]))
    }

    @Test func casesThatTheFiltersRefuseAreNamed() throws {
        let cases: [Literal] = [.integer(1), .integer(2), .integer(3), .integer(4), .integer(20_000_000), .integer(6), .integer(1)]
        var options = InstructionPipeline.Options()
        options.minimumCases = 1
        let pipeline = Self.pipeline(
            options,
            [
                cases[0]: Self.pair(.integer(1), 49), cases[1]: Self.pair(.integer(1), 50), cases[2]: Self.pair(.number(0.1234567), 1),
                cases[3]: .value(.integer(1)), cases[4]: Self.pair(.integer(1), 1),
            ])
        let result = try pipeline.instructions(taskID: "t", function: Self.function, cases: cases.map { [$0] })
        #expect(result.rows.map(\.testCaseID) == [0])
        #expect(result.rejected.map(\.testCaseID) == [1, 2, 3, 4, 5, 6])
        #expect(
            result.rejected.map(\.reason) == [
                "too high a count: x_below is 50, expected less than 50", "a number with more than 6 decimals",
                "it did not return (result, {tracker: count})", "an input beyond 10^7", "no result", "the same input as an earlier case",
            ])
        #expect(
            result.rows[0].function
                == "def f(x):\n    x_below = 0\n    if x < 3:\n        x_below += 1\n        return x, {'x_below': x_below}\n"
                + "    return 0, {'x_below': x_below}")
        #expect(result.rows[0].complexity == 8)
    }

    @Test func tooFewCasesOrAnswersRejectTheFunction() throws {
        #expect(
            throws: InstructionPipeline.Rejection(reason: "too few cases: 0 are left, expected at least 3; the first left out: no result")
        ) {
            try Self.pipeline(.init(), [:]).instructions(taskID: "t", function: Self.function, cases: [[.integer(1)]])
        }
        var options = InstructionPipeline.Options()
        options.minimumAnswers = 2
        let cases: [Literal] = [.integer(1), .integer(2), .integer(3)]
        let same = Self.pipeline(options, Dictionary(uniqueKeysWithValues: cases.map { ($0, Self.pair(.integer(7), 1)) }))
        #expect(throws: InstructionPipeline.Rejection(reason: "too few answers: all cases together have 1, expected at least 2")) {
            try same.instructions(taskID: "t", function: Self.function, cases: cases.map { [$0] })
        }
    }

    @Test func casesWithAnAnswerOfTheirOwnAreKeptFirst() throws {
        var options = InstructionPipeline.Options()
        options.mostCases = 3
        let answers = [5, 5, 5, 6, 7]
        let results = Dictionary(uniqueKeysWithValues: answers.enumerated().map { (Literal.integer($0), Self.pair(.integer($1), 0)) })
        let made = try Self.pipeline(options, results).instructions(
            taskID: "t", function: Self.function, cases: answers.indices.map { [.integer($0)] })
        #expect(made.rows.map(\.testCaseID) == [0, 3, 4])
    }
}
