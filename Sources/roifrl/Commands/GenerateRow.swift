import Datasets
import Foundation
import Tokenization

/// One input row of `roifrl generate`.
struct GenerateRow: Decodable {
    /// Text that is tokenised as it stands.
    var prompt: String?
    /// A conversation that goes through the model's chat template.
    var messages: [ChatMessage]?
    /// Token ids that are used as they stand.
    var promptIDs: [Int]?
    /// Go on until the token budget is used up.
    var ignoreEndOfSequence: Bool?

    private enum CodingKeys: String, CodingKey {
        case prompt, messages
        case promptIDs = "prompt_ids"
        case ignoreEndOfSequence = "ignore_eos"
    }

    /// One line of a JSONL file. Throws a description of what is wrong with it.
    init(line: [UInt8]) throws(RowProblem) {
        do {
            self = try JSONDecoder().decode(GenerateRow.self, from: Data(line))
        } catch let error as DecodingError {
            throw RowProblem(reason: error.rowReason)
        } catch {
            throw RowProblem(reason: "\(error)")
        }
        let given = [prompt != nil, messages != nil, promptIDs != nil].count { $0 }
        guard given == 1 else {
            throw RowProblem(reason: "found \(given) of the keys prompt, messages and prompt_ids, expected exactly one")
        }
    }

    struct RowProblem: Error {
        var reason: String
    }
}

/// One completion in an output row of `roifrl generate`.
struct GeneratedRow: Encodable {
    /// null where the model's folder has no tokenizer.
    var text: String?
    var tokenIDs: [Int]
    var logProbabilities: [Float]
    var finishReason: String

    private enum CodingKeys: String, CodingKey {
        case text
        case tokenIDs = "token_ids"
        case logProbabilities = "logprobs"
        case finishReason = "finish_reason"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(tokenIDs, forKey: .tokenIDs)
        try container.encode(logProbabilities, forKey: .logProbabilities)
        try container.encode(finishReason, forKey: .finishReason)
    }
}
