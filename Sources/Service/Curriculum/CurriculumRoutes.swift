import HTTPTypes
import Hummingbird
import SequentialExecution

/// `/v1/curriculum`: curricula for other people's trainers.
struct CurriculumRoutes: Sendable {
    let reader: BodyReader
    let store: CurriculumStore

    func add(to router: some RouterMethods<ServiceContext>) {
        let group = router.group("/v1/curriculum")
        group.get { _, _ in Response.json(try await store.list()) }
        group.post { request, context in
            let fields = try await reader.fields(of: request, context)
            let (answer, isNew) = try await store.create(CurriculumPlan(fields))
            return Response.json(answer, status: isNew ? .created : .ok)
        }
        group.get(":id") { _, context in Response.json(try await store.describe(id(context))) }
        group.delete(":id") { _, context in
            try await store.remove(id(context))
            return Response.json(.object([("id", .string(try id(context))), ("deleted", .boolean(true))]))
        }
        group.get(":id/trace") { _, context in Response.text(try await store.trace(id(context)), type: "application/jsonl") }
        group.post(":id/next") { request, context in try await next(request, context) }
        group.post(":id/observe") { request, context in try await observe(request, context) }
    }

    private func id(_ context: ServiceContext) throws -> String { try context.parameters.require("id") }

    private func next(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let fields = try await reader.fields(of: request, context)
        try fields.requireOnly(["step", "prompts"])
        return .json(
            try await store.next(
                id(context), step: try fields.integer("step", in: 0...Int.max),
                prompts: try fields.integer("prompts", in: 1...CurriculumPlan.mostPrompts)))
    }

    private func observe(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let fields = try await reader.fields(of: request, context)
        try fields.requireOnly(["step", "rewards", "groups", "recorded"])
        guard let step = try fields.integer("step", in: 0...Int.max) else {
            throw fields.failure("step", "the step that the rewards belong to")
        }
        return .json(try await store.observe(id(context), step: step, fields))
    }
}
