import Endpoints
import SequentialExecution

/// Makes a function of a program that reads standard input. The model writes the function and what stands around it, `parse` and
/// `render`; all three together have to print what the program's tests say.
struct ContestConversion: Sendable {
    let dialogue: ModelDialogue
    let trials: FunctionTrials
    let leastTests: Int

    func convert(_ draft: inout Draft) async throws {
        let tests = draft.tests
        guard tests.count >= leastTests else {
            throw InstructionPipeline.Rejection(reason: "too few tests: \(tests.count), expected at least \(leastTests)")
        }
        // Not worth asking about where the program itself is wrong.
        for test in tests {
            let printed = try await trials.output(of: draft.source, input: test.input)
            guard test.accepts(printed) else {
                throw InstructionPipeline.Rejection(
                    reason: "the program fails its test: it printed \(printed.prefix(60)), expected \(test.output.prefix(60))")
            }
        }
        let examples = tests.prefix(2).map { "Input:\n\n```\n\($0.input)\n```\n\nOutput:\n\n```\n\($0.output)\n```" }
        let values = ["program": draft.source, "tests": examples.joined(separator: "\n\n")]
        (draft.source, draft.cases, draft.results) = try await dialogue.ask(.functions, values, usage: &draft.usage) { text in
            try await function(in: ModelAnswer(text: text), tests)
        }
        draft.tests = []
    }

    /// The function of an answer, with the arguments that its `parse` made of the tests.
    private func function(
        in answer: ModelAnswer, _ tests: [ProgramTest]
    ) async throws -> (String, [[Literal]], [InstructionPipeline.CaseResult]) {
        let source = try answer.function()
        let frame = try answer.block(defining: ["parse", "render"])
        let lists = try await values(of: frame, "parse", tests.map { [.string($0.input)] })
        let cases = lists.compactMap(\.elements)
        guard cases.count == lists.count else { throw InstructionPipeline.Rejection(reason: "parse did not return a list of arguments") }
        let results = try await trials.results(of: source, cases)
        let printed = try await values(of: frame, "render", try values(results, of: "f").map { [$0] })
        for (test, text) in zip(tests, printed) where !(text.stringValue.map(test.accepts) ?? false) {
            throw InstructionPipeline.Rejection(
                reason: "the tests are not reproduced: input \(test.input.prefix(60)): found \(text.json.prefix(60)), expected "
                    + "\(test.output.prefix(60))")
        }
        return (source, cases, results)
    }

    private func values(of source: String, _ function: String, _ cases: [[Literal]]) async throws -> [Literal] {
        try values(try await trials.results(of: source, function: function, cases), of: function)
    }

    private func values(_ results: [InstructionPipeline.CaseResult], of function: String) throws -> [Literal] {
        try results.map { result in
            switch result {
            case .value(let value): return value
            case .failed(let reason): throw InstructionPipeline.Rejection(reason: "\(function) fails on a test: \(reason)")
            }
        }
    }
}
