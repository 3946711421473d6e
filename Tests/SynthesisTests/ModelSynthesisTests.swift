import Endpoints
import Foundation
import PythonSandbox
import SequentialExecution
import Synchronization
import Synthesis
import TestSupport
import Testing

/// The stages with a language model, against a server on loopback.
@Suite(.serialized) struct ModelSynthesisTests {
    private func client(_ model: LoopbackModel, folder: String, budget: EndpointBudget = EndpointBudget()) throws -> EndpointClient {
        let endpoint = Endpoint(
            url: model.url, model: "rules", timeout: 2, concurrency: 8,
            retry: RetryPolicy(attempts: 3, firstDelay: 0.05, longestDelay: 0.5))
        return EndpointClient(endpoint, cache: try CompletionCache(folder: folder + "/cache"), budget: budget)
    }

    private func run(
        _ model: LoopbackModel, folder: String, options: ModelSynthesisOptions = ModelSynthesisOptions(),
        budget: EndpointBudget = EndpointBudget()
    ) async throws -> ModelSynthesisSummary {
        let synthesis = ModelSynthesis(
            options: options, client: try client(model, folder: folder, budget: budget), prompts: try PromptBook())
        return try await synthesis.run(
            SeedFunction.read(path: LoopbackModel.seeds), folder: folder, pool: SandboxPool(workers: 2), workers: 2)
    }

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "model-synthesis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func rows(_ folder: String, _ name: String) throws -> [Literal] {
        try String(contentsOfFile: "\(folder)/\(name).jsonl", encoding: .utf8).split(separator: "\n").map {
            try #require(Literal(json: Array($0.utf8)))
        }
    }

    private func names(_ folder: String, _ name: String) throws -> [String] {
        try rows(folder, name).compactMap { $0["task_id"]?.stringValue }
    }

    /// What is left out, as `task stage: reason`, without what the address and the clock make of it.
    private func reasons(_ folder: String) throws -> [String: String] {
        let pairs = try rows(folder, "rejected").filter { $0["test_case_id"] == nil }.map { row in
            (row["task_id"]?.stringValue ?? "", "\(row["stage"]?.stringValue ?? "") \(row["reason"]?.stringValue ?? "")")
        }
        return Dictionary(pairs) { first, _ in first + " twice" }
    }

    /// Time-outs, refusals, broken and wrong JSON, resets: all is tried again or recorded, and nothing is asked twice that was answered.
    @Test func everyFailureIsTriedAgainOrRecorded() async throws {
        let base = try folder()
        defer { try? FileManager.default.removeItem(at: base) }
        let model = try LoopbackModel(["--faults", "--bad-answers"], in: base)
        let out = base.appending(path: "out").path
        let summary = try await run(model, folder: out)
        let requests = model.requests
        #expect(
            Set(requests.map(\.outcome))
                == ["none", "busy", "error", "truncated", "other", "reset", "silence", "cut", "forbidden"])
        // Every request that failed was sent again until it was answered, save for those that have no answer.
        let unanswered = Dictionary(grouping: requests, by: \.key).filter { $1.last?.outcome != "none" }
        let endings = unanswered.values.compactMap { $0.last?.outcome }
        #expect(endings.sorted() == ["error", "forbidden"])
        #expect(summary.stopped == nil)
        #expect(summary.account.requests == requests.count)
        try expectRecorded(out)

        // The same again: only the functions that were lost are asked about.
        let again = try await run(model, folder: out)
        let later = model.requests.dropFirst(requests.count)
        #expect(Set(later.map(\.key)) == Set(unanswered.keys))
        #expect(again.instructions == summary.instructions)
        #expect(again.stages == summary.stages)
        try expectRecorded(out)
    }

    private func expectRecorded(_ out: String) throws {
        let found = try reasons(out)
        let expected = [
            "twin": "functions nearly the same as an earlier one: sum-to",
            "broken": "functions invalid Python, line 1: SyntaxError: expected ':'",
            "contest-c": "functions no Python 3 solution",
            "few": "functions too few cases give a value: 2, expected at least 3; the first failure: Zero",
            "contest-wrong": "functions the program fails its test: it printed 4\n, expected 5",
            "stubborn": "anonymised ", "lost": "anonymised the endpoint failed: ", "forbidden": "anonymised the endpoint failed: ",
            "clock": "functions it depends on more than its inputs: case 0 gives another answer in another run",
            "hopeless": "verified the description still has problems: turn 3 of 3: ",
        ]
        #expect(Set(found.keys).symmetricDifference(expected.keys).isEmpty, "\(found)")
        for (task, reason) in expected { #expect(found[task]?.hasPrefix(reason) ?? false, "\(task): \(found[task] ?? "")") }
        let lost = try rows(out, "rejected").filter { $0["again"] == .boolean(true) }
        #expect(lost.compactMap { $0["task_id"]?.stringValue } == ["lost", "forbidden"])
        let kept = ["sum-to", "fibonacci", "words", "gcd", "evens", "digits", "contest-sum", "contest-max"]
        #expect(try names(out, "scored") == kept)
        let cases = try rows(out, "rejected").compactMap { row -> String? in
            row["test_case_id"]?.integerValue.map { "\(row["task_id"]?.stringValue ?? "") \($0)" }
        }
        #expect(cases == ["fibonacci 3", "words 3", "gcd 3"])
    }

    /// Rows are in the published format; their answers are what the seeds give, with counts beside them.
    @Test func instructionsKeepTheSeedsResults() async throws {
        let base = try folder()
        defer { try? FileManager.default.removeItem(at: base) }
        let model = try LoopbackModel(in: base)
        let out = base.appending(path: "out").path
        let summary = try await run(model, folder: out)
        let instructions = try rows(out, "instructions").map { try SequentialInstruction(row: $0) }
        #expect(instructions.count == summary.instructions)
        let root = try #require(instructions.first { $0.taskID == "digits" && $0.testCaseID == 1 })
        #expect(root.input == [.integer(12345)])
        #expect(root.answer.output.json == #"{"root": 6, "steps": [15, 6]}"#)
        #expect(root.answer.statistics.json == #"{"runs": 1}"#)
        #expect(root.prompt.contains("INPUTS: You are given the values."))
        let program = try #require(instructions.first { $0.taskID == "contest-sum" })
        #expect(program.input.count == 1)
        #expect(program.function?.contains("def f(") ?? false)
        #expect(instructions.allSatisfy { $0.complexity ?? 0 > 0 && $0.function?.contains("triangular") == false })
        let histogram = try #require(Literal(json: Array(Data(contentsOf: URL(filePath: out + "/histogram.json")))))
        #expect(histogram["instructions"] == .integer(instructions.count))
    }

    /// A spent budget ends the run; the same call goes on, to the same files as a run without a budget.
    @Test func aSpentBudgetStopsAndTheRunGoesOn() async throws {
        let base = try folder()
        defer { try? FileManager.default.removeItem(at: base) }
        let model = try LoopbackModel(in: base)
        let (out, whole) = (base.appending(path: "out").path, base.appending(path: "whole").path)
        var calls = 0
        var summary = try await run(model, folder: out, budget: EndpointBudget(requests: 11))
        while summary.stopped != nil, calls < 20 {
            #expect(summary.stopped == "the endpoint's budget of 11 requests is spent")
            #expect(summary.account.requests == 11)
            calls += 1
            summary = try await run(model, folder: out, budget: EndpointBudget(requests: 11))
        }
        #expect(calls > 2)
        #expect(Dictionary(grouping: model.requests, by: \.key).values.allSatisfy { $0.count == 1 })
        _ = try await run(model, folder: whole)
        try expectSameFiles(out, whole)
    }

    private func expectSameFiles(_ left: String, _ right: String) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: right) where file.hasSuffix(".jsonl") {
            let texts = try [left, right].map { try String(contentsOfFile: "\($0)/\(file)", encoding: .utf8) }
            #expect(texts[0] == texts[1], "\(file)")
        }
    }

    /// An interruption ends the run behind what is under way, and the same call goes on.
    @Test func anInterruptedRunGoesOn() async throws {
        let base = try folder()
        defer { try? FileManager.default.removeItem(at: base) }
        let model = try LoopbackModel(in: base)
        let (out, whole) = (base.appending(path: "out").path, base.appending(path: "whole").path)
        let isRequested = Mutex(false)
        var synthesis = ModelSynthesis(
            options: ModelSynthesisOptions(), client: try client(model, folder: out), prompts: try PromptBook()
        ) { stage, done, _ in if stage == "tracked", done == 3 { isRequested.withLock { $0 = true } } }
        synthesis.isInterrupted = { isRequested.withLock { $0 } }
        let summary = try await synthesis.run(
            SeedFunction.read(path: LoopbackModel.seeds), folder: out, pool: SandboxPool(workers: 2), workers: 2)
        #expect(summary.stopped == "interrupted")
        #expect(summary.stages.map(\.stage) == ["functions", "anonymised", "tracked"])
        for folder in [out, whole] { _ = try await run(model, folder: folder) }
        try expectSameFiles(out, whole)
    }

    /// What a run that was killed while it wrote leaves behind, half a line, is no trouble.
    @Test func halfWrittenRowsAreWrittenAgain() async throws {
        let base = try folder()
        defer { try? FileManager.default.removeItem(at: base) }
        let model = try LoopbackModel(in: base)
        let (out, whole) = (base.appending(path: "out").path, base.appending(path: "whole").path)
        for folder in [out, whole] { _ = try await run(model, folder: folder) }
        let asked = model.requests.count
        for file in ["functions", "tracked", "verified", "scored", "instructions"] {
            let url = URL(filePath: "\(out)/\(file).jsonl")
            try Data(contentsOf: url).dropLast(30).write(to: url)
        }
        let rejected = URL(filePath: "\(out)/rejected.jsonl")
        try (Data(contentsOf: rejected) + Data(#"{"task_id": "half"#.utf8)).write(to: rejected)
        _ = try await run(model, folder: out)
        try expectSameFiles(out, whole)
        #expect(model.requests.count == asked)
    }

    /// Harder functions where that goes well, the function as it was where it does not; a sample evenly over complexity.
    @Test func functionsEvolveAndInstructionsAreSampled() async throws {
        let base = try folder()
        defer { try? FileManager.default.removeItem(at: base) }
        let model = try LoopbackModel(in: base)
        let out = base.appending(path: "out").path
        var options = ModelSynthesisOptions()
        options.evolves = true
        options.sample = 5
        options.histogram = 0...40
        options.histogramBins = 5
        let summary = try await run(model, folder: out, options: options)
        let (before, after) = (try rows(out, "tracked"), try rows(out, "evolved"))
        #expect(try names(out, "evolved") == names(out, "tracked"))
        #expect(zip(before, after).contains { $0["function"] != $1["function"] })
        #expect(summary.instructions == 5)
        #expect(summary.instructionsLeftOut > 5)
        let filled = summary.histogram.bins.map(\.instructions).filter { $0 > 0 }
        #expect(filled.count > 1)
        options.evolves = false
        await #expect(throws: SynthesisError.otherRun(path: out + "/run.json", key: "evolve", found: "true", expected: "false")) {
            try await run(model, folder: out, options: options)
        }
    }

    /// A wrong key concerns every function: the run ends with the requests under way and blames none of them.
    @Test func aWrongKeyEndsTheRun() async throws {
        struct Closed: HTTPTransport {
            func post(_ body: Data, to url: URL, headers: [String: String], timeout: Double) throws -> HTTPAnswer {
                HTTPAnswer(status: 401, body: Data(#"{"error": {"message": "no such key"}}"#.utf8))
            }
        }
        let out = try folder().path
        defer { try? FileManager.default.removeItem(atPath: out) }
        let url = try #require(URL(string: "http://127.0.0.1:1/v1"))
        let client = EndpointClient(Endpoint(url: url, model: "m", concurrency: 1), transport: Closed())
        let seeds = (1...40).map { number in
            SeedFunction(
                FunctionEntry(
                    taskID: "\(number)", source: "def f(n):\n    return n + \(number)",
                    cases: [[.integer(1)], [.integer(2)], [.integer(3)]]))
        }
        var options = ModelSynthesisOptions()
        options.nearDuplicates = 2
        let synthesis = ModelSynthesis(options: options, client: client, prompts: try PromptBook())
        let summary = try await synthesis.run(seeds, folder: out, pool: SandboxPool(workers: 1), workers: 1)
        #expect(summary.stopped == "http://127.0.0.1:1/v1/chat/completions: status 401: no such key")
        #expect(client.spent.requests < 20)
        #expect(try rows(out, "rejected").isEmpty)
        #expect(summary.stages.map(\.kept) == [40, 0])
        #expect(summary.stages.map(\.open) == [0, 40])
    }
}
