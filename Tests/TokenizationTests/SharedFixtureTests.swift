import Foundation
import TestSupport
import Testing
import Tokenization

/// Cases recorded with the reference library over the real vocabulary, where a machine has them.
@Suite(.enabled(if: SharedFiles.path("fixtures/tokenizer_dev.jsonl") != nil))
struct SharedFixtureTests {
    private struct TokenizerCase: Decodable {
        var text: String
        var qwen3: [Int]
        var micro: [Int]?
        var decoded: String
    }

    private struct ChatCase: Decodable {
        var messages: [ChatMessage]
        var enableThinking: Bool?
        var addGenerationPrompt: Bool
        var rendered: String

        private enum CodingKeys: String, CodingKey {
            case messages, rendered
            case enableThinking = "enable_thinking"
            case addGenerationPrompt = "add_generation_prompt"
        }
    }

    private static func rows<Row: Decodable>(_ name: String, as type: Row.Type = Row.self) throws -> [Row] {
        let path = try #require(SharedFiles.path("fixtures/\(name)"))
        return try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A).map {
            try JSONDecoder().decode(Row.self, from: $0)
        }
    }

    private static func tokenizer(_ name: String) throws -> Tokenizer {
        let path = try #require(SharedFiles.path("fixtures/\(name)"))
        let folder = URL(fileURLWithPath: path)
        return try Tokenizer(
            tokenizerJSON: Data(contentsOf: folder.appendingPathComponent("tokenizer.json")),
            configurationJSON: Data(contentsOf: folder.appendingPathComponent("tokenizer_config.json")))
    }

    @Test func realVocabulary() throws {
        let tokenizer = try Self.tokenizer("qwen3-tokenizer")
        #expect(tokenizer.vocabularySize == 151_669)
        #expect(tokenizer.endOfSequence == 151_645)
        for row in try Self.rows("tokenizer_dev.jsonl", as: TokenizerCase.self) {
            #expect(tokenizer.encode(row.text) == row.qwen3)
            #expect(tokenizer.decode(row.qwen3).utf8.elementsEqual(row.decoded.utf8))
        }
    }

    @Test func smallVocabulary() throws {
        let tokenizer = try Self.tokenizer("qwen3-micro")
        for row in try Self.rows("tokenizer_dev.jsonl", as: TokenizerCase.self) {
            if let micro = row.micro { #expect(tokenizer.encode(row.text) == micro) }
        }
    }

    @Test func conversations() throws {
        let tokenizer = try Self.tokenizer("qwen3-tokenizer")
        let template = try ChatTemplate(configuration: tokenizer.configuration)
        for row in try Self.rows("chat_dev.jsonl", as: ChatCase.self) {
            let text = try template.render(
                row.messages, enableThinking: row.enableThinking, addGenerationPrompt: row.addGenerationPrompt)
            #expect(text.utf8.elementsEqual(row.rendered.utf8))
        }
    }
}
