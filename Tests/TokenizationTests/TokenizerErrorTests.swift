import Foundation
import Testing
import Tokenization

/// What is wrong with a file is said in one line that names the place.
struct TokenizerErrorTests {
    private static let model = #""model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}"#
    private static let rest = #""pre_tokenizer": {"type": "ByteLevel"}, "decoder": {"type": "ByteLevel"}"#

    private func message(_ json: String) -> String? {
        do {
            _ = try Tokenizer(tokenizerJSON: Data(json.utf8))
            return nil
        } catch { return "\(error)" }
    }

    @Test func smallestFile() throws {
        let tokenizer = try Tokenizer(tokenizerJSON: Data("{\(Self.model), \(Self.rest)}".utf8))
        #expect(tokenizer.encode("ab") == [0, 1] || tokenizer.encode("ab") == [2])
        #expect(message("{\(Self.model), \(Self.rest)}") == nil)
    }

    @Test(arguments: [
        (
            #"{"model": {"vocab": {"a": 0}, "merges": ["a b"]}}"#,
            "tokenizer.json: 'model.merges[0]' needs the token 'b', which is not in the vocabulary"
        ),
        (
            #"{"model": {"vocab": {"a": 0, "b": 1}, "merges": [["a", "b"]]}}"#,
            "tokenizer.json: 'model.merges[0]' needs the token 'ab', which is not in the vocabulary"
        ),
        (
            #"{"model": {"vocab": {"a": 0, "b": 1, "ab": 2, "<x>": 3, "é": 4}, "merges": []}, "added_tokens": []}"#,
            "tokenizer.json: 'model.merges' has no merge that makes the token 'ab' of the vocabulary"
        ),
        (
            #"{"model": {"vocab": {"a": 0}, "merges": [7]}}"#,
            "tokenizer.json: 'model.merges[0]' is 7, expected two tokens, as \"a b\" or [\"a\", \"b\"]"
        ),
        (#"{"model": {"vocab": {"a": -1}, "merges": []}}"#, "tokenizer.json: 'model.vocab.a' is -1, expected a token id"),
        (
            #"{"model": {"type": "Unigram", "vocab": []}}"#,
            "tokenizer.json: 'model.type' is 'Unigram', which is not supported; supported: 'BPE'"
        ),
        (
            #"{"model": {"vocab": {}, "merges": [], "dropout": 0.1}}"#,
            "tokenizer.json: 'model.dropout' is 0.1, which is not supported; supported: none"
        ),
        (#"{"model": {"vocab": {}}}"#, "tokenizer.json: missing key 'model.merges'"),
        (#"{"model": {"merges": []}}"#, "tokenizer.json: missing key 'model.vocab'"),
        (#"{"model": null}"#, "tokenizer.json: 'model' is null, expected an object"),
        (#"[]"#, "tokenizer.json: missing key 'model'"),
        ("{\n\n\"model\": }", "tokenizer.json, line 3: expected a value"),
        (#"{"model": "\ud800"}"#, "tokenizer.json, line 1: half of a surrogate pair"),
        ("", "tokenizer.json, line 1: the document ends early"),
    ]) func brokenModels(json: String, expected: String) {
        #expect(message(json) == expected)
    }

    @Test(arguments: [
        (
            #""normalizer": {"type": "Lowercase"}"#,
            "'normalizer.type' is 'Lowercase', which is not supported; supported: 'NFC' or no normalizer"
        ),
        (
            #""pre_tokenizer": {"type": "Whitespace"}"#,
            "'pre_tokenizer.type' is 'Whitespace', which is not supported; supported: 'Split', 'Digits', 'ByteLevel'"
        ),
        (
            #""pre_tokenizer": {"type": "Split", "pattern": {"Regex": "x+"}, "behavior": "Isolated"}"#,
            "'pre_tokenizer.pattern.Regex' is 'x+', which is not supported; supported: the patterns of GPT-2, Qwen and Llama 3"
        ),
        (#""added_tokens": [{"content": "x"}]"#, "missing key 'added_tokens[0].id'"),
        (
            #""post_processor": {"type": "BertProcessing"}"#,
            "'post_processor.type' is 'BertProcessing', which is not supported; supported: 'ByteLevel', 'TemplateProcessing'"
        ),
    ]) func brokenPipelines(part: String, expected: String) {
        let others = part.contains("pre_tokenizer") ? #""decoder": {"type": "ByteLevel"}"# : Self.rest
        #expect(message("{\(part), \(Self.model), \(others)}") == "tokenizer.json: " + expected)
    }

    @Test func deepNestingIsAnError() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(message(deep) == "tokenizer.json, line 1: nested deeper than 200 levels")
    }

    @Test func configurationIsChecked() {
        #expect(throws: TokenizationError.missingKey(file: "tokenizer_config.json", key: "eos_token.content")) {
            try TokenizerConfiguration(json: Data(#"{"eos_token": 5}"#.utf8))
        }
        #expect(throws: TokenizationError.missingChatTemplate(file: "tokenizer_config.json")) {
            try ChatTemplate(configuration: TokenizerConfiguration(json: nil))
        }
    }
}
