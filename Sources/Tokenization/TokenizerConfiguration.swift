public import Foundation

/// What `tokenizer_config.json` says beside the vocabulary.
public struct TokenizerConfiguration: Sendable, Equatable {
    public var beginningOfSequence: String?
    public var endOfSequence: String?
    public var padding: String?
    public var unknown: String?
    /// The Jinja source of the chat template.
    public var chatTemplate: String?

    /// - Parameters:
    ///   - json: the content of `tokenizer_config.json`; without it every field is nil.
    ///   - chatTemplate: the content of `chat_template.jinja`; it replaces the file's own template.
    public init(json: Data?, chatTemplate: String? = nil) throws {
        self.chatTemplate = chatTemplate
        guard let json else { return }
        let tree = try JSONTree([UInt8](json), file: "tokenizer_config.json")
        guard case .object = tree.root else {
            throw TokenizationError.wrongValue(file: tree.file, key: "", found: tree.name(tree.root), expected: "an object")
        }
        beginningOfSequence = try Self.tokenName(tree, "bos_token")
        endOfSequence = try Self.tokenName(tree, "eos_token")
        padding = try Self.tokenName(tree, "pad_token")
        unknown = try Self.tokenName(tree, "unk_token")
        if chatTemplate == nil { self.chatTemplate = try Self.template(tree) }
    }

    /// A token given by name, or as an object with its `content`.
    private static func tokenName(_ tree: JSONTree, _ key: String) throws -> String? {
        switch tree.value(tree.root, key) {
        case nil, .null?: return nil
        case .string(let range)?: return tree.text(range)
        case let node: return try tree.string(node, "content", path: "\(key).content")
        }
    }

    /// The template, or the one named `default` of several.
    private static func template(_ tree: JSONTree) throws -> String? {
        switch tree.value(tree.root, "chat_template") {
        case nil, .null?: return nil
        case .string(let range)?: return tree.text(range)
        case .array(let choices)?:
            let named = try choices.first { try tree.string($0, "name", path: "chat_template.name") == "default" }
            return try named.map { try tree.string($0, "template", path: "chat_template.template") }
        case let node:
            throw TokenizationError.wrongValue(file: tree.file, key: "chat_template", found: tree.name(node), expected: "a string")
        }
    }
}
