public import Foundation
public import Tokenization

extension Tokenizer {
    /// The tokenizer of a Hugging Face folder: `tokenizer.json`, and where present `tokenizer_config.json` and
    /// `chat_template.jinja`.
    /// - Throws: `DatasetError.unreadable` or `TokenizationError`.
    public init(folder: URL) throws {
        func content(_ name: String) throws -> Data {
            let file = folder.appendingPathComponent(name)
            do { return try Data(contentsOf: file) } catch {
                throw DatasetError.unreadable(path: file.path, reason: error.localizedDescription)
            }
        }
        func contentIfPresent(_ name: String) throws -> Data? {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path) ? try content(name) : nil
        }
        do {
            try self.init(
                tokenizerJSON: try content("tokenizer.json"), configurationJSON: try contentIfPresent("tokenizer_config.json"),
                chatTemplate: try contentIfPresent("chat_template.jinja").map { String(decoding: $0, as: UTF8.self) })
        } catch let error as TokenizationError {
            throw error.located(in: folder.path)
        }
    }
}
