import Endpoints
import SequentialExecution

/// What the stages do with one function. Each throws a `Rejection` where it gives the function up.
struct StageWork: Sendable {
    let dialogue: ModelDialogue
    let trials: FunctionTrials
    let options: ModelSynthesisOptions

    func perform(_ stage: Stage, _ draft: inout Draft) async throws {
        draft.usage = ModelUsage()
        switch stage {
        case .functions: try await makeFunction(&draft)
        case .anonymised: try await anonymise(&draft)
        case .tracked: try await track(&draft)
        case .evolved: try await evolve(&draft)
        case .described: try await describe(&draft)
        case .verified: try await verify(&draft)
        case .executed: try await execute(&draft)
        case .filtered: _ = try instructions(of: draft)
        case .scored: draft.complexity = try await trials.complexity(of: draft.source)
        }
    }

    private var leastCases: Int { options.pipeline.minimumCases }

    private func rejection(_ reason: String) -> InstructionPipeline.Rejection { .init(reason: reason) }

    // MARK: Changing the function

    private func makeFunction(_ draft: inout Draft) async throws {
        guard !draft.source.isEmpty else { throw rejection("no Python 3 solution") }
        if draft.tests.isEmpty {
            guard draft.cases.count >= leastCases else {
                throw rejection("too few test cases: \(draft.cases.count), expected at least \(leastCases)")
            }
            let definitions = draft.source.split(separator: "\n").filter { $0.hasPrefix("def ") }
            let names = definitions.map { $0.dropFirst(4).prefix { $0 != "(" } }
            guard let last = names.last else { throw rejection("no function at the top level of the source") }
            // Helpers stand before what uses them, mostly.
            if !names.contains("f") { draft.source += "\n\n\nf = \(last)" }
            draft.results = try await trials.results(of: draft.source, draft.cases)
        } else {
            try await ContestConversion(dialogue: dialogue, trials: trials, leastTests: leastCases).convert(&draft)
        }
        try draft.results.check(atLeast: leastCases)
        // Once more, in another process: the model's rewriting is judged by the results, so they must be the inputs' alone.
        let again = try await trials.results(of: draft.source, draft.cases)
        if let number = zip(again, draft.results).enumerated().first(where: { !$1.0.agrees(with: $1.1) })?.offset {
            throw rejection("it depends on more than its inputs: case \(number) gives another answer in another run")
        }
    }

    /// Other names and no comments; accepted only where every result is what it was.
    private func anonymise(_ draft: inout Draft) async throws {
        let earlier = draft
        (draft.source, draft.results) = try await dialogue.ask(.anonymise, ["function": draft.source], usage: &draft.usage) { text in
            let source = try ModelAnswer(text: text).function()
            let results = try await trials.results(of: source, earlier.cases)
            try results.check(against: earlier.results)
            return (source, results)
        }
    }

    /// Trackers beside the result; accepted only where the result itself is what it was.
    private func track(_ draft: inout Draft) async throws {
        let earlier = draft
        let values = ["function": draft.source, "limit": "\(options.pipeline.trackerLimit)"]
        (draft.source, draft.results) = try await dialogue.ask(.trackers, values, usage: &draft.usage) { text in
            let source = try ModelAnswer(text: text).function()
            let results = try await trials.results(of: source, earlier.cases)
            try results.check(against: earlier.results) { try TrackedValue($0).value }
            try TrackedValue.check(results, limit: options.pipeline.trackerLimit)
            return (source, results)
        }
    }

    /// A harder function for the same inputs. One turn; where it fails, the function stays as it is.
    private func evolve(_ draft: inout Draft) async throws {
        let earlier = draft
        let score = try await trials.complexity(of: draft.source)
        let inputs = draft.cases.prefix(3).map { Literal.list($0).json }.joined(separator: " and ")
        let values = ["function": draft.source, "limit": "\(options.pipeline.trackerLimit)", "inputs": inputs]
        do {
            (draft.source, draft.results) = try await dialogue.ask(.evolve, values, usage: &draft.usage) { text in
                let source = try ModelAnswer(text: text).function()
                let results = try await trials.results(of: source, earlier.cases)
                try results.check(atLeast: leastCases)
                try TrackedValue.check(results, limit: options.pipeline.trackerLimit)
                let harder = try await trials.complexity(of: source)
                guard harder > score else { throw rejection("not harder: complexity \(harder), expected more than \(score)") }
                return (source, results)
            }
        } catch let rejection as InstructionPipeline.Rejection {
            draft.note = "not evolved: \(rejection.reason)"
        }
    }

    // MARK: Telling it

    private func describe(_ draft: inout Draft) async throws {
        let trackers = draft.trackers
        let values = ["function": draft.source, "trackers": trackers.joined(separator: ", ")]
        draft.description = try await dialogue.ask(.describe, values, usage: &draft.usage) {
            try ModelAnswer(text: $0).description(naming: trackers)
        }
    }

    /// Turns in which a description is checked, and mended where it has problems; one with problems in the last turn is given up.
    static let turns = 3

    private func verify(_ draft: inout Draft) async throws {
        let trackers = draft.trackers
        for turn in 1...Self.turns {
            var values = ["function": draft.source, "trackers": trackers.joined(separator: ", ")]
            values["description"] = draft.description
            let problems = try await dialogue.ask(.verify, values, usage: &draft.usage) { try ModelAnswer(text: $0).problems() }
            guard let first = problems.first else { return }
            guard turn < Self.turns else {
                throw rejection("the description still has problems: turn \(turn) of \(Self.turns): \(first.prefix(300))")
            }
            values["problems"] = problems.map { "- \($0)" }.joined(separator: "\n")
            draft.description = try await dialogue.ask(.refine, values, usage: &draft.usage) {
                try ModelAnswer(text: $0).description(naming: trackers)
            }
        }
    }

    // MARK: Answers

    /// Runs the function anew. A case whose answer is not that of the earlier run depends on more than its input and fails.
    private func execute(_ draft: inout Draft) async throws {
        let results = try await trials.results(of: draft.source, draft.cases)
        draft.results = zip(results, draft.results).map { new, old in
            new.agrees(with: old) ? new : .failed("another answer in another run")
        }
    }

    /// The rows that a function gives, by the filters and with the prompts of functions that are told offline.
    /// - Throws: `Rejection`.
    func instructions(of draft: Draft) throws -> InstructionPipeline.Made {
        let pipeline = InstructionPipeline(
            options: options.pipeline, syntaxTree: { _ in .none }, execute: { _, _ in draft.results })
        return try pipeline.instructions(
            taskID: draft.taskID, source: draft.source, description: draft.description ?? "", complexity: draft.complexity,
            cases: draft.cases)
    }
}

/// What a function with trackers returns: `(result, {tracker: count})`.
private struct TrackedValue {
    var value: Literal
    var counts: [Literal.Entry]

    /// - Throws: `Rejection` where it is something else.
    init(_ literal: Literal) throws {
        guard let parts = literal.elements, parts.count == 2, case .dictionary(let counts) = parts[1] else {
            throw InstructionPipeline.Rejection(reason: "it did not return (result, {tracker: count}): found \(literal.json.prefix(80))")
        }
        guard counts.allSatisfy({ $0.value.integerValue != nil && $0.key.stringValue != nil }) else {
            throw InstructionPipeline.Rejection(reason: "a tracker is no whole number: found \(parts[1].json.prefix(80))")
        }
        (value, self.counts) = (parts[0], counts)
    }

    /// Whether results have 1 to `limit` trackers, the same ones in every case, each of which counts something in some case.
    static func check(_ results: [InstructionPipeline.CaseResult], limit: Int) throws {
        let values = try results.compactMap { result -> TrackedValue? in
            if case .value(let value) = result { try TrackedValue(value) } else { nil }
        }
        let names = Set(values.map { Set($0.counts.map(\.key)) })
        guard names.count == 1, let first = names.first else {
            throw InstructionPipeline.Rejection(reason: "the trackers differ from case to case")
        }
        guard (1...limit).contains(first.count) else {
            throw InstructionPipeline.Rejection(reason: "the number of trackers: found \(first.count), expected 1 to \(limit)")
        }
        let silent = first.compactMap(\.stringValue).sorted().first { name in
            values.allSatisfy { Literal.dictionary($0.counts)[name] == .integer(0) }
        }
        if let silent { throw InstructionPipeline.Rejection(reason: "a tracker never counts: \(silent)") }
    }
}
