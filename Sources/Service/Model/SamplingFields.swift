import HTTPTypes
import SequentialExecution

/// How a request wants its completions drawn: the part that `/v1/chat/completions` and `/v1/completions` share.
struct SamplingFields: Sendable, Equatable {
    /// Completions per prompt.
    var count: Int
    var temperature: Float
    var topP: Float
    var topK: Int
    var seed: UInt64
    var stop: [String]
    /// nil: as many as the context has room for.
    var maxTokens: Int?
    /// Whether a reply goes on behind its end token, as measurements of speed want it.
    var ignoresEnd: Bool
    var streams: Bool
    /// Whether a stream ends with the usage.
    var streamsUsage: Bool

    /// - Throws: `RequestFailure` naming the key, also for a parameter that would change the reply and is not known here.
    init(_ fields: JSONFields, defaultMaxTokens: Int?) throws {
        count = try fields.integer("n", in: 1...1024) ?? 1
        temperature = Float(try fields.number("temperature", "a number in 0 ... 2") { (0...2).contains($0) } ?? 1)
        topP = Float(try fields.number("top_p", "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 } ?? 1)
        // -1 is what other servers call all tokens.
        topK = max(try fields.integer("top_k", in: -1...Int(Int32.max)) ?? 0, 0)
        seed = try fields.integer("seed", in: Int.min...Int.max).map { UInt64(bitPattern: Int64($0)) } ?? .random(in: .min ... .max)
        stop = try Self.stop(fields)
        let limit = fields["max_completion_tokens"] != nil ? "max_completion_tokens" : "max_tokens"
        maxTokens = try fields.integer(limit, in: 1...(1 << 30)) ?? defaultMaxTokens
        ignoresEnd = try fields.boolean("ignore_eos") ?? false
        streams = try fields.boolean("stream") ?? false
        streamsUsage = try fields.object("stream_options")?.boolean("include_usage") ?? false
        try Self.refuseUnknown(fields)
    }

    private static func stop(_ fields: JSONFields) throws -> [String] {
        let expected = "a string or a list of at most 16 strings, none empty"
        let strings = try fields.optional("stop", expected) { value -> [String]? in
            if let text = value.stringValue { return [text] }
            guard let items = value.elements, items.count <= 16 else { return nil }
            let texts = items.compactMap(\.stringValue)
            return texts.count == items.count ? texts : nil
        }
        guard let strings else { return [] }
        // Some clients send an empty text for "none".
        if strings == [""] { return [] }
        guard !strings.contains("") else { throw fields.failure("stop", expected) }
        return strings
    }

    /// Parameters that ask for something else than plain sampling: better refused than ignored.
    private static func refuseUnknown(_ fields: JSONFields) throws {
        for key in ["presence_penalty", "frequency_penalty", "min_p"] where try fields.number(key) ?? 0 != 0 {
            throw fields.failure(key, "0: penalties and other samplers are not served")
        }
        if try fields.number("repetition_penalty") ?? 1 != 1 { throw fields.failure("repetition_penalty", "1: penalties are not served") }
        for key in ["tools", "functions", "logit_bias", "audio", "guided_json", "guided_regex"] {
            switch fields[key] {
            case nil, .list([])?, .dictionary([])?: continue
            default: throw fields.failure(key, "none: it is not served")
            }
        }
        if let format = try fields.object("response_format"), try format.string("type") != "text" {
            throw format.failure("type", "\"text\"")
        }
    }

    /// The engine's requests for one prompt, one per completion.
    /// - Throws: `RequestFailure` 400 for a prompt that leaves no room.
    func requests(prompt: [Int], group: Int, of model: ServedModel, parameter: String) throws -> [EngineRequest] {
        guard !prompt.isEmpty else {
            throw RequestFailure.invalid(parameter, found: "a prompt without tokens", expected: "at least one token")
        }
        let room = model.contextLength - prompt.count
        guard room >= 1 else {
            throw RequestFailure(
                .badRequest, "\(parameter): found \(prompt.count) tokens, expected fewer than the model's \(model.contextLength)",
                parameter: parameter, code: "context_length_exceeded")
        }
        return (0..<count).map { choice in
            EngineRequest(
                promptTokens: prompt, group: group, stream: UInt64(choice), seed: seed, temperature: temperature, topK: topK, topP: topP,
                maxNewTokens: min(room, maxTokens ?? room), stopTokens: ignoresEnd ? [] : model.stopTokens)
        }
    }
}
