import Datasets
import Foundation
import Testing
import Tokenization

struct TokenizerFolderTests {
    @Test func readsWhatIsThere() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tokenizer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        #expect(throws: DatasetError.self) { try Tokenizer(folder: folder) }

        let trained = try BytePairTrainer(vocabularySize: 270).train(["one two three two one"])
        try trained.tokenizerJSON.write(to: folder.appendingPathComponent("tokenizer.json"))
        let bare = try Tokenizer(folder: folder)
        #expect(bare.decode(bare.encode("two")) == "two")
        #expect(bare.endOfSequence == nil)

        try trained.configurationJSON.write(to: folder.appendingPathComponent("tokenizer_config.json"))
        #expect(try Tokenizer(folder: folder).endOfSequence == bare.id(of: "<|im_end|>"))

        try "{{ messages|length }} messages".write(
            to: folder.appendingPathComponent("chat_template.jinja"), atomically: true, encoding: .utf8)
        let template = try ChatTemplate(configuration: Tokenizer(folder: folder).configuration)
        #expect(try template.render([ChatMessage(role: "user", content: "hi")]) == "1 messages")
    }

    @Test func errorsNameTheWholePath() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tokenizer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: folder.appendingPathComponent("tokenizer.json"))
        #expect(throws: TokenizationError.missingKey(file: folder.path + "/tokenizer.json", key: "model")) { try Tokenizer(folder: folder) }
    }
}
