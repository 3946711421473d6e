import Foundation
import Tokenization

/// Small vocabularies and cases recorded with the reference library (`Tests/Fixtures/tokenization.py`).
enum TokenizerFixture: String, CaseIterable {
    case qwen, llama, flagged, prefixed

    struct Case: Decodable {
        var text: String
        var ids: [Int]
        var specialIDs: [Int]
        var decoded: String
        /// Random ids, some outside the vocabulary.
        var noise: [Int]
        var noiseDecoded: String
        var noiseSkipped: String

        private enum CodingKeys: String, CodingKey {
            case text, ids, decoded, noise
            case specialIDs = "special_ids"
            case noiseDecoded = "noise_decoded"
            case noiseSkipped = "noise_skipped"
        }
    }

    private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/Tokenization")

    func json() throws -> Data { try Data(contentsOf: Self.folder.appendingPathComponent("\(rawValue).json")) }

    func tokenizer() throws -> Tokenizer { try Tokenizer(tokenizerJSON: try json()) }

    func cases() throws -> [Case] {
        try Data(contentsOf: Self.folder.appendingPathComponent("\(rawValue)_cases.jsonl")).split(separator: 0x0A).map {
            try JSONDecoder().decode(Case.self, from: $0)
        }
    }

    /// Merges as the file lists them, in token text.
    func merges() throws -> [[String]] {
        struct File: Decodable {
            struct Model: Decodable { var merges: [[String]] }
            var model: Model
        }
        return try JSONDecoder().decode(File.self, from: json()).model.merges
    }
}
