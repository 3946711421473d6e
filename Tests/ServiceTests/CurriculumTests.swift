import Curriculum
import Foundation
import HTTPTypes
import SequentialExecution
import Service
import Testing

@Suite struct CurriculumTests {
    /// Two sources, the second with a ladder of 10 intervals over 40 items.
    private static func request(id: String = "run", prompts: Int = 12, extra: String = "") -> String {
        let ca = (0..<30).map { #"{"id": "c\#($0)", "prompt": "say \#($0)"}"# }.joined(separator: ",")
        let se = (0..<40).map { #"{"id": "s\#($0)", "difficulty": \#(Double($0)), "prompt": "run \#($0)"}"# }.joined(separator: ",")
        return #"""
            {"id": "\#(id)", "seed": 5, "prompts": \#(prompts), "curriculum": {"intervals": {"count": 10, "initially_unlocked": 2}}, \#(extra)
             "sources": [{"name": "ca", "kind": "custom", "rows": [\#(ca)]},
                         {"name": "se", "kind": "custom", "intervals": true, "rows": [\#(se)]}]}
            """#
    }

    private static func prompts(_ step: Literal) -> [(id: String, source: String)] {
        (step["prompts"]?.items ?? []).map { ($0["id"]?.stringValue ?? "", $0["source"]?.stringValue ?? "") }
    }

    /// Rewards that rise with the step, differently for the sources.
    private static func rewards(_ step: Literal, at index: Int) -> String {
        let rows = prompts(step).enumerated().map { place, prompt in
            let base = prompt.source == "ca" ? 0.8 : min(0.3 + 0.1 * Double(index), 0.9)
            return #""\#(prompt.id)": [\#(base), \#(place.isMultiple(of: 3) ? 1.0 : base)]"#
        }
        return #"{"step": \#(index), "rewards": {\#(rows.joined(separator: ","))}}"#
    }

    @Test func aStepIsHandedOutAndObserved() async throws {
        try await withService { client in
            let made = try await client.post("/v1/curriculum", Self.request())
            #expect(made.status == 201, "\(made.text)")
            #expect(made.json["awaits"] == .string("next") && made.json["step"] == .integer(0))
            #expect(made.json["sources"]?.items.map { $0["unlocked"] } == [Literal.none, .integer(2)])
            let step = try await client.post("/v1/curriculum/run/next", "")
            let prompts = step.json["prompts"]?.items ?? []
            #expect(prompts.count == 12)
            #expect(step.json["decision"]?["quotas"] == .dictionary([.init("ca", .integer(6)), .init("se", .integer(6))]))
            #expect(Set(prompts.map { $0["id"]?.stringValue }).count == 12)
            for prompt in prompts where prompt["source"] == .string("se") {
                #expect(prompt["interval"] == .integer(0) || prompt["interval"] == .integer(1))
                #expect((prompt["complexity"]?.doubleValue ?? 99) < 8)
                #expect(prompt["messages"]?.items.first?["content"]?.stringValue?.hasPrefix("run ") == true)
            }
            #expect(try await client.get("/v1/curriculum/run").json["awaits"] == .string("observe"))
            let report = try await client.post("/v1/curriculum/run/observe", Self.rewards(step.json, at: 0))
            #expect(report.status == 200, "\(report.text)")
            #expect(report.json["next_step"] == .integer(1) && report.json["unobserved_prompts"] == .integer(0))
            #expect(report.json["sources"]?.items.first?["rollouts"] == .integer(12))
            #expect(try await client.get("/v1/curriculum").json["data"]?.items.first?["step"] == .integer(1))
        }
    }

    /// The same decisions as `roifrl curriculum simulate` makes from the trace that the service gives out.
    @Test func mixtureAndUnlocksAreTheSimulations() async throws {
        let (decisions, trace) = try await withService { client in
            _ = try await client.post("/v1/curriculum", Self.request(prompts: 37))
            var decisions: [Literal] = []
            for index in 0..<15 {
                let step = try await client.post("/v1/curriculum/run/next", "{}").json
                decisions.append(step["decision"] ?? .none)
                #expect(try await client.post("/v1/curriculum/run/observe", Self.rewards(step, at: index)).status == 200)
            }
            return (decisions, try await client.get("/v1/curriculum/run/trace").text)
        }
        var ladder = IntervalLadder.Configuration()
        ladder.count = 10
        ladder.initiallyUnlocked = 2
        let simulation = CurriculumSimulation(intervalSource: "se", ladder: ladder, prompts: 37)
        let simulated = try simulation.run(RewardTrace(parsing: trace, file: "trace"))
        #expect(simulated.count == 15)
        for (step, decision) in zip(simulated, decisions) {
            let row = try #require(Literal(json: Array(step.json.utf8)))
            for key in ["step", "ema", "weights", "quotas"] { #expect(decision[key] == row[key], "\(key) of step \(step.decision.step)") }
            #expect(decision["unlocked"]?["se"] == row["unlocked"])
            #expect(decision["interval_probabilities"]?["se"] == row["interval_probabilities"])
        }
        #expect(decisions.last?["unlocked"]?["se"] != decisions.first?["unlocked"]?["se"])
    }

    @Test func repeatedCallsAnswerAlikeAndOthersAreRefused() async throws {
        try await withService { client in
            #expect(try await client.post("/v1/curriculum", Self.request()).status == 201)
            #expect(try await client.post("/v1/curriculum", Self.request()).status == 200)
            let other = try await client.post("/v1/curriculum", Self.request(prompts: 13))
            #expect(other.status == 409 && other.code == "curriculum_exists")

            let step = try await client.post("/v1/curriculum/run/next", "{}")
            #expect(try await client.post("/v1/curriculum/run/next", #"{"step": 0}"#).text == step.text)
            #expect(try await client.post("/v1/curriculum/run/next", #"{"step": 0, "prompts": 12}"#).text == step.text)
            #expect(try await client.post("/v1/curriculum/run/next", #"{"prompts": 5}"#).code == "step_handed_out")
            #expect(try await client.post("/v1/curriculum/run/next", #"{"step": 1}"#).code == "step_not_reached")
            #expect(try await client.post("/v1/curriculum/run/observe", #"{"step": 1, "rewards": {}}"#).code == "step_not_handed_out")

            let rewards = Self.rewards(step.json, at: 0)
            let report = try await client.post("/v1/curriculum/run/observe", rewards)
            #expect(try await client.post("/v1/curriculum/run/observe", rewards).text == report.text)
            let name = try #require(Self.prompts(step.json).first?.id)
            let changed = try await client.post("/v1/curriculum/run/observe", #"{"step": 0, "rewards": {"\#(name)": [0]}}"#)
            #expect(changed.status == 409 && changed.code == "step_observed")
            // An old step is handed out as it was.
            #expect(try await client.post("/v1/curriculum/run/next", #"{"step": 0}"#).text == step.text)
            #expect(try await client.get("/v1/curriculum/run").json["step"] == .integer(1))
        }
    }

    @Test func aRestartChangesNothing() async throws {
        try await withFolder { folder in
            let uninterrupted = try await withService { client in
                _ = try await client.post("/v1/curriculum", Self.request())
                return try await Self.steps(client, 0..<6)
            }
            let first = try await withService(state: folder) { client in
                _ = try await client.post("/v1/curriculum", Self.request())
                let steps = try await Self.steps(client, 0..<3)
                return steps + [try await client.post("/v1/curriculum/run/next", "{}").text]
            }
            // Stopped between next and observe: the step is still there.
            let second = try await withService(state: folder) { try await Self.steps($0, 3..<6) }
            #expect(first.last == second.first)
            #expect(first.dropLast() + second == uninterrupted)
        }
    }

    private static func steps(_ client: Client, _ range: Range<Int>) async throws -> [String] {
        var texts: [String] = []
        for index in range {
            let step = try await client.post("/v1/curriculum/run/next", "{}")
            texts.append(step.text)
            #expect(try await client.post("/v1/curriculum/run/observe", rewards(step.json, at: index)).status == 200)
        }
        return texts
    }

    @Test func oneProcessHoldsTheState() async throws {
        try await withFolder { folder in
            try await withService(state: folder) { _ in
                await #expect(throws: ServiceError.self) { try await withService(state: folder) { _ in 0 } }
            }
        }
    }

    @Test func sourcesWithRewardsAreScoredByPromptId() async throws {
        let body = #"""
            {"id": "r", "prompts": 4, "sources": [
              {"name": "ca", "kind": "constraints", "intervals": true, "difficulty": "online", "rows": [
                {"key": "a", "prompt": "Write.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]},
                {"key": "b", "prompt": "Write.", "instruction_id_list": ["change_case:english_lowercase"], "kwargs": [{}]}]},
              {"name": "se", "kind": "sequential", "rows": [
                {"task_id": "t", "input": [1], "code_output": {"output": 2, "stats": {}}, "description": "Add one."}]},
              {"name": "m", "kind": "math", "rows": [{"problem": "1+1?", "answer": "2"}]}]}
            """#
        try await withService { client in
            let made = try await client.post("/v1/curriculum", body)
            #expect(made.status == 201, "\(made.text)")
            let step = try await client.post("/v1/curriculum/r/next", "{}").json
            let names = Self.prompts(step)
            #expect(Set(names.map(\.source)) == ["ca", "se", "m"])
            let items = names.map { #"{"curriculum": "r", "prompt_id": "\#($0.id)", "responses": ["Output: 2", "a, b"]}"# }
            let scored = try await client.post("/v1/rewards", #"{"items": [\#(items.joined(separator: ","))]}"#)
            #expect(scored.status == 200, "\(scored.text)")
            let rewards = scored.json["data"]?.items.map { $0["rewards"]?.numbers ?? [] } ?? []
            #expect(zip(names, rewards).allSatisfy { $0.0.source == "ca" || $0.1 == [1, 0] })
            // Parts of the rewards teach the source its difficulty.
            let groups = zip(names, rewards).map { name, values in
                let part = name.source == "ca" ? #", "components": {"punctuation:no_comma": [1, 0]}"# : ""
                return #"{"id": "\#(name.id)", "rewards": [\#(values[0]), \#(values[1])]\#(part)}"#
            }
            let report = try await client.post(
                "/v1/curriculum/r/observe", #"{"step": 0, "groups": [\#(groups.joined(separator: ","))]}"#)
            #expect(report.status == 200, "\(report.text)")
            let unknown = try await client.post(
                "/v1/rewards", #"{"items": [{"curriculum": "r", "prompt_id": "ca:99", "response": ""}]}"#)
            #expect(unknown.status == 400 && unknown.error.contains("items[0].prompt_id"))
            #expect(
                try await client.post("/v1/rewards", #"{"items": [{"curriculum": "x", "prompt_id": "ca:0", "response": ""}]}"#).status
                    == 404)
        }
    }

    /// Rewards that the service gave, call by call, are the step's observation; a call that is repeated counts once.
    @Test func recordedRewardsAreObserved() async throws {
        let body = #"{"id": "r", "prompts": 2, "sources": [{"name": "m", "kind": "math", "rows": [{"problem": "1+1?", "answer": "2"}]}]}"#
        try await withService { client in
            _ = try await client.post("/v1/curriculum", body)
            func score(_ name: String, _ reply: String, request: String, step: Int = 0) async throws -> Client.Answer {
                let item = #"{"curriculum": "r", "prompt_id": "\#(name)", "response": "\#(reply)"}"#
                let record = #"{"curriculum": "r", "step": \#(step), "request": "\#(request)"}"#
                return try await client.post("/v1/rewards", #"{"items": [\#(item)], "record": \#(record)}"#)
            }
            #expect(try await score("m:0", "2", request: "a").code == "step_not_handed_out")
            _ = try await client.post("/v1/curriculum/r/next", "{}")
            for (name, reply, request) in [("m:0", "2", "a"), ("m:0#2", "3", "b"), ("m:0", "4", "c"), ("m:0", "2", "a")] {
                #expect(try await score(name, reply, request: request).status == 200)
            }
            #expect(try await score("m:0#3", "2", request: "d").status == 400)
            // A name stands for one call's rewards.
            let other = try await score("m:0", "5", request: "a")
            #expect(other.status == 409 && other.code == "request_recorded")
            let report = try await client.post("/v1/curriculum/r/observe", #"{"step": 0, "recorded": true}"#)
            #expect(report.status == 200, "\(report.text)")
            #expect(report.json["sources"]?.items.first?["rollouts"] == .integer(3))
            #expect(report.json["sources"]?.items.first?["mean_reward"]?.doubleValue == 1.0 / 3)
            #expect(try await client.post("/v1/curriculum/r/observe", #"{"step": 0, "recorded": true}"#).text == report.text)
            #expect(try await score("m:0", "2", request: "e").code == "step_observed")
        }
    }

    @Test func repeatedItemsOfAStepHaveNamesOfTheirOwn() async throws {
        let body = #"{"id": "r", "prompts": 5, "sources": [{"name": "m", "kind": "math", "rows": [{"problem": "1+1?", "answer": "2"}]}]}"#
        try await withService { client in
            _ = try await client.post("/v1/curriculum", body)
            let names = Self.prompts(try await client.post("/v1/curriculum/r/next", "{}").json).map(\.id)
            #expect(names == ["m:0", "m:0#2", "m:0#3", "m:0#4", "m:0#5"])
            let scored = try await client.post(
                "/v1/rewards", #"{"items": [{"curriculum": "r", "prompt_id": "m:0#3", "response": "2"}]}"#)
            #expect(scored.json["data"]?.items.first?["rewards"]?.numbers == [1])
        }
    }

    @Test func filesAreReadFromTheDataFoldersAlone() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
            try Data(#"{"problem": "1+1?", "answer": "2"}"#.utf8).write(to: data.appending(path: "m.jsonl"))
            try Data(#"{"problem": "secret", "answer": "2"}"#.utf8).write(to: folder.appending(path: "outside.jsonl"))
            func body(_ path: String) -> String {
                #"{"prompts": 1, "sources": [{"name": "m", "kind": "math", "path": "\#(path)"}]}"#
            }
            let expected = [(body("m.jsonl"), 201), (body("../outside.jsonl"), 400), (body(folder.path + "/outside.jsonl"), 400)]
            try await withService(settings: settings { $0.dataFolders = [data.path] }) { client in
                for (body, status) in expected {
                    let answer = try await client.post("/v1/curriculum", body)
                    #expect(answer.status == status, "\(answer.text)")
                }
            }
            let refused = try await withService { try await $0.post("/v1/curriculum", expected[0].0) }
            #expect(refused.error.contains("without a data folder"))
        }
    }

    @Test(arguments: [
        (#"{"sources": []}"#, "sources"), (#"{"sources": [{"name": "a b", "kind": "math", "rows": [1]}]}"#, "sources[0].name"),
        (#"{"sources": [{"name": "a", "kind": "song", "rows": [1]}]}"#, "sources[0].kind"),
        (#"{"sources": [{"name": "a", "kind": "math"}]}"#, "sources[0]"),
        (#"{"sources": [{"name": "a", "kind": "math", "rows": [{"problem": "x"}]}]}"#, "sources[0].rows[0].answer"),
        (#"{"sources": [{"name": "a", "kind": "custom", "intervals": true, "rows": [{"id": "x"}]}]}"#, "sources[0].rows[0]"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "curriculum": {"tau": 1}}"#, "curriculum.tau"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "id": "../x"}"#, "id"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "prompts": 0}"#, "prompts"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "prompts": [5]}"#, "prompts"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "curriculum": {"ratio": 1}}"#, "curriculum.ratio"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "curriculum": {"ratio": [1, 1]}}"#, "curriculum.ratio"),
        (#"{"sources": [{"name": "a", "kind": "custom", "rows": [{}]}], "curriculum": {"temperature": [1]}}"#, "curriculum.temperature"),
    ])
    func badRequestsAreNamed(body: String, parameter: String) async throws {
        let answer = try await withService { try await $0.post("/v1/curriculum", body) }
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["param"]?.stringValue == parameter, "\(answer.text)")
    }

    @Test(
        arguments: [
            (#""count": 3, "initially_unlocked": 4"#, "found 4, expected a whole number in 1 ... 3"),
            (#""count": 20, "initially_unlocked": 21"#, "found 21, expected a whole number in 1 ... 20"),
            (#""initially_unlocked": 21"#, "found 21, expected a whole number in 1 ... 20"),
            (#""count": 3, "initially_unlocked": [2]"#, "found [2], expected a whole number in 1 ... 3"),
            (#""count": 3, "initially_unlocked": 3"#, nil),
            // Where a plan does not say, all of its few intervals are open.
            (#""count": 3"#, nil),
        ] as [(String, String?)])
    func noMoreIntervalsAreOpenThanThereAre(intervals: String, complaint: String?) async throws {
        let rows = #"[{"difficulty": 1}, {"difficulty": 2}, {"difficulty": 3}]"#
        let source = #"{"name": "se", "kind": "custom", "intervals": true, "rows": \#(rows)}"#
        let body = #"{"curriculum": {"intervals": {\#(intervals)}}, "sources": [\#(source)]}"#
        let answer = try await withService { try await $0.post("/v1/curriculum", body) }
        guard let complaint else {
            #expect(answer.json["sources"]?.items.first?["unlocked"] == .integer(3), "\(answer.text)")
            return
        }
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["param"] == .string("curriculum.intervals.initially_unlocked"))
        #expect(answer.error == "curriculum.intervals.initially_unlocked: \(complaint)")
    }

    @Test(arguments: [
        (#""rewards": {"zz:1": [1]}"#, "rewards.zz:1", "found \"zz:1\", expected the id of a prompt of this step"),
        (#""rewards": {"ca:NAME": [1]}"#, "rewards.ca:NAME", "found \"ca:NAME\", expected the id of a prompt of this step"),
        (#""groups": [{"id": "zz:1", "rewards": [1]}]"#, "groups[0].id", "found \"zz:1\", expected the id of a prompt of this step"),
        (#""rewards": {"NAME": 1}"#, "rewards.NAME", "found 1, expected a list of finite numbers"),
        (#""rewards": {"NAME": [[1]]}"#, "rewards.NAME", "found [[1]], expected a list of finite numbers"),
        (#""rewards": [1]"#, "rewards", "found [1], expected an object"),
        (#""groups": [{"id": "NAME", "rewards": 0.5}]"#, "groups[0].rewards", "found 0.5, expected a list of finite numbers"),
        (
            #""groups": [{"id": "NAME", "rewards": [1], "components": {"c": 1}}]"#, "groups[0].components.c",
            "found 1, expected a list of numbers in 0.0 ... 1.0"
        ),
        (#""rewards": {"NAME": [1], "NAME": [0]}"#, "rewards.NAME", "found twice, expected every key once"),
    ])
    func badRewardsAreNamed(rewards: String, key: String, complaint: String) async throws {
        try await withService { client in
            _ = try await client.post("/v1/curriculum", Self.request())
            let step = try await client.post("/v1/curriculum/run/next", "{}").json
            let name = try #require(Self.prompts(step).first?.id)
            func filled(_ text: String) -> String { text.replacing("NAME", with: name) }
            let answer = try await client.post("/v1/curriculum/run/observe", #"{"step": 0, \#(filled(rewards))}"#)
            #expect(answer.status == 400)
            #expect(answer.json["error"]?["param"]?.stringValue == filled(key), "\(answer.text)")
            #expect(answer.error == filled("\(key): \(complaint)"))
            #expect(try await client.get("/v1/curriculum/run").json["step"] == .integer(0))
        }
    }

    @Test func badSettingsAndRewardsChangeNothing() async throws {
        try await withService { client in
            let negative = #"{"id": "n", "curriculum": {"temperature": -1}, "sources": [{"name": "a", "kind": "custom", "rows": [{}]}]}"#
            #expect(try await client.post("/v1/curriculum", negative).error.contains("curriculum.temperature"))
            #expect(try await client.get("/v1/curriculum/n").status == 404)
            _ = try await client.post("/v1/curriculum", Self.request())
            _ = try await client.post("/v1/curriculum/run/next", "{}")
            for rewards in [#"{"zz:1": [1]}"#, #"{"ca:0": ["x"]}"#, #"{"ca:0": [NaN]}"#, "3"] {
                let answer = try await client.post("/v1/curriculum/run/observe", #"{"step": 0, "rewards": \#(rewards)}"#)
                #expect(answer.status == 400, "\(rewards): \(answer.text)")
            }
            #expect(try await client.get("/v1/curriculum/run").json["step"] == .integer(0))
        }
    }

    @Test func aRemovedCurriculumIsGone() async throws {
        try await withService { client in
            _ = try await client.post("/v1/curriculum", Self.request())
            _ = try await client.post("/v1/curriculum/run/next", "{}")
            #expect(try await client.send("/v1/curriculum/run", .delete, nil).status == 200)
            #expect(try await client.get("/v1/curriculum/run").status == 404)
            #expect(try await client.send("/v1/curriculum/run", .delete, nil).status == 404)
            #expect(try await client.post("/v1/curriculum", Self.request()).status == 201)
        }
    }

    @Test func simultaneousCallsAgree() async throws {
        try await withService { client in
            _ = try await client.post("/v1/curriculum", Self.request())
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await RawClient.post(client.port, "/v1/curriculum/run/next", "{}").body } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts.count == 1)
        }
    }
}
