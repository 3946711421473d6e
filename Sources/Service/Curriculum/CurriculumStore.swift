import Constraints
import Curriculum
import Foundation
import HTTPTypes
import SequentialExecution

/// All curricula of the service: each a value in memory, every change of it in the database before it is answered.
///
/// Calls are idempotent by step. A step that was handed out is handed out again as it was; rewards that were observed are answered
/// again as they were; what contradicts either is refused and changes nothing.
actor CurriculumStore {
    private struct Session {
        var plan: CurriculumPlan
        var data: CurriculumData
        var curriculum: TwoDimensionalCurriculum
    }

    private let database: CurriculumDatabase
    private let loader: CurriculumLoader
    private let metrics: ServiceMetrics
    private var sessions: [String: Session] = [:]

    init(database: CurriculumDatabase, loader: CurriculumLoader, metrics: ServiceMetrics) {
        self.database = database
        self.loader = loader
        self.metrics = metrics
    }

    // MARK: Making and finding

    /// Makes a curriculum. The same request with the same id again changes nothing.
    /// - Returns: the description, and whether it is new.
    func create(_ plan: CurriculumPlan) async throws -> (answer: Literal, isNew: Bool) {
        let loader = loader
        let (data, curriculum) = try await offloaded {
            let data = try loader.load(plan)
            return (data, try Self.curriculum(plan, data))
        }
        let id = plan.id ?? Self.newName()
        if let request = try database.request(of: id) {
            guard request == plan.request.json else {
                throw RequestFailure.conflict(
                    "curriculum \(id): exists already, made from another request; expected the same request or another id",
                    parameter: "id", code: "curriculum_exists")
            }
            return (try await describe(id), false)
        }
        try database.insert(
            id: id, created: Date().timeIntervalSince1970, request: plan.request.json, state: try Self.json(curriculum))
        sessions[id] = Session(plan: plan, data: data, curriculum: curriculum)
        metrics.set(steps: 0, curriculum: id)
        return (try await describe(id), true)
    }

    private static func newName() -> String { "c-" + UUID().uuidString.prefix(8).lowercased() }

    private static func curriculum(_ plan: CurriculumPlan, _ data: CurriculumData) throws -> TwoDimensionalCurriculum {
        do {
            return try TwoDimensionalCurriculum(
                sources: data.sources.map(\.curriculumSource), configuration: plan.balance, seed: plan.seed)
        } catch let error as CurriculumError {
            // Settings are called alike in the request and in a run's file.
            let key: String? = if case .invalidSetting(let key, _, _) = error { key } else { nil }
            throw RequestFailure(.badRequest, "\(error)", parameter: key, code: "invalid_value")
        }
    }

    private func session(_ id: String) async throws -> Session {
        if let session = sessions[id] { return session }
        guard let request = try database.request(of: id) else {
            throw RequestFailure.notFound("found no curriculum \"\(id)\", expected one that POST /v1/curriculum has made")
        }
        let loader = loader
        let (plan, data) = try await offloaded {
            let plan = try CurriculumPlan(JSONFields(body: Array(request.utf8)))
            return (plan, try loader.load(plan))
        }
        // Another call may have read it meanwhile, and gone on with it.
        if let session = sessions[id] { return session }
        guard let state = try database.state(of: id) else { throw Self.removed(id) }
        let curriculum = try JSONDecoder().decode(TwoDimensionalCurriculum.self, from: Data(state.utf8))
        do { try curriculum.validate(resuming: data.sources.map(\.curriculumSource)) } catch {
            throw RequestFailure.conflict("curriculum \(id): \(error)", code: "changed_data")
        }
        let session = Session(plan: plan, data: data, curriculum: curriculum)
        sessions[id] = session
        metrics.set(steps: curriculum.step, curriculum: id)
        return session
    }

    private static func removed(_ id: String) -> RequestFailure { .notFound("found no curriculum \"\(id)\": it was removed") }

    /// The prompts of a curriculum, for scoring.
    func data(of id: String) async throws -> CurriculumData { try await session(id).data }

    func list() throws -> Literal {
        let rows = try database.summaries().map { row in
            Literal.object([("id", .string(row.id)), ("created", .integer(Int(row.created))), ("step", .integer(row.steps))])
        }
        return .object([("object", .string("list")), ("data", .list(rows))])
    }

    func remove(_ id: String) throws {
        sessions[id] = nil
        metrics.set(steps: nil, curriculum: id)
        guard try database.remove(id: id) else { throw RequestFailure.notFound("found no curriculum \"\(id)\"") }
    }

    /// What a curriculum is and where it stands.
    func describe(_ id: String) async throws -> Literal {
        let session = try await session(id)
        let step = session.curriculum.step
        let isPending = try database.step(step, of: id) != nil
        let sources = session.data.sources.map { source -> Literal in
            let ladder = session.curriculum.ladder(of: source.name)
            return .object([
                ("name", .string(source.name)), ("kind", .string(source.kind.rawValue)), ("items", .integer(source.prompts.count)),
                ("intervals", .whole(ladder?.configuration.count)), ("rungs", .whole(ladder?.rungCount)),
                ("unlocked", .whole(ladder?.unlocked)),
            ])
        }
        return .object([
            ("id", .string(id)), ("step", .integer(step)), ("awaits", .string(isPending ? "observe" : "next")),
            ("prompts", .integer(session.plan.prompts)), ("decision", session.curriculum.decision(prompts: session.plan.prompts).numbers),
            ("sources", .list(sources)),
        ])
    }

    // MARK: Steps

    /// The prompts of a step: chosen now, or again as they were.
    func next(_ id: String, step wanted: Int?, prompts: Int?) async throws -> Literal {
        _ = try await self.session(id)
        guard var session = sessions[id] else { throw Self.removed(id) }
        let current = session.curriculum.step
        let step = wanted ?? current
        guard step <= current else {
            throw RequestFailure.conflict(
                "step: found \(step), expected at most \(current): observe step \(current) first", parameter: "step",
                code: "step_not_reached")
        }
        if let stored = try database.step(step, of: id) {
            if let prompts, prompts != stored.prompts {
                throw RequestFailure.conflict(
                    "prompts: found \(prompts), expected \(stored.prompts): step \(step) was handed out with that many",
                    parameter: "prompts", code: "step_handed_out")
            }
            return try Self.decision(stored).answer(curriculum: id, data: session.data)
        }
        let count = prompts ?? session.plan.prompts
        let decision = session.curriculum.next(prompts: count)
        try database.saveDecision(
            try Self.json(decision), prompts: count, step: step, of: id, state: try Self.json(session.curriculum))
        sessions[id] = session
        return decision.answer(curriculum: id, data: session.data)
    }

    /// Takes a step's rewards in, or answers again where they were.
    func observe(_ id: String, step: Int, _ fields: JSONFields) async throws -> Literal {
        _ = try await self.session(id)
        guard var session = sessions[id] else { throw Self.removed(id) }
        guard let stored = try database.step(step, of: id) else {
            throw RequestFailure.conflict(
                "step: found \(step), expected a step that next has handed out; the coming one is \(session.curriculum.step)",
                parameter: "step", code: "step_not_handed_out")
        }
        let prompts = StepPrompt.all(of: try Self.decision(stored))
        let observation = try observation(fields, step: step, of: id, prompts)
        if let report = stored.report, let known = stored.observation {
            guard try JSONDecoder().decode(StepObservation.self, from: Data(known.utf8)) == observation else {
                throw RequestFailure.conflict(
                    "step \(step): observed before with other rewards, expected the same or the coming step \(session.curriculum.step)",
                    parameter: "rewards", code: "step_observed")
            }
            return try Self.report(report).answer(curriculum: id, unobserved: prompts.count - observation.groups.count)
        }
        let report: CurriculumReport
        do { report = try session.curriculum.observe(observation.bySource) } catch let error as CurriculumError {
            throw RequestFailure(.badRequest, "\(error)", parameter: "rewards", code: "invalid_value")
        }
        try database.saveObservation(
            try Self.json(observation), report: try Self.json(report), step: step, of: id, state: try Self.json(session.curriculum))
        sessions[id] = session
        metrics.set(steps: session.curriculum.step, curriculum: id)
        return report.answer(curriculum: id, unobserved: prompts.count - observation.groups.count)
    }

    private func observation(_ fields: JSONFields, step: Int, of id: String, _ prompts: [StepPrompt]) throws -> StepObservation {
        guard try fields.boolean("recorded") ?? false else { return try StepObservation(fields, step: prompts) }
        guard fields["rewards"] == nil, fields["groups"] == nil else {
            throw fields.failure("recorded", "false: the request brings rewards of its own")
        }
        let rows = try database.recorded(step: step, of: id).map { row in
            try JSONDecoder().decode(RecordedRewards.self, from: Data(row.rewards.utf8))
        }
        return StepObservation(recorded: rows, step: prompts)
    }

    /// Keeps rewards that the service gave for prompts of the step in work, for an `observe` that asks for what was recorded.
    /// - Parameter request: the client's name for the call; the same name again changes nothing.
    func record(_ rewards: [RecordedRewards], request: String, step: Int, of id: String) async throws {
        _ = try await session(id)
        guard let stored = try database.step(step, of: id) else {
            throw RequestFailure.conflict(
                "step: found \(step), expected a step that next has handed out", parameter: "record.step", code: "step_not_handed_out")
        }
        guard stored.observation == nil else {
            throw RequestFailure.conflict("step \(step): observed already", parameter: "record.step", code: "step_observed")
        }
        let known = Set(StepPrompt.all(of: try Self.decision(stored)).map(\.name))
        if let stranger = rewards.first(where: { !known.contains($0.prompt) }) {
            throw RequestFailure.invalid("prompt_id", found: "\"\(stranger.prompt)\"", expected: "the id of a prompt of step \(step)")
        }
        let agrees = try database.record(
            try rewards.map { (prompt: $0.prompt, rewards: try Self.json($0)) }, request: request, step: step, of: id)
        guard agrees else {
            throw RequestFailure.conflict(
                "request \"\(request)\": recorded before with other rewards, expected the same or another name",
                parameter: "record.request", code: "request_recorded")
        }
    }

    /// The rewards of all steps as `roifrl curriculum simulate` reads them, a line each.
    func trace(_ id: String) async throws -> String {
        let names = try await session(id).data.sources.map(\.name)
        return try database.observations(of: id).map { text in
            let observation = try JSONDecoder().decode(StepObservation.self, from: Data(text.utf8))
            let rewards = names.map { name in
                let values = observation.groups.filter { $0.source == name }.flatMap(\.rewards)
                return (name, Literal.list(values.map(Literal.number)))
            }
            return Literal.object([("rewards", .object(rewards))]).json + "\n"
        }.joined()
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func decision(_ step: CurriculumDatabase.StoredStep) throws -> CurriculumDecision {
        try JSONDecoder().decode(CurriculumDecision.self, from: Data(step.decision.utf8))
    }

    private static func report(_ json: String) throws -> CurriculumReport {
        try JSONDecoder().decode(CurriculumReport.self, from: Data(json.utf8))
    }
}
