/// A chat template: turns a conversation into the text that the model was trained on.
///
/// Templates are Jinja programs inside `tokenizer_config.json`. This runs them, with the whitespace rules and extra functions
/// that `transformers` gives them, so a model's own template decides and no model is recognised by name.
///
/// ```swift
/// let template = try ChatTemplate(configuration: tokenizer.configuration)
/// let text = try template.render([ChatMessage(role: "user", content: "2 + 2?")], enableThinking: false)
/// ```
///
/// Left out: tools (the template sees none) and the clock (`strftime_now` is undefined; a template that asks for today's date
/// takes its own default unless `variables` has `date_string`).
public struct ChatTemplate: Sendable {
    private let program: [TemplateStatement]
    private let specialTokens: [String: String]

    /// - Throws: `TokenizationError.missingChatTemplate` if there is none, `.templateSyntax` if it cannot be read.
    public init(configuration: TokenizerConfiguration) throws {
        guard let source = configuration.chatTemplate else { throw TokenizationError.missingChatTemplate(file: "tokenizer_config.json") }
        let names = [
            "bos_token": configuration.beginningOfSequence, "eos_token": configuration.endOfSequence,
            "pad_token": configuration.padding, "unk_token": configuration.unknown,
        ]
        try self.init(source: source, specialTokens: names.compactMapValues { $0 })
    }

    /// - Parameters:
    ///   - source: the Jinja text.
    ///   - specialTokens: names that the template may print, such as `bos_token`.
    public init(source: String, specialTokens: [String: String] = [:]) throws {
        var parser = TemplateParser(tokens: try TemplateLexer.tokens(of: source))
        program = try parser.program()
        self.specialTokens = specialTokens
    }

    /// The conversation as text.
    /// - Parameters:
    ///   - enableThinking: what templates of thinking models ask for; nil leaves it undefined (the model's default).
    ///   - addGenerationPrompt: end with the header of the assistant's next message.
    ///   - variables: further names for the template.
    /// - Throws: `TokenizationError.templateEvaluation`, also where the template itself rejects the conversation.
    public func render(
        _ messages: [ChatMessage], enableThinking: Bool? = nil, addGenerationPrompt: Bool = true, variables: [String: String] = [:]
    ) throws -> String {
        var names = specialTokens.mapValues(TemplateValue.string)
        for (name, value) in variables { names[name] = .string(value) }
        names["messages"] = .list(messages.map(Self.value))
        names["add_generation_prompt"] = .bool(addGenerationPrompt)
        names["tools"] = TemplateValue.none
        names["documents"] = TemplateValue.none
        if let enableThinking { names["enable_thinking"] = .bool(enableThinking) }
        var interpreter = TemplateInterpreter(names: names)
        return try interpreter.run(program)
    }

    private static func value(_ message: ChatMessage) -> TemplateValue {
        var members: [(key: String, value: TemplateValue)] = [("role", .string(message.role)), ("content", .string(message.content))]
        if let reasoning = message.reasoningContent { members.append(("reasoning_content", .string(reasoning))) }
        return .object(members)
    }
}
