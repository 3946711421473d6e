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

    func add(to router: Router<ServiceContext>) {
        router.post("/v1/rewards") { request, _ in try await rewards(request) }
    }

    private func rewards(_ request: Request) async throws -> Response {
        let fields = try await reader.fields(of: request)
        try fields.requireOnly(["items", "breakdown"])
        guard let rows = try fields.objects("items") else { throw fields.failure("items", "a list of objects") }
        let breakdown = try fields.boolean("breakdown") ?? true
        var data: [String: CurriculumData] = [:]
        for name in Set(rows.compactMap { $0["curriculum"]?.stringValue }) { data[name] = try await curricula.data(of: name) }
        let (found, resources) = (data, resources)
        let (answer, counts) = try await offloaded {
            let items = try rows.map { row in
                try RewardItem(row, resources: resources) { name, id in try Self.verifier(row, id, of: name, in: found[name]) }
            }
            return Self.answer(items, breakdown: breakdown)
        }
        for (kind, count) in counts { metrics.count(scored: count, kind: kind) }
        return .json(answer)
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

    private static func answer(_ items: [RewardItem], breakdown: Bool) -> (Literal, [String: Int]) {
        var counts: [String: Int] = [:]
        var fallbacks = Set<TextNeed>()
        let data = items.enumerated().map { index, item in
            counts[item.kind.rawValue, default: 0] += item.responses.count
            fallbacks.formUnion(item.fallbacks)
            let rewards = item.rewards
            var members: [(String, Literal)] = [
                ("index", .integer(index)), ("kind", .string(item.kind.rawValue)), ("rewards", .list(rewards.map { .number($0.value) })),
            ]
            if breakdown { members.append(("breakdown", .list(rewards.map { .list($0.components.map(Self.component)) }))) }
            return Literal.object(members)
        }
        let missing = TextNeed.allCases.filter(fallbacks.contains).map { Literal.string($0.rawValue) }
        return (.object([("object", .string("list")), ("data", .list(data)), ("fallbacks", .list(missing))]), counts)
    }

    private static func component(_ component: Reward.Component) -> Literal {
        .object([
            ("name", .string(component.name)), ("value", .number(component.value)), ("weight", .number(component.weight)),
            ("evidence", .string(component.evidence)),
        ])
    }
}
