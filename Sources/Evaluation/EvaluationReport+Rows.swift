import Foundation
import Rollouts

extension EvaluationReport {
    /// One item as a row of JSONL.
    private struct Row: Encodable {
        var benchmark: String
        var protocolName: String
        var id: String
        var group: String?
        var prompt: String
        var reply: String
        var tokens: Int?
        var finishReason: FinishReason?
        var failure: String?
        var extracted: String?
        var extractionFailed: Bool
        var scores: [String: Double]
        var note: String?

        enum CodingKeys: String, CodingKey {
            case benchmark, id, group, prompt, reply, tokens, failure, extracted, scores, note
            case protocolName = "protocol"
            case finishReason = "finish_reason"
            case extractionFailed = "extraction_failed"
        }

        init(_ item: ItemResult, of result: EvaluationResult) {
            benchmark = result.suite
            protocolName = result.variant
            (id, group, prompt) = (item.id, item.group, item.prompt)
            (reply, tokens, finishReason) = (item.reply.text, item.reply.tokens, item.reply.finishReason)
            failure = item.reply.failure
            (extracted, extractionFailed, note) = (item.verdict.extracted, item.verdict.extractionFailed, item.verdict.note)
            scores = Dictionary(item.verdict.scores.map { ($0.metric, $0.value) }) { first, _ in first }
        }
    }

    /// Every item of every benchmark with its reply and verdict, a line of JSON each.
    public var rows: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try results.flatMap { result in
                try result.items.map { String(decoding: try encoder.encode(Row($0, of: result)), as: UTF8.self) + "\n" }
            }.joined()
        }
    }
}
