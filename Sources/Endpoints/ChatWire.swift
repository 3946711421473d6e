import Foundation
import Tokenization

/// The protocol's JSON.
enum ChatWire {
    /// The body of a request. Keys are sorted, so that equal requests have equal bytes.
    static func body(of request: ChatRequest, model: String) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(
            Body(
                model: model, messages: request.messages.map { Turn(role: $0.role, content: $0.content) }, temperature: request.temperature,
                maxTokens: request.maximumTokens, seed: request.seed, topP: request.topP, topK: request.topK))
        return try request.fields.map { try merged(body, with: $0) } ?? body
    }

    /// - Throws: ``EndpointError/badFields(_:)``.
    private static func merged(_ body: Data, with fields: String) throws -> Data {
        guard let more = try? JSONSerialization.jsonObject(with: Data(fields.utf8)) as? [String: Any],
            let members = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        else { throw EndpointError.badFields(fields) }
        return try JSONSerialization.data(
            withJSONObject: members.merging(more) { _, new in new }, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// - Throws: ``EndpointError/malformed(url:reason:)``.
    static func completion(from data: Data, url: String) throws -> ChatCompletion {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let answer: Answer
        do { answer = try decoder.decode(Answer.self, from: data) } catch {
            throw EndpointError.malformed(url: url, reason: excerpt(data))
        }
        guard let choice = answer.choices.first else { throw EndpointError.malformed(url: url, reason: "no choice in it") }
        // A model that refuses may say so under a key of its own, with no content.
        let refusal = choice.message.content == nil ? choice.message.refusal : nil
        return ChatCompletion(
            text: choice.message.content ?? refusal ?? "", finishReason: refusal == nil ? choice.finishReason ?? "stop" : "refusal",
            usage: TokenUsage(prompt: answer.usage?.promptTokens ?? 0, completion: answer.usage?.completionTokens ?? 0))
    }

    /// What a refusing service says: the protocol's error message, or the begin of whatever came.
    static func complaint(in data: Data) -> String {
        (try? JSONDecoder().decode(Refusal.self, from: data))?.error.message ?? excerpt(data)
    }

    private static func excerpt(_ data: Data) -> String { String(decoding: data.prefix(200), as: UTF8.self) }

    private struct Turn: Codable {
        var role: String
        var content: String
    }

    private struct Body: Encodable {
        var model: String
        var messages: [Turn]
        var temperature: Double
        var maxTokens: Int?
        var seed: Int?
        var topP: Double?
        var topK: Int?
    }

    private struct Answer: Decodable {
        struct Choice: Decodable {
            struct Message: Decodable {
                var content: String?
                var refusal: String?
            }
            var message: Message
            var finishReason: String?
        }
        struct Usage: Decodable {
            var promptTokens: Int?
            var completionTokens: Int?
        }
        var choices: [Choice]
        var usage: Usage?
    }

    private struct Refusal: Decodable {
        struct Message: Decodable { var message: String }
        var error: Message
    }
}
