import Constraints
import Hummingbird
import Rollouts
import SequentialExecution

/// `POST /v1/rewards`: replies in, rewards with their parts out.
struct RewardRoutes: Sendable {
    let reader: BodyReader
    let resources: TextResources
    let curricula: CurriculumStore
    let metrics: ServiceMetrics

    func add(to router: some RouterMethods<ServiceContext>) {
        router.post("/v1/rewards") { request, context in try await rewards(request, context) }
    }

    /// Where a request's rewards are kept until their step is observed.
    private struct Record: Sendable {
        var curriculum: String
        var step: Int
        var request: String

        init(_ fields: JSONFields) throws {
            try fields.requireOnly(["curriculum", "step", "request"])
            curriculum = try fields.required("curriculum", "the id of a curriculum", \.stringValue)
            step = try fields.required("step", "the step in work") { literal in literal.wholeValue.flatMap { $0 >= 0 ? $0 : nil } }
            request = try fields.required("request", "a name of the call's own, at most 128 bytes") { literal in
                literal.stringValue.flatMap { (1...128).contains($0.utf8.count) ? $0 : nil }
            }
        }
    }

    /// An item with what its replies were given.
    private struct Scored: Sendable {
        var item: RewardItem
        var rewards: [Reward]

        var record: RecordedRewards? {
            item.prompt.map { prompt in
                let parts = rewards.flatMap(\.components).map { ($0.name, [min(max($0.value, 0), 1)]) }
                return RecordedRewards(
                    prompt: prompt.id, rewards: rewards.map(\.value), components: Dictionary(parts) { $0 + $1 })
            }
        }
    }

    private func rewards(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let fields = try await reader.fields(of: request, context)
        try fields.requireOnly(["items", "breakdown", "record"])
        guard let rows = try fields.objects("items") else { throw fields.failure("items", "a list of objects") }
        let breakdown = try fields.boolean("breakdown") ?? true
        let record = try fields.object("record").map(Record.init)
        if let record, let row = rows.first(where: { $0["curriculum"]?.stringValue != record.curriculum }) {
            throw row.failure("curriculum", "\"\(record.curriculum)\", as the record says")
        }
        var data: [String: CurriculumData] = [:]
        for name in Set(rows.compactMap { $0["curriculum"]?.stringValue }) { data[name] = try await curricula.data(of: name) }
        let (found, resources) = (data, resources)
        let scored = try await offloaded {
            try rows.map { row in
                let item = try RewardItem(row, resources: resources) { name, id in try Self.verifier(row, id, of: name, in: found[name]) }
                return Scored(item: item, rewards: item.rewards)
            }
        }
        if let record {
            try await curricula.record(
                scored.compactMap(\.record), request: record.request, step: record.step, of: record.curriculum)
        }
        for entry in scored { metrics.count(scored: entry.rewards.count, kind: entry.item.kind.rawValue) }
        return .json(Self.answer(scored, breakdown: breakdown))
    }

    private static func verifier(
        _ row: JSONFields, _ id: String, of curriculum: String, in data: CurriculumData?
    ) throws -> any Verifier {
        guard let verifier = data?.prompt(id)?.verifier else {
            throw row.failure("prompt_id", "the id of a prompt of curriculum \(curriculum)")
        }
        guard !(verifier is TrainerScored) else {
            throw row.failure("prompt_id", "a prompt of a source with rewards; sources of kind \"custom\" are scored by the trainer")
        }
        return verifier
    }

    private static func answer(_ scored: [Scored], breakdown: Bool) -> Literal {
        let data = scored.enumerated().map { index, entry in
            var members: [(String, Literal)] = [
                ("index", .integer(index)), ("kind", .string(entry.item.kind.rawValue)),
                ("rewards", .list(entry.rewards.map { .number($0.value) })),
            ]
            if breakdown { members.append(("breakdown", .list(entry.rewards.map { .list($0.components.map(component)) }))) }
            return Literal.object(members)
        }
        let used = Set(scored.flatMap(\.item.fallbacks))
        let missing = TextNeed.allCases.filter(used.contains).map { Literal.string($0.rawValue) }
        return .object([("object", .string("list")), ("data", .list(data)), ("fallbacks", .list(missing))])
    }

    private static func component(_ component: Reward.Component) -> Literal {
        .object([
            ("name", .string(component.name)), ("value", .number(component.value)), ("weight", .number(component.weight)),
            ("evidence", .string(component.evidence)),
        ])
    }
}
