import Foundation
import Testing
import Tokenization

struct BytePairTrainerTests {
    private struct File: Decodable {
        struct Model: Decodable {
            var vocab: [String: Int]
            var merges: [[String]]
        }
        struct Added: Decodable {
            var id: Int
            var content: String
            var special: Bool
        }
        var model: Model
        var addedTokens: [Added]

        private enum CodingKeys: String, CodingKey {
            case model
            case addedTokens = "added_tokens"
        }
    }

    private func file(_ trained: TrainedTokenizer) throws -> File { try JSONDecoder().decode(File.self, from: trained.tokenizerJSON) }

    /// Sennrich et al.'s example; of equally frequent pairs the one with the lower ids comes first.
    @Test func learnsTheMostFrequentPairs() throws {
        let text = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
        let file = try file(BytePairTrainer(vocabularySize: 267).train([text]))
        #expect(file.model.merges == [["e", "s"], ["es", "t"], ["l", "o"], ["lo", "w"], ["e", "w"], ["n", "ew"]])
        #expect(file.model.vocab["es"] == 256)
        #expect(file.model.vocab["!"] == 0)
        #expect(file.addedTokens.map(\.content) == ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"])
        #expect(file.addedTokens.map(\.id) == [262, 263, 264, 265, 266])
        #expect(file.addedTokens.map(\.special) == [true, true, true, false, false])
    }

    @Test func sameTextsSameFiles() throws {
        let texts = (0..<200).map { "item \($0 * 7919 % 1000) costs \($0 % 13) coins, ça va \($0 % 5)" }
        let first = try BytePairTrainer(vocabularySize: 400).train(texts)
        let second = try BytePairTrainer(vocabularySize: 400).train(texts.reversed())
        #expect(first.tokenizerJSON == second.tokenizerJSON)
        #expect(first.configurationJSON == second.configurationJSON)
    }

    @Test func textSurvives() throws {
        let trained = try BytePairTrainer(vocabularySize: 300).train(["Counting: 10, 11, 12. Café 中文 😀\n"])
        let tokenizer = try trained.tokenizer()
        let text = "<|im_start|>user\nCount 2026 cafés, 中 😀<|im_end|>\n<think>\n\n</think>"
        let ids = tokenizer.encode(text)
        #expect(tokenizer.decode(ids) == text)
        #expect(ids.contains(tokenizer.id(of: "<think>") ?? -1))
        #expect(tokenizer.endOfSequence == tokenizer.id(of: "<|im_end|>"))
        #expect(tokenizer.padding == tokenizer.id(of: "<|endoftext|>"))
    }

    @Test func digitsAloneOrInThrees() throws {
        var trainer = BytePairTrainer(vocabularySize: 300)
        let texts = Array(repeating: "2026 2026 202", count: 5)
        #expect(try trainer.train(texts).tokenizer().encode("2026").count == 4)
        trainer.splitsDigits = false
        #expect(try trainer.train(texts).tokenizer().encode("2026").count == 2)
    }

    @Test func addedTokensAreNotLearnedFrom() throws {
        let texts = Array(repeating: "<|im_start|><|im_end|>", count: 9)
        #expect(try file(BytePairTrainer(vocabularySize: 300).train(texts)).model.merges.isEmpty)
    }

    @Test func tooSmallAVocabularyIsAnError() {
        #expect(throws: TokenizationError.vocabularySize(found: 260, minimum: 261)) {
            try BytePairTrainer(vocabularySize: 260).train(["a"])
        }
    }

    @Test func chatFormat() throws {
        let trained = try BytePairTrainer(vocabularySize: 261).train([])
        let template = try ChatTemplate(configuration: trained.tokenizer().configuration)
        let messages = [
            ChatMessage(role: "system", content: "S"), ChatMessage(role: "user", content: "Q1"),
            ChatMessage(role: "assistant", content: "<think>\nhm\n</think>\n\nA1"), ChatMessage(role: "user", content: "Q2"),
        ]
        let history =
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nQ1<|im_end|>\n<|im_start|>assistant\nA1<|im_end|>\n<|im_start|>user\nQ2<|im_end|>\n"
        #expect(try template.render(messages, addGenerationPrompt: false) == history)
        #expect(try template.render(messages) == history + "<|im_start|>assistant\n")
        #expect(try template.render(messages, enableThinking: true) == history + "<|im_start|>assistant\n")
        #expect(try template.render(messages, enableThinking: false) == history + "<|im_start|>assistant\n<think>\n\n</think>\n\n")
        let answer = messages + [ChatMessage(role: "assistant", content: "A2", reasoningContent: "why")]
        #expect(
            try template.render(answer, addGenerationPrompt: false)
                == history + "<|im_start|>assistant\n<think>\nwhy\n</think>\n\nA2<|im_end|>\n")
        #expect(throws: TokenizationError.self) { try template.render([ChatMessage(role: "robot", content: "")]) }
    }
}
